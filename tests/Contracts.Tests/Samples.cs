using System.Text.Json;
using Qujiang.Contracts.V1;

namespace Qujiang.Contracts.Tests;

/// <summary>One instance of every message, with values a reader of the bus would meet.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Event = Guid.Parse("01936f3a-7c00-7000-8000-000000000001");
    private static readonly Guid Hold = Guid.Parse("01936f3a-7c00-7000-8000-000000000002");
    private static readonly Guid Booking = Guid.Parse("01936f3a-7c00-7000-8000-000000000003");
    private static readonly Provenance Sourced = new("jumeiguan.com", Quality.S);
    private static readonly Provenance Estimated = new("planning value", Quality.E);
    private static readonly CargoRules Boxes = new(
        [CargoKind.Container],
        ["3", "8", "9"],
        Reefer: true,
        MaxGrossKgPerBox: 30_480,
        Aircraft: AircraftKind.Cargo,
        Ulds: new(
            [new("PAG", 213, [new(120, 308), new(160, 270)], 4_600, 9_500)],
            new LooseHold(new("lower hold", 200, 110, 85, 150), 2_000, 10_000)
        ),
        Wagons: new(200, 60_000, 1, 9_000),
        SpecialCutoffMinutes: 120
    );

    private static readonly Call[] Calls =
    [
        new(0, "QZR-EST", CallKind.Cargo, null, Now.AddHours(10), Now.AddHours(6), 180),
        new(1, "JHS-RAIL", CallKind.Cargo, Now.AddHours(12.5), Now.AddHours(13), Now.AddHours(9), 180),
        new(2, "BLR-RAIL", CallKind.Cargo, Now.AddHours(19), null, null, 180),
    ];

    private static readonly Segment[] Segments =
    [
        new(0, 85m, new(9_000, 2_400_000, 0, 6), new(200, 48_000), new(1_800, 432_000)),
        new(1, 282m, new(9_000, 2_400_000, 0, 6), new(), new(1_800, 432_000)),
    ];

    private static readonly BookedLeg[] Legs =
    [
        new(1, Mode.Rail, "RL-QZ-BLR-20261201-1", "QZR-EST", "BLR-RAIL", Now.AddHours(10), Now.AddHours(19)),
        new(2, Mode.Road, "RD-BLR-RAIL-BLG-PRT", "BLR-RAIL", "BLG-PRT", Now.AddHours(22), Now.AddHours(23)),
    ];

    public static IReadOnlyList<object> All { get; } =
    [
        new ReferenceDataPublished(
            Event,
            Now,
            "waterway",
            8,
            "channel",
            "WAT-JDE-MCG-TON-RIV",
            2,
            [
                new(
                    new(2020, 1, 1),
                    JsonSerializer.SerializeToElement(
                        new
                        {
                            @class = "IV",
                            vesselT = 500,
                            depthM = 2.5m,
                            clearanceM = 8m,
                        }
                    ),
                    Estimated
                ),
                new(
                    new(2028, 1, 1),
                    JsonSerializer.SerializeToElement(
                        new
                        {
                            @class = "III",
                            vesselT = 1000,
                            depthM = 3.2m,
                            clearanceM = 10m,
                        }
                    ),
                    Sourced
                ),
            ],
            "upgrade to class III"
        ),
        new MovementPublished(
            Event,
            Now,
            "rail",
            41,
            "RL-QZ-BLR-20261201-1",
            1,
            "RL-QZ-BLR",
            Mode.Rail,
            MovementStatus.Scheduled,
            "block-train-90teu",
            "RL-2026",
            Calls,
            Segments,
            Boxes,
            Estimated
        ),
        new CapacityChanged(
            Event,
            Now,
            "rail",
            42,
            "RL-QZ-BLR-20261201-1",
            2,
            Segments,
            "operator",
            [new(0, "teu100", 9_000, 9_200)],
            [new(Event, 1)]
        ),
        new MovementRescheduled(Event, Now, "rail", 43, "RL-QZ-BLR-20261201-1", 3, Calls, "late inbound locomotive"),
        new MovementCancelled(Event, Now, "rail", 44, "RL-QZ-BLR-20261201-1", 4, "possession"),
        new LanePublished(
            Event,
            Now,
            "road",
            7,
            "RD-QZL-HUB-BLG-PRT",
            1,
            "QZL-HUB",
            "BLG-PRT",
            335m,
            330,
            60,
            60,
            "PL-QZL-HUB",
            "RD-2026",
            new(
                [CargoKind.Container, CargoKind.Pieces, CargoKind.Bulk],
                ["3", "8", "9"],
                Reefer: true,
                MaxGrossKgPerBox: 34_000,
                PieceGauges: [new("curtain-sider", 1_300, 240, 260, 25_000)]
            ),
            false,
            Estimated,
            Now.AddDays(1),
            Now.AddDays(3),
            [new(0, 330), new(385, 330), new(385, 450), new(505, 330), new(1440, 330)],
            [new(0, 690), new(360, 330), new(1110, 330), new(1110, 1020), new(1440, 690)],
            311.5m,
            new(8, [new(420, 510), new(1_020, 1_110)], [], 100),
            new(25, [], [new(540, 600)], 60)
        ),
        new PoolCapacityChanged(
            Event,
            Now,
            "road",
            8,
            "PL-QZL-HUB",
            new DateOnly(2026, 12, 1),
            5,
            new(4_000, 600_000, 1_520_000),
            new(200, 23_900),
            new(),
            "operator",
            [new(null, "teu100", 0, 200)],
            [new(Event, 0)]
        ),
        new TariffPublished(
            Event,
            Now,
            "rail",
            1,
            "RL-2026",
            1,
            Now,
            null,
            "CNY",
            [
                new("LINEHAUL", "BOX", "BOARD", "500", ["length=20"], null, null, null, Sourced),
                new(
                    "LINEHAUL",
                    "BOX_KM",
                    "DISTANCE",
                    "2.025",
                    ["length=20"],
                    null,
                    null,
                    null,
                    new("jumeiguan.com, 2.754 / 1.36", Quality.D)
                ),
                new(
                    "AIRFREIGHT",
                    "CHARGEABLE_KG",
                    "BOARD",
                    "6.80",
                    ["cargo=PIECES"],
                    "30",
                    [new(45, "5.60"), new(100, "4.90"), new(300, "4.20")],
                    null,
                    Estimated
                ),
                new("FUEL", "PERCENT", "DISTANCE", "8", [], null, null, ["LINEHAUL"], Estimated),
            ],
            [
                new(
                    "TONNE_KM",
                    "DISTANCE",
                    "9.9",
                    [],
                    0m,
                    1m,
                    "ACTUAL",
                    "DEFAULT",
                    new("0.018 kWh/tkm x 0.5500 kg/kWh (MEE 2023 East China grid)", Quality.E)
                ),
            ],
            Sourced
        ),
        new DisruptionRaised(
            Event,
            Now,
            "waterway",
            90,
            "LCK-FCJ-2027-01",
            1,
            "CLOSURE",
            ["LCK-FCJ"],
            [],
            Now.AddDays(47),
            Now.AddDays(68),
            "yearly overhaul",
            Closed: true,
            Stretches: []
        ),
        new DisruptionCleared(Event, Now, "waterway", 91, "LCK-FCJ-2027-01", 2, "reopened six days early"),
        new HoldCapacity(
            Hold,
            "acme",
            "hold/01936f3a",
            [
                new(new(400, 47_800), MovementId: "RL-QZ-BLR-20261201-1", FromCall: 0, ToCall: 2, Boxes: [new(40, 2, 23_900)]),
                new(new(400, 47_800), LaneId: "RD-BLR-RAIL-BLG-PRT", Day: new DateOnly(2026, 12, 2)),
                new(
                    new(400, 47_800),
                    LaneId: "RD-BLG-PRT-MSG-PRT",
                    Day: new DateOnly(2026, 12, 2),
                    Departure: new DateTimeOffset(2026, 12, 2, 6, 0, 0, TimeSpan.Zero),
                    Arrival: new DateTimeOffset(2026, 12, 2, 7, 10, 0, TimeSpan.Zero)
                ),
                new(
                    new(Kg: 1_200, Litres: 9_600, Uld: 1),
                    MovementId: "AR-HGH-EHU-20261203-1",
                    FromCall: 0,
                    ToCall: 1,
                    Cargo: new([new(4, 300, 120, 100, 200)], [new("3481", "9", "II")], KeptAtTemperature: true)
                ),
            ],
            900,
            Now
        ),
        new ConfirmHold(Hold, Now),
        new ReleaseHold(Hold, "forwarder gave up", Now),
        new CapacityHeld(Event, Now, "rail", 45, Hold, "acme", "hold/01936f3a", Now.AddMinutes(15)),
        new HoldRefused(Event, Now, "rail", 46, Hold, "acme", "hold/01936f3a", 0, "capacity", "teu100", 1, new(300, 900_000)),
        new HoldConfirmed(Event, Now, "rail", 47, Hold, "acme", "hold/01936f3a"),
        new HoldReleased(Event, Now, "rail", 48, Hold, "acme", "hold/01936f3a", "forwarder gave up"),
        new HoldExpired(Event, Now, "rail", 49, Hold, "acme", "hold/01936f3a"),
        new BookingConfirmed(Event, Now, "booking", 1, Booking, "acme", Legs, 531_000),
        new BookingRejected(
            Event,
            Now,
            "booking",
            2,
            Booking,
            "acme",
            "capacity",
            "3.00 TEU are free from JHS-RAIL to BLR-RAIL, 4.00 were asked for"
        ),
        new BookingCancelled(Event, Now, "booking", 3, Booking, "acme", "order withdrawn", 0),
        new ReplanProposed(
            Event,
            Now,
            "booking",
            4,
            Booking,
            "acme",
            "LCK-FCJ-2027-01",
            [new(1, Legs, Now.AddHours(23), 120_000, -94_000)]
        ),
        new BookingReplanned(Event, Now, "booking", 5, Booking, "acme", 1, Legs, 651_000),
    ];
}
