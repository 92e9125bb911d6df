namespace Qujiang.Tariffs;

/// <summary>Equal containers.</summary>
/// <param name="LengthFeet">20, 40 or 45.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="CargoKg">Cargo in each, kg.</param>
/// <param name="TareKg">Weight of each empty box, kg.</param>
/// <param name="Reefer">Runs on a plug.</param>
/// <param name="OutOfGauge">Its cargo reaches beyond it.</param>
/// <param name="LostTeu100">Room beside and above each that nothing else can take because of that, hundredths of a TEU.</param>
public readonly record struct Box(
    int LengthFeet,
    int Count,
    int CargoKg,
    int TareKg,
    bool Reefer = false,
    bool OutOfGauge = false,
    int LostTeu100 = 0
)
{
    /// <summary>Of each, cargo and box, kg.</summary>
    public int GrossKg => CargoKg + TareKg;
}

/// <summary>Equal pieces.</summary>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Kg">Weight of each, kg.</param>
/// <param name="LengthCm">Longest side, cm.</param>
/// <param name="WidthCm">Second side, cm.</param>
/// <param name="HeightCm">Height as loaded, cm.</param>
public readonly record struct Piece(int Count, int Kg, int LengthCm, int WidthCm, int HeightCm);

/// <summary>What is priced: containers, or pieces, or bulk; never a mixture (price a mixture as several). Immutable.</summary>
public sealed class Cargo
{
    /// <summary>Cubic centimetres that count as a kilogram in air freight (6000: 166.67 kg/m3, two sources agree).</summary>
    public const int VolumetricDivisor = 6000;

    private Cargo(
        CargoType type,
        IReadOnlyList<Box> boxes,
        IReadOnlyList<Piece> pieces,
        long kg,
        long tareKg,
        long cm3,
        string? dgClass,
        bool reefer,
        TruckSize? truck
    )
    {
        Truck = truck ?? TruckSize.Usual;
        Type = type;
        Boxes = boxes;
        Pieces = pieces;
        Kg = kg;
        TareKg = tareKg;
        CubicCm = cm3;
        DgClass = dgClass;
        Reefer = reefer;
        ChargeableKg = Math.Max(kg, (decimal)cm3 / VolumetricDivisor);
        Trucks = TruckLoads.Count(this);
        TruckShare = TruckLoads.Share(this);
    }

    /// <summary>Containers, pieces or bulk.</summary>
    public CargoType Type { get; }

    /// <summary>The containers; empty for other cargo.</summary>
    public IReadOnlyList<Box> Boxes { get; }

    /// <summary>The pieces; empty for other cargo.</summary>
    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>Weight of the cargo without tare, kg.</summary>
    public long Kg { get; }

    /// <summary>Weight of the empty boxes, kg.</summary>
    public long TareKg { get; }

    /// <summary>Volume of the pieces, cubic centimetres; 0 for other cargo.</summary>
    public long CubicCm { get; }

    /// <summary>Dangerous goods class; null for none.</summary>
    public string? DgClass { get; }

    /// <summary>The boxes empty on their way back, their tare being what is carried; null unless their return is counted (<see cref="WithReturn"/>).</summary>
    public Cargo? Return { get; private init; }

    /// <summary>Whether it has to be kept cold.</summary>
    public bool Reefer { get; }

    /// <summary>Air freight's max(actual, volumetric) weight, kg, not rounded.</summary>
    public decimal ChargeableKg { get; }

    /// <summary>The truck that its trucks are counted by.</summary>
    public TruckSize Truck { get; }

    /// <summary>Trucks it needs on a road leg; each takes 200 teu100 out of a pool (see <see cref="TruckLoads"/>).</summary>
    public int Trucks { get; }

    /// <summary>
    /// Truckloads it pays for: whole trucks for containers and bulk, the share it fills for pieces (groupage; a tariff's minimum keeps small shipments from
    /// travelling for nothing).
    /// </summary>
    public decimal TruckShare { get; }

    /// <summary>Tonnes of cargo without tare.</summary>
    public decimal Tonnes => Kg / 1000m;

    /// <summary>Containers. The shipment is refrigerated when one of them is.</summary>
    /// <param name="truck">What it is counted by on the road; null: the usual one. Likewise below.</param>
    /// <exception cref="ArgumentException">No box, a count below 1, or a negative weight.</exception>
    public static Cargo OfContainers(IEnumerable<Box> boxes, string? dgClass = null, TruckSize? truck = null)
    {
        Box[] all = [.. boxes];
        if (all.Length == 0 || Array.Exists(all, b => b.Count < 1 || b.CargoKg < 0 || b.TareKg < 0))
        {
            throw new ArgumentException("Containers: at least one, weights not negative.", nameof(boxes));
        }

        return new(
            CargoType.Container,
            all,
            [],
            all.Sum(b => (long)b.Count * b.CargoKg),
            all.Sum(b => (long)b.Count * b.TareKg),
            0,
            dgClass,
            Array.Exists(all, b => b.Reefer),
            truck
        );
    }

    /// <summary>The same containers with the CO2e of their empty return the same way counted in; other cargo as it is.</summary>
    public Cargo WithReturn() =>
        Type != CargoType.Container
            ? this
            : new(Type, Boxes, Pieces, Kg, TareKg, CubicCm, DgClass, Reefer, Truck)
            {
                Return = OfContainers(Boxes.Select(b => new Box(b.LengthFeet, b.Count, b.TareKg, 0)), truck: Truck),
            };

    /// <summary>Loose pieces.</summary>
    /// <exception cref="ArgumentException">No piece, a count below 1, or a weight or size below 0.</exception>
    public static Cargo OfPieces(IEnumerable<Piece> pieces, string? dgClass = null, bool reefer = false, TruckSize? truck = null)
    {
        Piece[] all = [.. pieces];
        if (all.Length == 0 || Array.Exists(all, p => p.Count < 1 || p.Kg < 0 || p.LengthCm < 0 || p.WidthCm < 0 || p.HeightCm < 0))
        {
            throw new ArgumentException("Pieces: at least one, weights and sizes not negative.", nameof(pieces));
        }

        return new(
            CargoType.Pieces,
            [],
            all,
            all.Sum(p => (long)p.Count * p.Kg),
            0,
            all.Sum(p => (long)p.Count * p.LengthCm * p.WidthCm * p.HeightCm),
            dgClass,
            reefer,
            truck
        );
    }

    /// <summary>Bulk.</summary>
    /// <exception cref="ArgumentException">No weight.</exception>
    public static Cargo OfBulk(long kg, string? dgClass = null, TruckSize? truck = null) =>
        kg > 0
            ? new(CargoType.Bulk, [], [], kg, 0, 0, dgClass, reefer: false, truck)
            : throw new ArgumentException("Bulk has a weight.", nameof(kg));
}
