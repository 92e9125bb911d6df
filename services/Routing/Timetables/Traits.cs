using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// Turns what a carrier takes aboard into bits, so that the search decides with one AND. A carrier's mask names what it refuses, a shipment's
/// mask what it is; they must have nothing in common. Limits (heaviest box, largest piece) get a bit for each distinct value that a carrier
/// states; a shipment has the bit when it is beyond that value. Where a shipment's dangerous goods may not share a container or piece in a mode, it has the bit
/// that all carriers of the mode refuse. What may not fly below passengers, or not at all, has a bit for each kind of aircraft; and cargo has one of two bits for the care
/// that it needs, by which a movement that wants cargo of care sooner tells its two cut-offs apart.
/// </summary>
public sealed class Traits
{
    private const int ReeferBit = 3;
    private const int FirstClassBit = 4;
    private const int FirstModeBit = 24;
    private const int PassengerAircraftBit = 28;
    private const int CargoAircraftBit = 29;
    private const int NoCareBit = 30;
    private const int CareBit = 31;
    private const int FirstLimitBit = 32;
    private const int FirstGaugeLimit = 5;
    private const int LastBit = 63;

    /// <summary>Beside the limits: none of a carrier's spaces holds some piece. Its value is the number of the list of spaces.</summary>
    private const int SpacesLimit = int.MaxValue;

    private static readonly Limit[] Limits =
    [
        new(r => r.MaxGrossKgPerBox, s => s.HeaviestBoxKg),
        new(r => r.MaxPieceKg, s => s.Pieces.Count == 0 ? 0 : s.Pieces.Max(p => p.Kg)),
        new(r => r.MaxPieceLengthCm, s => s.Pieces.Count == 0 ? 0 : s.Pieces.Max(p => p.LengthCm)),
        new(r => r.MaxPieceWidthCm, s => s.Pieces.Count == 0 ? 0 : s.Pieces.Max(p => p.WidthCm)),
        new(r => r.MaxPieceHeightCm, s => s.Pieces.Count == 0 ? 0 : s.Pieces.Max(p => p.HeightCm)),
        // Who says nothing of cargo out of gauge takes none.
        new(r => r.MaxOverLengthCm ?? 0, s => s.Over.LengthCm),
        new(r => r.MaxOverWidthCm ?? 0, s => s.Over.WidthCm),
        new(r => r.MaxOverHeightCm ?? 0, s => s.Over.HeightCm),
    ];

    private readonly Lock gate = new();

    // Replaced as a whole, so that a quote reads it without the lock.
    private volatile Threshold[] thresholds = [];
    private volatile PieceGauge[][] spaces = [];

    /// <summary>What a departure refuses whose cut-off is for cargo of care alone.</summary>
    public const ulong NoCare = 1UL << NoCareBit;

    /// <summary>What a departure refuses whose cut-off is for other cargo alone.</summary>
    public const ulong Care = 1UL << CareBit;

    /// <summary>The bits of all dangerous goods.</summary>
    public static ulong AnyDanger { get; } = ((1UL << DangerousGoods.Classes.Count) - 1) << FirstClassBit;

    /// <summary>The bits of what may not fly on some kind of aircraft.</summary>
    public const ulong Grounded = (1UL << PassengerAircraftBit) | (1UL << CargoAircraftBit);

    /// <summary>What a carrier of a mode with these rules refuses.</summary>
    public ulong Refused(CargoRules rules, Mode mode)
    {
        var mask = (1UL << (FirstModeBit + (int)mode)) | (rules.Reefer ? 0 : 1UL << ReeferBit);
        foreach (var kind in Enum.GetValues<CargoKind>())
        {
            mask |= rules.Accepts.Contains(kind) ? 0 : 1UL << (int)kind;
        }
        for (var i = 0; i < DangerousGoods.Classes.Count; i++)
        {
            mask |= rules.DangerousGoods.Contains(DangerousGoods.Classes[i]) ? 0 : 1UL << (FirstClassBit + i);
        }
        if (mode == Mode.Air)
        {
            // Of a flight that does not say what it is, the stricter rule holds.
            mask |= rules.Aircraft == AircraftKind.Cargo ? 0 : 1UL << PassengerAircraftBit;
            mask |= rules.Aircraft == AircraftKind.Passenger ? 0 : 1UL << CargoAircraftBit;
        }
        for (var i = 0; i < Limits.Length; i++)
        {
            if (Limits[i].Of(rules) is { } value)
            {
                mask |= 1UL << BitOf(i, value);
            }
        }
        return rules.PieceGauges is { Count: > 0 } gauges ? mask | (1UL << BitOf(SpacesLimit, NumberOf(gauges))) : mask;
    }

