using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Timetables;

/// <summary>What holds for trucks on a day.</summary>
/// <param name="Truck">What one carries: trucks are counted by it.</param>
/// <param name="Hours">Of drivers, with speeds and times of loading.</param>
/// <param name="Ban">When dangerous goods may not use motorways.</param>
public sealed record RoadDay(TruckSize Truck, DriverHours Hours, DangerousGoodsBan Ban);

/// <summary>Hours of the day in which dangerous goods do not drive on motorways.</summary>
/// <param name="From">First second of the day at the hub, 0 to 86,399.</param>
/// <param name="To">First second after it; before <paramref name="From"/>: of the next day, the same: they always may.</param>
public sealed record DangerousGoodsBan(int From, int To)
{
    public static DangerousGoodsBan None { get; } = new(0, 0);

    /// <summary>The seconds of the day; null where there is no ban.</summary>
    public (int From, int To)? Seconds => From == To ? null : (From, To);
}

/// <summary>
/// Trucks, their drivers' hours and the ban of dangerous goods, day by day: by what the road service publishes, else by the house's own file and the usual truck.
/// </summary>
public sealed class RoadRules(HouseData house)
{
    /// <summary>The one truck that lanes are driven with.</summary>
    public const string TruckId = "articulated-49t";

    /// <summary>The one sheet of <see cref="DriverHours"/>.</summary>
    public const string DriverHoursId = "STANDARD";

    /// <summary>The one sheet of <see cref="DangerousGoodsBans"/>.</summary>
    public const string MotorwaysId = "MOTORWAYS";

    public static ReferenceKind<TruckSize> Trucks { get; } = new(Mode.Road, "truck", ReadTruck);

    public static ReferenceKind<DangerousGoodsBan> DangerousGoodsBans { get; } = new(Mode.Road, "dangerous-goods-ban", ReadBan);

    public static ReferenceKind<DriverHours> DriverHours { get; } = new(Mode.Road, "driver-hours", ReadHours);

    private readonly ReferenceTable<TruckSize> trucks = new(Trucks);
    private readonly ReferenceTable<DangerousGoodsBan> bans = new(DangerousGoodsBans);
    private readonly ReferenceTable<DriverHours> hours = new(DriverHours);

    /// <summary>What the road service has told.</summary>
    public IReadOnlyList<ReferenceTable> Told => [trucks, bans, hours];

    /// <summary>By the rows of a day.</summary>
    public RoadDay On(DateOnly day) =>
        new(
            trucks.On(TruckId, day) ?? TruckSize.Usual,
            hours.On(DriverHoursId, day) ?? house.DriverHours,
            bans.On(MotorwaysId, day) ?? house.DangerousGoodsBan
        );

    private static TruckSize? ReadTruck(string id, ReferenceDataRow row) =>
        ReferenceKind.DataOf<TruckData>(row) is { } truck
        && new TruckSize(truck.GrossKg - truck.TractorKg - truck.ChassisKg, truck.PayloadKg, truck.PieceLitres) is { IsSound: true } size
            ? size
            : null;

    private static DriverHours? ReadHours(string id, ReferenceDataRow row) =>
        ReferenceKind.DataOf<DriverHours>(row) is { IsSound: true } read ? read : null;

    private static DangerousGoodsBan? ReadBan(string id, ReferenceDataRow row) =>
        ReferenceKind.DataOf<BanData>(row) switch
        {
            { From: null, To: null } => DangerousGoodsBan.None,
            { From: { } from, To: { } to } when SecondOf(from) is { } start && SecondOf(to) is { } end && start != end =>
                new DangerousGoodsBan(start, end),
            _ => null,
        };

    private static int? SecondOf(string clock) =>
        TimeOnly.TryParseExact(clock, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 3600) + (time.Minute * 60)
            : null;

    /// <summary>Of a truck what quotes need; what it weighs empty and may weigh, kg and litres.</summary>
    private sealed record TruckData
    {
        public required int GrossKg { get; init; }

        public required int TractorKg { get; init; }

        public required int ChassisKg { get; init; }

        public required int PayloadKg { get; init; }

        public required int PieceLitres { get; init; }
    }

    /// <param name="From">First minute, <c>HH:mm</c>.</param>
    /// <param name="To">First minute after it.</param>
    private sealed record BanData(string? From, string? To);
}
