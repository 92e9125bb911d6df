using System.Globalization;
using System.Text.Json.Serialization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Rail;

/// <summary>What runs on a section.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Traffic>))]
public enum Traffic
{
    /// <summary>Passenger and freight trains.</summary>
    [JsonStringEnumMemberName("MIXED")]
    Mixed,

    /// <summary>Passenger trains alone: no containers and no bulk.</summary>
    [JsonStringEnumMemberName("PASSENGER")]
    Passenger,

    /// <summary>No train at all: not opened yet, or given up.</summary>
    [JsonStringEnumMemberName("NONE")]
    None,
}

/// <summary>How a section of railway is built, and how fast trains run there. Before the day of its first row it is not built.</summary>
/// <param name="Traffic">What runs there.</param>
/// <param name="DoubleStack">Whether its loading gauge lets boxes through that stand on others.</param>
/// <param name="Name">Of the line it is part of, 1 to 100 characters; null where it has none here.</param>
/// <param name="Tracks">1 to 4; null where unknown.</param>
/// <param name="PathsPerDay">Freight trains a day, both directions together, 0 to 500; null: no limit is known.</param>
/// <param name="AxleLoadTonnes">Heaviest load of an axle, 1 to 50 tonnes; null: no limit is known.</param>
/// <param name="TrackLengthM">Usable length of its shortest passing track, 50 to 5000 metres; null: no limit is known.</param>
/// <param name="TrailingTonnes">Heaviest load behind the locomotive, wagons included, 1 to 50000 tonnes; null: no limit is known.</param>
/// <param name="RunningMinutes">From one end to the other, where it differs from the typical hours of the connection, up to 2880; null: those.</param>
public sealed record SectionData(
    Traffic Traffic,
    bool DoubleStack,
    string? Name = null,
    int? Tracks = null,
    int? PathsPerDay = null,
    decimal? AxleLoadTonnes = null,
    decimal? TrackLengthM = null,
    int? TrailingTonnes = null,
    int? RunningMinutes = null
);

/// <summary>A class of trains: how they are made up and what they take.</summary>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Wagons">1 to 200, all alike.</param>
/// <param name="WagonLengthM">Of one over couplers, 5 to 50 metres.</param>
/// <param name="WagonTareKg">Empty weight of one, 5000 to 100000 kg.</param>
/// <param name="Axles">Of one, 2 to 12.</param>
/// <param name="Tiers">2 where a box may stand on top of another, else 1.</param>
/// <param name="LocomotiveM">Length of its traction, 0 to 200 metres.</param>
/// <param name="LoadKg">Of the whole train, boxes included: 1 to 200 tonnes a wagon.</param>
/// <param name="Teu100">Slots of the whole train in one tier, hundredths of a TEU: up to 1000 a wagon.</param>
/// <param name="Accepts">CONTAINER, BULK or both.</param>
/// <param name="DangerousGoods">Classes it takes; empty: none.</param>
/// <param name="ReeferPlugs">Sockets of the whole train, 0 to 2000; 0: it takes no refrigerated cargo.</param>
/// <param name="MaxGrossKgPerBox">Heaviest box, 1000 to 100000 kg; null: what a wagon carries.</param>
public sealed record TrainData(
    string Name,
    int Wagons,
    decimal WagonLengthM,
    int WagonTareKg,
    int Axles,
    int Tiers,
    decimal LocomotiveM,
    int LoadKg,
    int Teu100,
    IReadOnlyList<CargoKind> Accepts,
    IReadOnlyList<string> DangerousGoods,
    int ReeferPlugs = 0,
    int? MaxGrossKgPerBox = null
);

/// <summary>What runs as a line. Its route, days and hours are those of the file.</summary>
/// <param name="Vehicle">Class of trains.</param>
/// <param name="DwellMinutes">Stay at each call on the way, 0 to 720; a line without such calls has none.</param>
public sealed record LineData(string Vehicle, int DwellMinutes);

/// <summary>What of the railways and their trains operators may change, and everything that follows from it.</summary>
public sealed class RailData : HouseData<RailState>
{
    private readonly Railway railway;

