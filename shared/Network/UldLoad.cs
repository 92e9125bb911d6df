namespace Qujiang.Network;

/// <summary>Up to a height above the base so much of the length is usable.</summary>
public readonly record struct ContourEdge(int HeightCm, int LengthCm);

/// <summary>A unit load device.</summary>
/// <param name="WidthCm">Usable width of its base, the side that the contour does not narrow.</param>
/// <param name="Contour">Heights ascending, lengths not.</param>
/// <param name="Kg">What it carries, kilograms.</param>
/// <param name="Litres">What it carries of small pieces: its volume, less the gaps between them.</param>
public sealed record UldShape(int WidthCm, IReadOnlyList<ContourEdge> Contour, int Kg, int Litres);

/// <summary>A hold loaded by hand.</summary>
/// <param name="Piece">The largest and heaviest piece.</param>
/// <param name="Kg">Most kilograms of one shipment.</param>
/// <param name="Litres">Most litres of one shipment.</param>
public readonly record struct LooseShape(PieceSize Piece, int Kg, int Litres);

/// <summary>Pieces that are alike.</summary>
public readonly record struct PieceLot(PieceSize Size, int Count);

/// <summary>
/// How many positions of an aircraft a shipment takes. What is small goes loose and takes none; all else is built up on devices, the pieces that fill most of one first, a
/// new device when the next piece does not go on the last (next fit decreasing). Unlike first fit, that never needs fewer for more: whatever goes on a row of devices goes
/// on them as well when a piece is smaller or missing. Pure.
/// </summary>
public static class UldLoad
{
    /// <summary>A piece of no more than this part of a device is small: such pieces fill the gaps that a grid leaves.</summary>
    private const int SmallPart = 8;

    /// <summary>Thirds do not add up to one in decimals.</summary>
    private const decimal Tolerance = 1e-12m;

    /// <summary>Positions that a shipment takes: none where there are no devices, or where it goes loose as a whole; else the fewest over the kinds of device.</summary>
    /// <param name="devices">The kinds that a position takes; all of a shipment goes on one kind.</param>
    /// <param name="loose">The hold for loose pieces; null: there is none.</param>
    public static int Positions(IReadOnlyCollection<PieceLot> lots, IReadOnlyList<UldShape> devices, LooseShape? loose) =>
        devices.Count == 0 || (loose is { } hold && GoesLoose(lots, hold)) ? 0 : devices.Min(device => DevicesFor(lots, device));

    /// <summary>Devices of one kind for all pieces. A piece that goes on none of them takes a position of its own.</summary>
    public static int DevicesFor(IEnumerable<PieceLot> lots, UldShape device)
    {
        var (devices, free) = (0, 0m);
        foreach (var (each, count) in lots.Select(l => (Each: Math.Max(1, PiecesOn(device, l.Size)), l.Count)).OrderBy(l => l.Each))
        {
            var onLast = (int)Math.Min(count, Math.Floor((free + Tolerance) * each));
            free -= (decimal)onLast / each;
            if (count > onLast)
            {
                var (full, rest) = Math.DivRem(count - onLast, each);
                devices += full + (rest > 0 ? 1 : 0);
                free = rest > 0 ? 1 - ((decimal)rest / each) : 0;
            }
        }

        return devices;
    }

    /// <summary>How many pieces of one size go on a device: by weight, and in layers under the contour, or by volume where they are small; 0 when none does.</summary>
    public static int PiecesOn(UldShape device, PieceSize piece)
    {
        var grid = Layers(device, piece);
        if (grid == 0 || piece.Kg > device.Kg)
        {
            return 0;
        }

        var cm3 = Math.Max(1L, (long)piece.LengthCm * piece.WidthCm * piece.HeightCm);
        var byVolume = cm3 * SmallPart <= device.Litres * 1000L ? device.Litres * 1000L / cm3 : 0;
        return (int)Math.Min(Math.Max(grid, byVolume), device.Kg / Math.Max(1, piece.Kg));
    }

    private static bool GoesLoose(IReadOnlyCollection<PieceLot> lots, LooseShape hold) =>
        lots.All(l => PieceFit.Misfit(l.Size, [hold.Piece]) is null)
        && lots.Sum(l => (long)l.Count * l.Size.Kg) <= hold.Kg
        && lots.Sum(l => l.Count * Cm3(l.Size)) <= hold.Litres * 1000L;

    private static long Layers(UldShape device, PieceSize piece)
    {
        var (pieces, layer) = (0L, 0);
        var height = Math.Max(1, piece.HeightCm);
        foreach (var step in device.Contour.OrderBy(s => s.HeightCm))
        {
            // Layers whose top is in this step: the contour narrows upwards, so the top is where it is narrowest.
            var upTo = step.HeightCm / height;
            pieces += Math.Max(0, upTo - layer) * Math.Max(Grid(piece.LengthCm, piece.WidthCm), Grid(piece.WidthCm, piece.LengthCm));
            layer = Math.Max(layer, upTo);

            long Grid(int along, int across) => (long)(step.LengthCm / Math.Max(1, along)) * (device.WidthCm / Math.Max(1, across));
        }

        return pieces;
    }

    private static long Cm3(PieceSize size) => (long)size.LengthCm * size.WidthCm * size.HeightCm;
}
