using System.Text.RegularExpressions;
using Qujiang.Network;

namespace Qujiang.Air.Schedules;

/// <summary>A flight designator: airline, number, operational suffix.</summary>
/// <param name="Airline">Two or three letters or digits.</param>
/// <param name="Number">1 to 9999.</param>
/// <param name="Suffix">A letter, or empty.</param>
public readonly record struct Designator(string Airline, int Number, string Suffix)
{
    /// <inheritdoc />
    public override string ToString() => $"{Airline}{Number}{Suffix}";
}

/// <summary>Which line a flight designator means, and the other way round; and which vehicle class an aircraft type is.</summary>
public sealed partial class Flights
{
    private readonly Dictionary<Designator, (string Line, int Run)> lines;
    private readonly Dictionary<(string Line, int Run), Designator> designators;
    private readonly Dictionary<string, string> vehicles;
    private readonly Dictionary<string, (string Type, char Service)> types;

    private Flights(CsvTable flights, CsvTable aircraft)
    {
        lines = flights.Rows.ToDictionary(r => new Designator(r["airline"], r.Int("flight_number"), ""), r => (r["line_id"], r.Int("run")));
        designators = lines.ToDictionary(l => l.Value, l => l.Key);
        vehicles = aircraft.Rows.ToDictionary(r => r["iata_type"], r => r["vehicle"], StringComparer.Ordinal);
        // The first type of a class stands for it in an export.
        types = aircraft
            .Rows.DistinctBy(r => r["vehicle"])
            .ToDictionary(r => r["vehicle"], r => (r["iata_type"], r["service_type"][0]), StringComparer.Ordinal);
    }

    /// <summary>Out of this assembly's own data.</summary>
    public static Flights Load() =>
        new(CsvTable.Embedded(typeof(Flights).Assembly, "flights.csv"), CsvTable.Embedded(typeof(Flights).Assembly, "aircraft.csv"));

    /// <summary>The line and run of a designator: one of the hub's own, or a line called after it.</summary>
    public (string Line, int Run) LineOf(Designator flight) => lines.TryGetValue(flight, out var own) ? own : ($"AR-{flight}", 1);

    /// <summary>The designator of a line's run; null where it has none.</summary>
    public Designator? DesignatorOf(string line, int run) =>
        designators.TryGetValue((line, run), out var own) ? own
        : run == 1 && Foreign().Match(line) is { Success: true } m
            ? new Designator(
                m.Groups["airline"].Value,
                int.Parse(m.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture),
                m.Groups["suffix"].Value
            )
        : null;

    /// <summary>The vehicle class of an IATA aircraft type; null where it has none.</summary>
    public string? VehicleOf(string aircraftType) => vehicles.GetValueOrDefault(aircraftType);

    /// <summary>The aircraft type and service type that stand for a vehicle class; null where there is none.</summary>
    public (string Type, char Service)? TypeOf(string vehicle) => types.TryGetValue(vehicle, out var type) ? type : null;

    [GeneratedRegex(
        "^AR-(?<airline>[A-Z][A-Z0-9]|[0-9][A-Z]|[A-Z]{3})(?<number>[1-9][0-9]{0,3})(?<suffix>[A-Z]?)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Foreign();
}
