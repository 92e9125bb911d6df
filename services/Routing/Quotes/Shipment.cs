using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <param name="CargoKg">In each box, without the tare.</param>
/// <param name="Size">Of the cargo as stowed; null: within the gauge.</param>
public sealed record Boxes(Equipment Equipment, int Count, int CargoKg, Gauge? Size = null)
{
    public int GrossKg => CargoKg + Equipment.TareKg;

    /// <summary>How far the cargo reaches beyond the container, cm; 0 where it does not.</summary>
    public Gauge Over =>
        Size is { } size && Equipment.Gauge is { } gauge
            ? new Gauge(
                Math.Max(0, size.LengthCm - gauge.LengthCm),
                Math.Max(0, size.WidthCm - gauge.WidthCm),
                Math.Max(0, size.HeightCm - gauge.HeightCm)
            )
            : default;

    /// <summary>Room beside and above each that is lost to others because its cargo reaches there, hundredths of a TEU.</summary>
    public int LostTeu100 => LostSlots.Of(Over) * Equipment.Teu100;
}

/// <param name="Kg">Each.</param>
/// <param name="LengthCm">The longest of the two sides of the base.</param>
public sealed record Piece(int Count, int Kg, int LengthCm, int WidthCm, int HeightCm)
{
    public long Litres => (long)LengthCm * WidthCm * HeightCm * Count / 1000;
}

/// <param name="PackedWith">Other dangerous goods in the same containers or pieces.</param>
public sealed record Dangerous(string UnNumber, string Class, string? PackingGroup, IReadOnlyList<Dangerous>? PackedWith = null)
{
    /// <summary>Itself and what is packed with it.</summary>
    public IEnumerable<Dangerous> All() => [this, .. PackedWith ?? []];

    /// <summary>Its own class and those packed with it.</summary>
    public IEnumerable<string> Classes() => [Class, .. (PackedWith ?? []).Select(other => other.Class)];

    /// <summary>Two classes that may not share a container or piece in a mode, and by which rule; null when all may.</summary>
    public (string A, string B, string Rule)? KeptApart(Mode mode)
    {
        var rules = mode switch
        {
            Mode.Road => DangerRules.Road,
            Mode.Air => DangerRules.Air,
            _ => DangerRules.Sea,
        };
        string[] all = [.. Classes().Distinct(StringComparer.Ordinal)];
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                if (DangerousGoods.KeptApart(all[i], all[j], rules) is { } rule)
                {
                    return (all[i], all[j], rule);
                }
            }
        }
        return null;
    }
}

/// <summary>What is moved, checked and in whole units. Exactly one of boxes, pieces and bulk is there.</summary>
/// <param name="ReeferSetPointC">Not null: the cargo is cooled on the way.</param>
/// <param name="EmptyReturn">The CO2e of the boxes' empty return is counted in.</param>
public sealed record Shipment(
    IReadOnlyList<Boxes> Boxes,
    IReadOnlyList<Piece> Pieces,
    int BulkKg,
    string? Commodity,
    Dangerous? Dangerous,
    decimal? ReeferSetPointC,
    bool EmptyReturn = false
)
{
    public CargoKind Kind =>
        Boxes.Count > 0 ? CargoKind.Container
        : Pieces.Count > 0 ? CargoKind.Pieces
        : CargoKind.Bulk;

    public bool Reefer => ReeferSetPointC is not null;

    /// <summary>Whether it needs care that takes carriers longer before a departure.</summary>
    public bool NeedsCare => Reefer || Dangerous is not null;

    /// <summary>Room it takes aboard: containers by length, with the slots lost to what reaches beyond them, gross mass and plugs, pieces by mass and volume, bulk by mass.</summary>
    public CapacityVector Demand =>
        Kind switch
        {
            CargoKind.Container => new CapacityVector(
                Teu100: Boxes.Sum(b => b.Count * (b.Equipment.Teu100 + b.LostTeu100)),
                Kg: Boxes.Sum(b => b.Count * b.GrossKg),
                ReeferPlugs: Reefer ? Boxes.Where(b => b.Equipment.Reefer).Sum(b => b.Count) : 0
            ),
            CargoKind.Pieces => new CapacityVector(
                Kg: Pieces.Sum(p => p.Count * p.Kg),
                Litres: (int)Pieces.Sum(p => Math.Max(1, p.Litres))
            ),
            _ => new CapacityVector(Kg: BulkKg),
        };

    /// <summary>How far cargo reaches beyond the containers at most, in each direction, cm.</summary>
    public Gauge Over =>
        Boxes.Count == 0
            ? default
            : new Gauge(Boxes.Max(b => b.Over.LengthCm), Boxes.Max(b => b.Over.WidthCm), Boxes.Max(b => b.Over.HeightCm));

    /// <summary>Heaviest box with its tare; 0 without boxes.</summary>
    public int HeaviestBoxKg => Boxes.Count == 0 ? 0 : Boxes.Max(b => b.GrossKg);
}

/// <summary>A place where the cargo starts or ends.</summary>
/// <param name="Terminals">The terminals it may be; empty for a door.</param>
/// <param name="Door">Coordinates of a door; null for terminals.</param>
/// <param name="Name">As the asker calls it.</param>
public sealed record Place(IReadOnlyList<Terminal> Terminals, Door? Door, string Name);

/// <summary>A shipper's or receiver's door, reached by truck.</summary>
public sealed record Door(double Latitude, double Longitude, string Name);

public sealed record Via(Terminal Terminal, TimeSpan MinimumStay);

/// <summary>The wish: a shipment between two places within limits.</summary>
/// <param name="AllowSplit">Over several departures: null when one has not room enough, true also when it is sooner or cheaper, false never.</param>
public sealed record RouteSpecification(
    Place Origin,
    Place Destination,
    DateTimeOffset ReadyAt,
    DateTimeOffset? DueBy,
    Shipment Shipment,
    int MaxBoardings,
    IReadOnlyList<Mode> Modes,
    IReadOnlyList<Via> Via,
    int MaxOptions,
    bool? AllowSplit = null
)
{
    /// <summary>The truck by which trucks are counted: one for all of a quote, so that room, price and demand agree also when another is published meanwhile.</summary>
    public TruckSize Truck { get; init; } = TruckSize.Usual;
}