    /// <summary>What a shipment is, but for the kinds of aircraft on which it may not fly: these hang on the day.</summary>
    public ulong Of(Shipment shipment)
    {
        return KindOf(shipment)
            | ReeferOf(shipment)
            | DangerOf(shipment)
            | CareOf(shipment)
            | ApartOf(shipment)
            | Beyond(shipment, 0, Limits.Length)
            | Misfits(shipment);
    }

    /// <summary>The limits for cargo out of gauge that a shipment is beyond.</summary>
    public ulong OverGauge(Shipment shipment) => Beyond(shipment, FirstGaugeLimit, Limits.Length);

    private ulong Misfits(Shipment shipment)
    {
        var mask = 0UL;
        foreach (var threshold in thresholds)
        {
            if (
                threshold.Limit == SpacesLimit
                && shipment.Pieces.Any(p => PieceFit.Misfit(SizeOf(p), [.. spaces[threshold.Value].Select(SizeOf)]) is not null)
            )
            {
                mask |= 1UL << threshold.Bit;
            }
        }
        return mask;
    }

    public static PieceSize SizeOf(Piece piece) => new(piece.LengthCm, piece.WidthCm, piece.HeightCm, piece.Kg);

    public static PieceSize SizeOf(PieceGauge gauge) => new(gauge.LengthCm, gauge.WidthCm, gauge.HeightCm, gauge.Kg);

    private int NumberOf(IReadOnlyList<PieceGauge> gauges)
    {
        lock (gate)
        {
            var known = Array.FindIndex(spaces, s => s.SequenceEqual(gauges));
            if (known >= 0)
            {
                return known;
            }
            spaces = [.. spaces, [.. gauges]];
            return spaces.Length - 1;
        }
    }

    private ulong Beyond(Shipment shipment, int from, int to)
    {
        var mask = 0UL;
        foreach (var threshold in thresholds)
        {
            mask |=
                threshold.Limit >= from && threshold.Limit < to && Limits[threshold.Limit].Of(shipment) > threshold.Value
                    ? 1UL << threshold.Bit
                    : 0;
        }
        return mask;
    }

    public static ulong KindOf(Shipment shipment) => 1UL << (int)shipment.Kind;

    public static ulong ReeferOf(Shipment shipment) => shipment.Reefer ? 1UL << ReeferBit : 0;

    /// <summary>The classes of its dangerous goods.</summary>
    public static ulong DangerOf(Shipment shipment) =>
        shipment.Dangerous is { } dangerous
            ? dangerous.Classes().Aggregate(0UL, (mask, c) => mask | (1UL << (FirstClassBit + IndexOf(c))))
            : 0;

    /// <summary>The kinds of aircraft on which some of it may not fly on a day.</summary>
    public static ulong GroundedOf(Dangerous goods, AirRules rules, DateOnly day) =>
        (rules.MayFly(goods, passengers: true, day) ? 0 : 1UL << PassengerAircraftBit)
        | (rules.MayFly(goods, passengers: false, day) ? 0 : 1UL << CargoAircraftBit);

    /// <summary>Whether it needs care or not: always one of the two.</summary>
    public static ulong CareOf(Shipment shipment) => shipment.NeedsCare ? Care : NoCare;

    /// <summary>The modes in which its dangerous goods may not share a container or piece.</summary>
    public static ulong ApartOf(Shipment shipment) =>
        shipment.Dangerous is { PackedWith: not null } dangerous
            ? Enum.GetValues<Mode>()
                .Aggregate(0UL, (mask, m) => mask | (dangerous.KeptApart(m) is null ? 0 : 1UL << (FirstModeBit + (int)m)))
            : 0;

    private static int IndexOf(string dgClass)
    {
        for (var i = 0; i < DangerousGoods.Classes.Count; i++)
        {
            if (DangerousGoods.Classes[i] == dgClass)
            {
                return i;
            }
        }
        throw new ArgumentException($"There is no class {dgClass}.", nameof(dgClass));
    }

    private int BitOf(int limit, int value)
    {
        if (Find() is { } known)
        {
            return known;
        }
        lock (gate)
        {
            if (Find() is { } meanwhile)
            {
                return meanwhile;
            }
            var next = FirstLimitBit + thresholds.Length;
            // Out of bits: share the last one. The shipment has it when it is beyond any of those values, so it may miss a carrier but is
            // never put on one that refuses it.
            thresholds = [.. thresholds, new Threshold(limit, value, Math.Min(next, LastBit))];
            return Math.Min(next, LastBit);
        }

        int? Find()
        {
            foreach (var threshold in thresholds)
            {
                if (threshold.Limit == limit && threshold.Value == value)
                {
                    return threshold.Bit;
                }
            }
            return null;
        }
    }

    private sealed record Limit(Func<CargoRules, int?> OfRules, Func<Shipment, int> OfShipment)
    {
        public int? Of(CargoRules rules) => OfRules(rules);

        public int Of(Shipment shipment) => OfShipment(shipment);
    }

    private readonly record struct Threshold(int Limit, int Value, int Bit);
}
