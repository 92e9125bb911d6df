using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>Small plans for tests.</summary>
internal static class Plans
{
    public static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Legs one after the other: (mode, movement) pairs, each a day long.</summary>
    public static Plan Of(int teu, params (Mode Mode, string Movement)[] legs) =>
        new(
            $"offer-{string.Join('+', legs.Select(l => l.Movement))}",
            "T-0",
            $"T-{legs.Length}",
            Start,
            [
                .. legs.Select(
                    (l, i) =>
                        new PlanLeg(
                            i + 1,
                            l.Mode,
                            l.Mode.ToString().ToLowerInvariant(),
                            l.Movement,
                            0,
                            1,
                            null,
                            null,
                            $"T-{i}",
                            $"T-{i + 1}",
                            Start.AddDays(i + 2).AddHours(-6),
                            Start.AddDays(i + 2),
                            Start.AddDays(i + 2).AddHours(12),
                            Start.AddDays(i + 2).AddHours(16),
                            new CapacityVector(Teu100: teu * 100),
                            1000
                        )
                ),
            ],
            legs.Length * 100_000L,
            [.. legs.Select((_, i) => new PlanCharge("LINEHAUL", i + 1, 100_000))],
            legs.Length * 1000L,
            null,
            new OfferedShipment(CargoKind.Container, [new OfferedBoxes("22G1", teu, 20_000)])
        );

    public static Plan ThreeLegs(int teu = 1) => Of(teu, (Mode.Road, "RD-1"), (Mode.Rail, "RL-1"), (Mode.Waterway, "WW-1"));
}
