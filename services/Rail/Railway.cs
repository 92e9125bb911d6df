using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>What runs on a section.</summary>
public enum Traffic
{
    /// <summary>Passenger and freight trains.</summary>
    Mixed,

    /// <summary>Passenger trains alone: no containers.</summary>
    Passenger,
}

/// <summary>A section of railway as it is built.</summary>
/// <param name="Name">Of the line it is part of; null where it has none here.</param>
/// <param name="Ends">Of a section for passengers alone, the hub's terminals nearest to its ends; null: a corridor says it, or nobody.</param>
/// <param name="Tracks">1 or 2; null where unknown.</param>
/// <param name="PathsPerDay">Freight trains a day, both directions together; null: no limit is known.</param>
/// <param name="Built">What it allows.</param>
public sealed record Track(
    string Section,
    string? Name,
    Traffic Traffic,
    (string From, string To)? Ends,
    int? Tracks,
    int? PathsPerDay,
    SectionLimit Built,
    Provenance Provenance
);

/// <summary>The railways of the hub: sections, and the trains that are made for them. Out of this assembly's own data.</summary>
public sealed class Railway
{
    private readonly Dictionary<string, IReadOnlyList<string>> over;

    private Railway(
        CorridorMap corridors,
        Dictionary<string, Track> tracks,
        Dictionary<string, TrainShape> trains,
        Dictionary<string, IReadOnlyList<string>> over
    ) => (Corridors, Tracks, Trains, this.over) = (corridors, tracks, trains, over);

    /// <summary>Sections that carry freight.</summary>
    public CorridorMap Corridors { get; }

    /// <summary>Every section as it is built, by id; also those that carry no freight.</summary>
    public IReadOnlyDictionary<string, Track> Tracks { get; }

    /// <summary>Train classes by id.</summary>
    public IReadOnlyDictionary<string, TrainShape> Trains { get; }

    public static Railway Load()
    {
        var assembly = typeof(Railway).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var wagons = CsvTable.Embedded(assembly, "wagons.csv").Rows.ToDictionary(r => r["wagon"], StringComparer.Ordinal);
        return new(
            SeedFiles.Corridors(assembly),
            CsvTable.Embedded(assembly, "tracks.csv").Rows.ToDictionary(r => r["section"], ReadTrack, StringComparer.Ordinal),
            CsvTable
                .Embedded(assembly, "trains.csv")
                .Rows.ToDictionary(
                    r => r["vehicle"],
                    r => ReadTrain(r, wagons[r["wagon"]], vehicles[r["vehicle"]].Offered),
                    StringComparer.Ordinal
                ),
            CsvTable
                .Embedded(assembly, "sections.csv")
                .Rows.ToDictionary(r => r["corridor_id"], r => r.List("over"), StringComparer.Ordinal)
        );
    }

    /// <summary>The sections between two neighbouring calls, those that a direct train passes included.</summary>
    public IReadOnlyList<string> Between(string from, string to)
    {
        var corridor = Corridors.Between(from, to).Corridor.Id;
        return over.TryGetValue(corridor, out var parts) ? [corridor, .. parts] : [corridor];
    }

    /// <summary>Whether a double-stack train may carry its second tier between two neighbouring calls: every section it passes lets it through.</summary>
    public bool IsDoubleStack(string from, string to)
    {
        var sections = Between(from, to);
        // Of a direct corridor its parts decide; it is no rail of its own.
        return (sections.Count > 1 ? sections.Skip(1) : sections).All(s => Tracks[s].Built.DoubleStack);
    }

    /// <summary>The way and the room of a line: twice the slots where its train may carry two tiers.</summary>
    public LinePattern Pattern(LineRow row, VehicleClass vehicle)
    {
        var line = row.ToPattern(vehicle, Run);
        return Trains[vehicle.Id].Tiers < 2
            ? line
            : line with
            {
                Calls =
                [
                    .. line.Calls.Select(
                        (c, i) =>
                            i + 1 < line.Calls.Count && IsDoubleStack(c.Terminal, line.Calls[i + 1].Terminal)
                                ? c with
                                {
                                    OfferedToNext = vehicle.Offered with { Teu100 = 2 * vehicle.Offered.Teu100 },
                                }
                                : c
                    ),
                ],
            };
    }

    /// <summary>Whether the boxes of a demand can be placed on the wagons that are left; null when they can, or nobody knows which boxes they are.</summary>
    public Misfit? Fits(FitRequest request)
    {
        var movement = request.Movement;
        if (request.Boxes is not { Count: > 0 } lots || (movement.Rules.Wagons ?? WagonsOf(movement.Vehicle)) is not { } rules)
        {
            return null;
        }

        var wagon = new WagonShape(rules.Teu100, rules.Kg, rules.Tiers, rules.TrainTeu100);
        BoxLoad[] boxes = [.. lots.SelectMany(b => Enumerable.Repeat(new BoxLoad(b.LengthFeet, b.GrossKg), b.Count))];
        foreach (var segment in movement.Segments.Where(s => s.Index >= request.FromCall && s.Index < request.ToCall))
        {
            var free = segment.Free();
            if (!free.Covers(request.Demand))
            {
                return null; // the ledger says so itself
            }

            if (TrainRoom.Misfit(boxes, wagon, segment.Offered.Teu100, free.Teu100) is { } misplaced)
            {
                return new Misfit("weight", segment.Index, misplaced.Dimension);
            }
        }

        return null;
    }

