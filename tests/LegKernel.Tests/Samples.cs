namespace Qujiang.LegKernel.Tests;

/// <summary>A small service: two lines, two pools, two lanes, one tariff.</summary>
internal static class Samples
{
    public static readonly Provenance Source = new("made up for tests", Quality.E);

    public static readonly CargoRules Boxes = new(
        [CargoKind.Container],
        ["3"],
        Reefer: true,
        PieceGauges: [new("AKH", 146, 142, 107, 1_000), new("hold", 175, 110, 110, 150)]
    );

    public static readonly TariffSpec Tariff = new(
        "T-1",
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        null,
        "CNY",
        [new ChargeRule("LINEHAUL", "BOX_KM", "DISTANCE", "2.025", ["length=20"], null, null, null, Source)],
        [new EmissionRule("TONNE_KM", "DISTANCE", "9.9", [], 0, 1, "SFD", "DEFAULT", Source)],
        Source
    );

    public static readonly CapacityVector FiftyTeu = new(Teu100: 5000, Kg: 1_000_000, ReeferPlugs: 10);

    public static readonly LinePattern Daily = new(
        "L-DAILY",
        "daily",
        new DateOnly(2026, 1, 1),
        null,
        ServiceDays.Daily,
        [new TimeOnly(6, 30), new TimeOnly(18, 0)],
        [
            new PatternCall("QJP-DLZ", CallKind.Cargo, 0, 0, 120, 180, 34),
            new PatternCall("LCK-YBU", CallKind.Pass, 240, 300, 0, 0, 18.5m),
            new PatternCall("JHP-LUO", CallKind.Cargo, 420, 480, 60, 180, 300, new CapacityVector(Teu100: 3000, Kg: 600_000)),
            new PatternCall("ZPU-PRT", CallKind.Cargo, 1800, 0, 0, 240, 0),
        ],
        "v-50",
        FiftyTeu,
        "T-1",
        Boxes,
        Source
    );

    public static readonly LinePattern Weekly = Daily with
    {
        LineId = "L-WEEKLY",
        Name = "Tuesdays and the 15th",
        Days = new ServiceDays(Weekdays.Tuesday, [15]),
        Departures = [new TimeOnly(9, 0)],
    };

    public static readonly PoolSpec Pool = new("P-DLZ", "pool", "QJP-DLZ", new CapacityVector(Teu100: 4000), ServiceDays.Daily, Source);

    public static readonly LaneSpec Lane = new("N-DLZ-LUO", "QJP-DLZ", "JHP-LUO", 61.5m, 75, 60, 60, "P-DLZ", "T-1", Boxes, Source);

    public static LegModule Module { get; } =
        new()
        {
            Service = "sample",
            Mode = Mode.Rail,
            Lines = [Daily, Weekly],
            Pools = [Pool, Pool with { PoolId = "P-LUO", Terminal = "JHP-LUO" }],
            Lanes = [Lane, Lane with { LaneId = "N-LUO-DLZ", From = "JHP-LUO", To = "QJP-DLZ", PoolId = "P-LUO" }],
            Tariffs = [Tariff],
        };

    public static HoldCapacity Hold(CapacityVector demand, string movementId, int from = 0, int to = 1, int ttl = 600) =>
        Hold([new HoldLeg(demand, movementId, from, to)], ttl);

    public static HoldCapacity Hold(IReadOnlyList<HoldLeg> legs, int ttl = 600) =>
        new(Guid.NewGuid(), "acme", "test", legs, ttl, DateTimeOffset.UtcNow);

    public static CapacityVector Teu(int teu) => new(Teu100: teu * 100);
}
