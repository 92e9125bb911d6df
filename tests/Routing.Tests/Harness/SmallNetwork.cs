using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>
/// A network small enough to reason about, over real terminals: a barge with a lock and a feeder, a train, trucks between all, a flight; each
/// every day for three weeks, both ways.
/// </summary>
internal sealed class SmallNetwork
{
    private static readonly string[] ByRoad = ["QZP-PLP", "QJP-DLZ", "QZR-EST", "JHS-RAIL", "BLR-RAIL", "BLG-PRT", "ZPU-PRT", "JUZ", "PVG"];

    /// <summary>The hub's day on which all tests begin, one for all of them: a run may last beyond midnight.</summary>
    public static readonly DateOnly Today = HubTime.DayOf(DateTimeOffset.UtcNow);

    public SmallNetwork()
    {
        var today = Today;
        Start = HubTime.InstantOf(today, TimeOnly.MinValue);
        Waterway.Tell(Facts.Tariff("waterway", "WW", "BOX_KM", "0.9", "29.3"));
        Rail.Tell(Facts.Tariff("rail", "RL", "BOX_KM", "2.754", "9.9"));
        Road.Tell(Facts.Tariff("road", "RD", "TRUCK_KM", "10", "62"));
        Air.Tell(AirTariff());
        for (var day = 0; day < 21; day++)
        {
            TellDay(day);
            foreach (var terminal in ByRoad)
            {
                Road.Tell(Facts.Pool($"POOL-{terminal}", today.AddDays(day), 20));
            }
        }
        foreach (var from in ByRoad.Select(c => Terminals.Hub.Find(c)!))
        {
            foreach (var to in ByRoad.Select(c => Terminals.Hub.Find(c)!).Where(t => t != from))
            {
                var km = Math.Max(2, Math.Round((decimal)(Geo.GreatCircleKm(from, to) * 1.3)));
                Road.Tell(Facts.Lane(from.Code.Value, to.Code.Value, km, (int)(km / 65 * 60) + (int)(km / 260) * 20));
            }
        }
        foreach (var leg in Legs)
        {
            leg.Remember();
        }
    }

    /// <summary>Midnight of today at the hub.</summary>
    public DateTimeOffset Start { get; }

    public LegModel Waterway { get; } = new("waterway");

    public LegModel Rail { get; } = new("rail");

    public LegModel Road { get; } = new("road");

    public LegModel Air { get; } = new("air");

    public IReadOnlyList<LegModel> Legs => [Waterway, Rail, Road, Air];

    /// <summary>Id of the train of a day, 0 today, from Quzhou to Beilun.</summary>
    public static string Train(int day) => $"RL-{day}";

    private void TellDay(int day)
    {
        var start = Start.AddDays(day);
        Rail.Tell(
            Facts.Movement(
                "rail",
                Train(day),
                Mode.Rail,
                "RL-QZ-BLR",
                "RL",
                Facts.Calls(start.AddHours(20), ("QZR-EST", 0, 0), ("JHS-RAIL", 2.5, 3.5), ("BLR-RAIL", 9.5, 9.5)),
                Facts.Segments(9_000, 2_500_000, 85, 300)
            )
        );
        Rail.Tell(
            Facts.Movement(
                "rail",
                $"RL-{day}-BACK",
                Mode.Rail,
                "RL-BLR-QZ",
                "RL",
                Facts.Calls(start.AddHours(14), ("BLR-RAIL", 0, 0), ("JHS-RAIL", 6, 7), ("QZR-EST", 9.5, 9.5)),
                Facts.Segments(9_000, 2_500_000, 300, 85)
            )
        );
        Waterway.Tell(
            Facts.Movement(
                "waterway",
                $"WW-{day}",
                Mode.Waterway,
                "WW-QZ-ZPU",
                "WW",
                Facts.Calls(
                    start.AddHours(6),
                    ("QJP-DLZ", 0, 0),
                    ("[LCK-ARP]", 1, 2),
                    ("LYP-QTJ", 7, 9),
                    ("[LCK-FCJ]", 30, 34),
                    ("ZPU-PRT", 55, 55)
                ),
                Facts.Segments(3_600, 700_000, 10, 24, 160, 210),
                Facts.Boxes with
                {
                    MaxGrossKgPerBox = 28_000,
                }
            )
        );
        foreach (var (from, to) in new[] { ("ZPU-PRT", "BLG-PRT"), ("BLG-PRT", "ZPU-PRT") })
        {
            Waterway.Tell(
                Facts.Movement(
                    "waterway",
                    $"SF-{from}-{day}",
                    Mode.Waterway,
                    $"SF-{from}",
                    "WW",
                    Facts.Calls(start.AddHours(10), (from, 0, 0), (to, 9, 9)),
                    Facts.Segments(20_000, 4_000_000, 125)
                )
            );
        }
        Air.Tell(
            Facts.Movement(
                "air",
                $"AR-{day}",
                Mode.Air,
                "AR-JUZ-PVG",
                "AR",
                Facts.Calls(start.AddHours(12), ("JUZ", 0, 0), ("PVG", 1, 1)),
                [new Segment(0, 371, new CapacityVector(Kg: 2_500, Litres: 15_000, Uld: 0), new CapacityVector(), new CapacityVector())],
                new CargoRules(
                    [CargoKind.Pieces],
                    [],
                    Reefer: false,
                    MaxPieceKg: 150,
                    MaxPieceLengthCm: 120,
                    MaxPieceWidthCm: 100,
                    MaxPieceHeightCm: 80
                )
            )
        );
    }

    private static TariffPublished AirTariff() =>
        Facts.Tariff("air", "AR", "BOX_KM", "0", "1239") with
        {
            Charges =
            [
                new ChargeRule(
                    "FREIGHT",
                    "CHARGEABLE_KG",
                    "BOARD",
                    "0",
                    [],
                    "30",
                    [new WeightBreak(0, "8"), new WeightBreak(45, "7"), new WeightBreak(100, "6"), new WeightBreak(300, "5")],
                    null,
                    Facts.Estimate
                ),
            ],
        };
}
