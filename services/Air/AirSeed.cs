using System.Globalization;
using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>What the service begins with: the files of this assembly, and of shared/Network where airports stand and which dangerous goods fly.</summary>
internal static class AirSeed
{
    /// <summary>Every airport of the hub; one that moves has a second row.</summary>
    public static IEnumerable<DataSheet<AirportData>> Airports()
    {
        var curfews = Rows("curfews.csv").ToDictionary(r => r["airport"], StringComparer.Ordinal);
        var moves = Rows("moves.csv").ToLookup(r => r["airport"], StringComparer.Ordinal);
        var screening = Rows("screening.csv").ToDictionary(r => r["cargo"], StringComparer.Ordinal);
        var (general, special) = (Times(screening["GENERAL"]), Times(screening["SPECIAL"]));
        var cutOff = $"general cargo: {screening["GENERAL"]["source"]}; special: {screening["SPECIAL"]["source"]}";
        foreach (var airport in Terminals.Hub.All.Where(t => t.Kind == TerminalKind.Airport))
        {
            var curfew = curfews.GetValueOrDefault(airport.Code.Value);
            // A row is as good as the worst of what it says: acceptance and screening are estimates everywhere.
            var first = new DataRow<AirportData>(
                DataSheet.Always,
                new(airport.Latitude, airport.Longitude, general, special, CurfewOf(curfew)),
                new($"site: {airport.Source}; curfew: {curfew?["source"] ?? "none known"}; {cutOff}", Quality.E)
            );
            var moved = moves[airport.Code.Value]
                .Select(r => new DataRow<AirportData>(
                    DateOnly.ParseExact(r["first_day"], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    new(r.Double("latitude"), r.Double("longitude"), general, special, CurfewOf(r)),
                    SeedFiles.ProvenanceOf(r)
                ));
            yield return new(airport.Code.Value, [.. moved.Prepend(first).OrderBy(r => r.From)], 0);
        }
    }

    /// <summary>Classes of aircraft, each with its devices and holds.</summary>
    public static IEnumerable<DataSheet<AircraftData>> Aircraft()
    {
        var spaces = Rows("ulds.csv").ToLookup(r => r["vehicle"], StringComparer.Ordinal);
        return Rows("vehicles.csv")
            .Select(r =>
                DataSheet.Of(
                    r["vehicle"],
                    new AircraftData(
                        r["name"],
                        Enum.Parse<AircraftKind>(r["aircraft"], ignoreCase: true),
                        r.Int("kg"),
                        r.Int("litres"),
                        r.Int("uld"),
                        r.List("dangerous_goods"),
                        r.Bool("reefer"),
                        r.Int("max_piece_kg"),
                        [.. spaces[r["vehicle"]].Select(SpaceOf)]
                    ),
                    SourceOf(r, spaces[r["vehicle"]])
                )
            );
    }

    /// <summary>How long flights take.</summary>
    public static IEnumerable<DataSheet<BlockTimeData>> BlockTimes() =>
        Rows("block-times.csv")
            .Select(r =>
                DataSheet.Of(r["id"], new BlockTimeData(r.Decimal("cruise_kmh"), r.Int("ground_minutes")), SeedFiles.ProvenanceOf(r))
            );

    /// <summary>Dangerous goods by UN number.</summary>
    public static IEnumerable<DataSheet<AirGoods>> Goods() =>
        DangerousGoodsByAir
            .All.GroupBy(l => l.UnNumber, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g =>
                DataSheet.Of(
                    g.Key,
                    new AirGoods(
                        g.First().Name,
                        g.First().Classes,
                        [
                            .. g.Select(l => new AirQuantity(
                                l.Passenger ?? AirQuantity.Forbidden,
                                l.Cargo ?? AirQuantity.Forbidden,
                                l.PackingGroup
                            )),
                        ]
                    ),
                    new(g.First().Source, Enum.Parse<Quality>(g.First().Quality.ToString()))
                )
            );

    private static IReadOnlyList<CsvRow> Rows(string file) => CsvTable.Embedded(typeof(AirSeed).Assembly, file).Rows;

    private static AcceptanceTimes Times(CsvRow row) => new(row.Int("acceptance_minutes"), row.Int("screening_minutes"));

    private static Curfew? CurfewOf(CsvRow? row) =>
        row?.Optional("closes") is { } closes ? new Curfew(Time(closes), Time(row["opens"])) : null;

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    private static SpaceData SpaceOf(CsvRow row) =>
        new(
            row["uld"],
            row["kind"] == "LOOSE",
            row.Int("base_length_cm"),
            row.Int("base_width_cm"),
            [
                .. row.List("contour")
                    .Select(step => step.Split(':'))
                    .Select(s => new ContourStep(
                        int.Parse(s[0], CultureInfo.InvariantCulture),
                        int.Parse(s[1], CultureInfo.InvariantCulture)
                    )),
            ],
            row.Int("max_piece_kg"),
            row.Int("kg"),
            row.Int("litres"),
            row.Int("door_width_cm"),
            row.Int("door_height_cm")
        );

    /// <summary>An estimate where any of it is one.</summary>
    private static Provenance SourceOf(CsvRow aircraft, IEnumerable<CsvRow> spaces)
    {
        var own = SeedFiles.ProvenanceOf(aircraft);
        return own with { Source = string.Join("; ", spaces.Select(s => $"{s["uld"]}: {s["source"]}").Prepend(own.Source)) };
    }
}