    /// <summary>
    /// Why a train may not run: a line for passengers carries no containers and no bulk. A train is on such a line when its own line is named after it, or when it goes from one
    /// of its ends to the other and nothing else leads there.
    /// </summary>
    public string? Refuses(MovementDraft draft)
    {
        if (!draft.Rules.Accepts.Any(kind => kind is CargoKind.Container or CargoKind.Bulk))
        {
            return null;
        }

        foreach (var track in Tracks.Values.Where(t => t.Traffic == Traffic.Passenger))
        {
            if (
                draft.LineId == track.Section
                || draft.LineId.StartsWith(track.Section + "-", StringComparison.Ordinal)
                || draft.Calls.Zip(draft.Calls.Skip(1)).Any(p => Joins(track, p.First.Terminal, p.Second.Terminal))
            )
            {
                return $"{track.Section} ({track.Name}) is for passengers alone: it carries no containers and no bulk";
            }
        }

        return null;
    }

    private bool Joins(Track track, string from, string to) =>
        track.Ends is { } ends
        && ((from == ends.From && to == ends.To) || (from == ends.To && to == ends.From))
        && Corridors.Find(from, to) is null;

    /// <summary>What is wrong with what somebody tells of a train.</summary>
    public static IEnumerable<(string Member, string Detail)> RuleProblems(CargoRules rules)
    {
        if (
            rules.Wagons
            is not (null or { Teu100: > 0 and <= 1_000_000, Kg: > 0 and <= 1_000_000, Tiers: 1 or 2, TrainTeu100: >= 0 and <= 1_000_000 })
        )
        {
            yield return ("wagons", "must have slots and a load above 0, and 1 or 2 tiers");
        }

        if (rules.Ulds is not null || rules.Aircraft is not null)
        {
            yield return (rules.Ulds is not null ? "ulds" : "aircraft", "is not for trains");
        }
    }

    /// <summary>The wagons of a train class, as they are published; null where it is not of the data.</summary>
    public WagonRules? WagonsOf(string vehicle) =>
        Trains.TryGetValue(vehicle, out var train)
            ? new(train.Teu100 / train.Wagons, train.Kg / train.Wagons, train.Tiers, train.Teu100)
            : null;

    /// <summary>Sections over which only so many trains a day may run.</summary>
    public IReadOnlyList<PathLimit> Paths =>
        [
            .. Corridors
                .All.Where(c => Tracks[c.Id].PathsPerDay is not null)
                .Select(c => new PathLimit(
                    c.Id,
                    [
                        .. Corridors
                            .All.Where(d => Between(d.From, d.To).Contains(c.Id, StringComparer.Ordinal))
                            .SelectMany(d => new[] { $"{d.From}>{d.To}", $"{d.To}>{d.From}" }),
                    ],
                    Tracks[c.Id].PathsPerDay!.Value
                )),
        ];

    /// <summary>The way from one terminal directly to another; null where there is none.</summary>
    public IReadOnlyList<Hop>? Way(string from, string to) => Corridors.Find(from, to) is null ? null : Run(from, to);

    private IReadOnlyList<Hop> Run(string from, string to)
    {
        var corridor = Corridors.Between(from, to).Corridor;
        return [new Hop(to, corridor.Km, (int)Math.Round(corridor.TypicalHours * 60))];
    }

    private static Track ReadTrack(CsvRow row) =>
        new(
            row["section"],
            row.Optional("name"),
            Enum.Parse<Traffic>(row["traffic"], ignoreCase: true),
            row.Optional("from") is { } from ? (from, row["to"]) : null,
            row.Optional("tracks") is null ? null : row.Int("tracks"),
            row.Optional("paths_per_day") is null ? null : row.Int("paths_per_day"),
            new(
                row.Optional("track_length_m") is null ? null : row.Decimal("track_length_m"),
                null,
                row.Optional("axle_load_t") is null ? null : (int)(row.Decimal("axle_load_t") * 1000),
                row.Bool("double_stack")
            ),
            SeedFiles.ProvenanceOf(row)
        );

    private static TrainShape ReadTrain(CsvRow row, CsvRow wagon, CapacityVector offered) =>
        new(
            row.Int("wagons"),
            wagon.Decimal("length_m"),
            wagon.Int("tare_kg"),
            wagon.Int("axles"),
            wagon.Int("tiers"),
            row.Decimal("locomotive_m"),
            offered.Kg,
            offered.Teu100
        );
}
