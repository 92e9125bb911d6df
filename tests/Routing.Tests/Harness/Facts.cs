using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using TruckSize = Qujiang.Tariffs.TruckSize;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>Facts with as little text as possible.</summary>
internal static class Facts
{
    public static readonly Provenance Estimate = new("test", Quality.E);
    public static readonly CargoRules Boxes = new([CargoKind.Container], [], Reefer: false, MaxGrossKgPerBox: 30_480);

    public static MovementPublished Movement(
        string service,
        string id,
        Mode mode,
        string line,
        string tariff,
        IReadOnlyList<Call> calls,
        IReadOnlyList<Segment> segments,
        CargoRules? rules = null,
        long revision = 1,
        MovementStatus status = MovementStatus.Scheduled
    ) =>
        new(
            Guid.NewGuid(),
            default,
            service,
            0,
            id,
            revision,
            line,
            mode,
            status,
            "vehicle",
            tariff,
            calls,
            segments,
            rules ?? Boxes,
            Estimate
        );

    /// <summary>Terminals with hours after the start of arrival and departure; an id in brackets is only passed.</summary>
    public static IReadOnlyList<Call> Calls(DateTimeOffset start, params (string Terminal, double Arrival, double Departure)[] stops) =>
        [
            .. stops.Select(
                (s, i) =>
                {
                    var passed = s.Terminal.StartsWith('[');
                    var departure = i == stops.Length - 1 ? (DateTimeOffset?)null : start.AddHours(s.Departure);
                    return new Call(
                        i,
                        s.Terminal.Trim('[', ']'),
                        passed ? CallKind.Pass : CallKind.Cargo,
                        i == 0 ? null : start.AddHours(s.Arrival),
                        departure,
                        passed || departure is null ? null : departure.Value.AddHours(-2),
                        passed ? 0 : 120
                    );
                }
            ),
        ];

    public static IReadOnlyList<Segment> Segments(int teu100, int kg, params decimal[] kilometres) =>
        [
            .. kilometres.Select(
                (km, i) => new Segment(i, km, new CapacityVector(teu100, kg, 0, 10), new CapacityVector(), new CapacityVector())
            ),
        ];

    public static LanePublished Lane(string from, string to, decimal km, int minutes, string tariff = "RD", string? pool = null) =>
        new(
            Guid.NewGuid(),
            default,
            "road",
            0,
            $"RD-{from}-{to}",
            1,
            from,
            to,
            km,
            minutes,
            60,
            60,
            pool ?? $"POOL-{from}",
            tariff,
            new CargoRules([CargoKind.Container, CargoKind.Pieces, CargoKind.Bulk], ["3"], Reefer: true, MaxGrossKgPerBox: 30_480),
            Withdrawn: false,
            Estimate
        );

    public static PoolCapacityChanged Pool(string pool, DateOnly day, int trucks, long revision = 1) =>
        new(
            Guid.NewGuid(),
            default,
            "road",
            0,
            pool,
            day,
            revision,
            new CapacityVector(trucks * 200),
            new CapacityVector(),
            new CapacityVector(),
            "test"
        );

    public static DisruptionRaised Closure(
        string id,
        long revision,
        IReadOnlyList<string> terminals,
        IReadOnlyList<string> lines,
        DateTimeOffset from,
        DateTimeOffset? to
    ) => new(Guid.NewGuid(), default, "road", 0, id, revision, "ROAD_CLOSURE", terminals, lines, from, to, "landslide", Closed: true);