    private RailData(Railway railway, DataKind<SectionData> sections, DataKind<TrainData> trains, DataKind<LineData> lines)
        : base(sections, trains, lines) => (this.railway, Sections, Trains, Lines) = (railway, sections, trains, lines);

    /// <summary>By section.</summary>
    public DataKind<SectionData> Sections { get; }

    /// <summary>By class of trains.</summary>
    public DataKind<TrainData> Trains { get; }

    /// <summary>By line.</summary>
    public DataKind<LineData> Lines { get; }

    /// <summary>With this assembly's own data as the seed.</summary>
    public static RailData Load()
    {
        var (railway, assembly) = (Railway.Load(), typeof(RailData).Assembly);
        var vehicles = SeedFiles.Vehicles(assembly);
        var lines = SeedFiles.Lines(assembly).ToDictionary(l => l.LineId, StringComparer.Ordinal);
        var wagons = CsvTable.Embedded(assembly, "wagons.csv").Rows.ToDictionary(r => r["wagon"], StringComparer.Ordinal);
        return new(
            railway,
            new(
                "section",
                CsvTable
                    .Embedded(assembly, "tracks.csv")
                    .Rows.Select(r => new DataSheet<SectionData>(
                        r["section"],
                        [new(FirstDay(r), ReadSection(r), SeedFiles.ProvenanceOf(r))],
                        0
                    )),
                railway.IsSection,
                (id, data, at) => DataRules.Check(id, data, railway, at)
            ),
            new(
                "train",
                CsvTable
                    .Embedded(assembly, "trains.csv")
                    .Rows.Select(r =>
                    {
                        var (vehicle, wagon) = (vehicles[r["vehicle"]], wagons[r["wagon"]]);
                        return DataSheet.Of(vehicle.Id, ReadTrain(r, wagon, vehicle), SourceOf(vehicle, r, wagon));
                    }),
                vehicles.ContainsKey,
                DataRules.Check
            ),
            new(
                "line",
                lines.Values.Select(l => DataSheet.Of(l.LineId, new LineData(l.Vehicle, l.DwellMinutes), l.Provenance)),
                lines.ContainsKey,
                (_, data, at) => DataRules.Check(data, vehicles.Keys, at)
            )
        );
    }

    private static DateOnly FirstDay(CsvRow row) =>
        row.Optional("opens") is { } opens ? DateOnly.ParseExact(opens, "yyyy-MM-dd", CultureInfo.InvariantCulture) : DataSheet.Always;

    private static SectionData ReadSection(CsvRow row) =>
        new(
            Enum.Parse<Traffic>(row["traffic"], ignoreCase: true),
            row.Bool("double_stack"),
            row.Optional("name"),
            row.Optional("tracks") is null ? null : row.Int("tracks"),
            row.Optional("paths_per_day") is null ? null : row.Int("paths_per_day"),
            row.Optional("axle_load_t") is null ? null : row.Decimal("axle_load_t"),
            row.Optional("track_length_m") is null ? null : row.Decimal("track_length_m")
        );

    private static TrainData ReadTrain(CsvRow row, CsvRow wagon, VehicleClass vehicle) =>
        new(
            vehicle.Name,
            row.Int("wagons"),
            wagon.Decimal("length_m"),
            wagon.Int("tare_kg"),
            wagon.Int("axles"),
            wagon.Int("tiers"),
            row.Decimal("locomotive_m"),
            vehicle.Offered.Kg,
            vehicle.Offered.Teu100,
            vehicle.Rules.Accepts,
            vehicle.Rules.DangerousGoods,
            vehicle.Offered.ReeferPlugs,
            vehicle.Rules.MaxGrossKgPerBox
        );

    /// <summary>A train is known no better than the worst known of its parts.</summary>
    private static Provenance SourceOf(VehicleClass vehicle, CsvRow train, CsvRow wagon)
    {
        Provenance[] parts = [vehicle.Provenance, SeedFiles.ProvenanceOf(train), SeedFiles.ProvenanceOf(wagon)];
        return new(string.Join("; ", parts.Select(p => p.Source)), parts.Max(p => p.Quality));
    }

    /// <inheritdoc />
    protected override RailState Make(DataSnapshot data) => new(railway, data.Of(Sections), data.Of(Trains), data.Of(Lines), data.Day);
}
