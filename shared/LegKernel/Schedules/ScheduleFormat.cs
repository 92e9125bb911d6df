using System.IO.Pipelines;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>A file format for timetables: reads and writes movements one after the other, so that memory does not grow with the file.</summary>
public abstract class ScheduleFormat
{
    /// <summary>Its name in the query: <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Media types by which a body is recognised; the first is that of an export.</summary>
    public abstract IReadOnlyList<string> MediaTypes { get; }

    /// <summary>Reads movements. Whatever the bytes are, it yields rows with errors or throws <see cref="ScheduleFileException"/>, nothing else.</summary>
    /// <exception cref="ScheduleFileException">The file as a whole is not of this format.</exception>
    public abstract IAsyncEnumerable<ScheduleRow> ReadAsync(Stream body, ScheduleContext context, CancellationToken cancellationToken);

    /// <summary>Writes movements, which come ordered by line, run and start.</summary>
    public abstract Task WriteAsync(
        IAsyncEnumerable<StoredMovement> movements,
        PipeWriter output,
        ScheduleContext context,
        CancellationToken cancellationToken
    );

    /// <summary>Why the runs of a line cannot be written in this format; null where they can.</summary>
    /// <param name="lineId">The line.</param>
    /// <param name="run">Number of the run of its day.</param>
    /// <param name="otherIds">Whether some of them have ids of another form than <c>{lineId}-{yyyyMMdd}-{run}</c>.</param>
    public virtual string? WhyNot(string lineId, int run, bool otherIds) => null;
}

/// <summary>What a format knows of the service and of the time.</summary>
/// <param name="Module">The service's own data.</param>
/// <param name="Now">The database's clock.</param>
/// <param name="HorizonDays">Recurring patterns are unrolled from today until so many days ahead.</param>
public sealed record ScheduleContext(LegModule Module, DateTimeOffset Now, int HorizonDays);

/// <summary>What a mode adds to the exchange of timetables with others.</summary>
public sealed record ScheduleSpec
{
    private static readonly IReadOnlyDictionary<string, VehicleClass> NoVehicles = new Dictionary<string, VehicleClass>(
        StringComparer.Ordinal
    );

    private readonly Func<IReadOnlyDictionary<string, VehicleClass>> vehicles = () => NoVehicles;

    /// <summary>Formats besides CSV and JSON.</summary>
    public IReadOnlyList<ScheduleFormat> Formats { get; init; } = [];

    /// <summary>Vehicle classes by id: room and rules of a movement for which a file gives none.</summary>
    public IReadOnlyDictionary<string, VehicleClass> Vehicles
    {
        get => vehicles();
        init => vehicles = () => value;
    }

    /// <summary><see cref="Vehicles"/> where they follow from <see cref="LegModule.Data"/>. Pure.</summary>
    public Func<IReadOnlyDictionary<string, VehicleClass>> VehiclesByData
    {
        init => vehicles = value;
    }

    /// <summary>
    /// The way of a vehicle class from one terminal to the next, points passed included, for a movement of which neither a file nor its line tells it; null where it is not known.
    /// </summary>
    public Func<string, string, string, IReadOnlyList<Hop>?>? Way { get; init; }

    /// <summary>The tariff of a vehicle class over so many kilometres, for a line that is not known; null where there is none.</summary>
    public Func<string, decimal, string?>? Tariff { get; init; }

    /// <summary>
    /// What the mode would make of a movement that is not a run of a line of its own, or not by that line's vehicle: distances, cut-offs, room, rules and tariff of its day. Its
    /// terminals are those of the movement's calls; its room and rules count where its vehicle is the movement's. The vehicle class is empty where nobody tells it. Null from it, or
    /// null: <see cref="Vehicles"/>, <see cref="Way"/> and <see cref="Tariff"/> decide. Pure.
    /// </summary>
    public Func<string, IReadOnlyList<ScheduledCall>, LinePattern?>? PatternFor { get; init; }

    /// <summary>
    /// The rules that a file tells, completed by the usual ones of the vehicle: with what no row of a table says, because it is how the vehicle is built. Null: they stand as told.
    /// Pure.
    /// </summary>
    public Func<CargoRules, CargoRules?, CargoRules>? Complete { get; init; }

    /// <summary>Why a movement cannot run as a file or an operator has it: what the mode knows of opening hours and the like; null where it can. Pure.</summary>
    public Func<MovementDraft, string?>? Refuses { get; init; }
}