    public static TariffPublished Tariff(
        string service,
        string id,
        string basis,
        string rate,
        string grams,
        long revision = 1,
        DateTimeOffset? from = null
    ) =>
        new(
            Guid.NewGuid(),
            default,
            service,
            0,
            id,
            revision,
            from ?? DateTimeOffset.UnixEpoch,
            null,
            "CNY",
            [
                new ChargeRule("LINEHAUL", basis, "DISTANCE", rate, [], null, null, null, Estimate),
                new ChargeRule("THC_LOAD", "BOX", "BOARD", "250", ["cargo=CONTAINER"], null, null, null, Estimate),
                new ChargeRule("THC_DISCHARGE", "BOX", "ALIGHT", "250", ["cargo=CONTAINER"], null, null, null, Estimate),
                new ChargeRule("FUEL", "PERCENT", "DISTANCE", "8", [], null, null, ["LINEHAUL"], Estimate),
                new ChargeRule("STORAGE", "BOX_DAY", "WAIT", "40", ["cargo=CONTAINER"], null, null, null, Estimate, FreeDays: 1),
            ],
            [new EmissionRule("TONNE_KM", "DISTANCE", grams, [], 0, 1, "SFD", "DEFAULT", new Provenance("GLEC", Quality.X))],
            Estimate
        );

    /// <summary>What the air service knows of a UN number; it is of class 9.</summary>
    public static ReferenceDataPublished Goods(string un, long revision, params (DateOnly From, string Passenger, string Cargo)[] rows) =>
        Sheet(
            "air",
            "dangerous-goods",
            un,
            revision,
            [.. rows.Select(r => (r.From, (object)new AirGoods("Somewhat dangerous", ["9"], [new(r.Passenger, r.Cargo)])))]
        );

    /// <summary>What the road service's truck carries; kg and litres.</summary>
    public static ReferenceDataPublished Truck(long revision, params (DateOnly From, TruckSize Size)[] rows) =>
        Sheet(
            "road",
            "truck",
            "articulated-49t",
            revision,
            [
                .. rows.Select(r =>
                    (
                        r.From,
                        (object)
                            new
                            {
                                grossKg = r.Size.BoxesKg + 15_500,
                                tractorKg = 8_800,
                                chassisKg = 6_700,
                                payloadKg = r.Size.PayloadKg,
                                pieceLitres = r.Size.PieceLitres,
                                poolKg = 32_000,
                                accepts = new[] { "CONTAINER" },
                            }
                    )
                ),
            ]
        );

    /// <summary>When dangerous goods may not use motorways, <c>HH:mm</c>; neither: never.</summary>
    public static ReferenceDataPublished Ban(long revision, DateOnly from, string? start, string? end) =>
        Sheet("road", "dangerous-goods-ban", "MOTORWAYS", revision, [(from, new { from = start, to = end })]);

    public static ReferenceDataPublished Hours(long revision, DateOnly from, DriverHours hours) =>
        Sheet("road", "driver-hours", "STANDARD", revision, [(from, hours)]);

    private static ReferenceDataPublished Sheet(
        string service,
        string kind,
        string id,
        long revision,
        IReadOnlyList<(DateOnly From, object Data)> rows
    ) =>
        new(
            Guid.NewGuid(),
            default,
            service,
            0,
            kind,
            id,
            revision,
            [
                .. rows.Select(r => new ReferenceDataRow(
                    r.From,
                    JsonSerializer.SerializeToElement(r.Data, ContractJson.Options),
                    new("our own variation", Quality.S)
                )),
            ],
            "test"
        );

    /// <summary>The same fact with another place in the order of events.</summary>
    public static IFact Numbered(IFact fact, long sequence, DateTimeOffset at) =>
        fact switch
        {
            MovementPublished f => f with { Sequence = sequence, OccurredAt = at },
            CapacityChanged f => f with { Sequence = sequence, OccurredAt = at },
            MovementRescheduled f => f with { Sequence = sequence, OccurredAt = at },
            MovementCancelled f => f with { Sequence = sequence, OccurredAt = at },
            LanePublished f => f with { Sequence = sequence, OccurredAt = at },
            PoolCapacityChanged f => f with { Sequence = sequence, OccurredAt = at },
            ReferenceDataPublished f => f with { Sequence = sequence, OccurredAt = at },
            TariffPublished f => f with { Sequence = sequence, OccurredAt = at },
            DisruptionRaised f => f with { Sequence = sequence, OccurredAt = at },
            DisruptionCleared f => f with { Sequence = sequence, OccurredAt = at },
            _ => throw new ArgumentException($"{fact.GetType().Name} is not numbered here", nameof(fact)),
        };
}
