namespace Qujiang.Network;

/// <summary>A container to be put on a wagon.</summary>
/// <param name="LengthFeet">20, or longer: 40, 45.</param>
/// <param name="GrossKg">Cargo and box.</param>
public readonly record struct BoxLoad(int LengthFeet, int GrossKg);

/// <summary>What a wagon holds.</summary>
/// <param name="Below">One long box, one 20 ft box in the middle, or two.</param>
/// <param name="Above">The long box on top of them; null: none.</param>
public sealed record LoadedWagon(IReadOnlyList<BoxLoad> Below, BoxLoad? Above)
{
    /// <summary>Load of the wagon.</summary>
    public int Kg => Below.Sum(b => b.GrossKg) + (Above?.GrossKg ?? 0);
}

/// <summary>Why boxes cannot be placed.</summary>
/// <param name="Dimension"><c>wagonKg</c>: a box is heavier than a wagon may carry; <c>wagons</c>: there are too few.</param>
/// <param name="Needed">Kilograms of that box, or wagons for all of them.</param>
/// <param name="Available">Kilograms or wagons there are.</param>
public readonly record struct Misplaced(string Dimension, int Needed, int Available);

/// <summary>
/// Which boxes go on which wagon: heavy 20 ft boxes first, two to a wagon where weight and balance let them, then the long ones; in two tiers the lighter goes on top,
/// and only a long box does. Pure.
/// </summary>
public static class BoxPlacement
{
    /// <summary>Two 20 ft boxes on a wagon differ by no more than this, kilograms: else its bogies are loaded too unevenly (10 t by the loading rules, recalled).</summary>
    public const int BalanceKg = 10_000;

    /// <summary>Places all boxes on as few wagons as can be in one tier, and in two on no more than that.</summary>
    /// <param name="payloadKg">Load of one wagon.</param>
    /// <param name="tiers">2 where boxes may stand on others.</param>
    /// <returns>The wagons; null when a box is too heavy for any.</returns>
    public static IReadOnlyList<LoadedWagon>? Place(IEnumerable<BoxLoad> boxes, int payloadKg, int tiers)
    {
        var (shorts, longs) = (new List<BoxLoad>(), new List<BoxLoad>());
        foreach (var box in boxes.OrderByDescending(b => b.GrossKg))
        {
            if (box.GrossKg > payloadKg)
            {
                return null;
            }

            (box.LengthFeet <= 20 ? shorts : longs).Add(box);
        }

        var below = Pairs(shorts, payloadKg).Concat(longs.Select(l => (IReadOnlyList<BoxLoad>)[l])).OrderByDescending(Kg).ToList();
        return tiers < 2 ? [.. below.Select(b => new LoadedWagon(b, null))] : Stack(below, payloadKg);
    }

    /// <summary>Why boxes do not fit on so many wagons; null when they do.</summary>
    public static Misplaced? Check(IReadOnlyCollection<BoxLoad> boxes, int wagons, int payloadKg, int tiers) =>
        Place(boxes, payloadKg, tiers) is not { } placed ? new("wagonKg", boxes.Max(b => b.GrossKg), payloadKg)
        : placed.Count > wagons ? new("wagons", placed.Count, wagons)
        : null;

    /// <summary>
    /// The heaviest box with the heaviest other that goes with it. That leaves the fewest wagons: whatever goes with a heavier box goes with a lighter one too, and the lighter
    /// boxes that are left go with more of the rest.
    /// </summary>
    private static List<IReadOnlyList<BoxLoad>> Pairs(List<BoxLoad> descending, int payloadKg)
    {
        var (pairs, left) = (new List<IReadOnlyList<BoxLoad>>(), new List<BoxLoad>(descending));
        while (left.Count > 0)
        {
            var first = left[0];
            left.RemoveAt(0);
            var other = left.FindIndex(b => first.GrossKg + b.GrossKg <= payloadKg);
            if (other >= 0 && first.GrossKg - left[other].GrossKg <= BalanceKg)
            {
                pairs.Add([first, left[other]]);
                left.RemoveAt(other);
            }
            else
            {
                pairs.Add([first]);
            }
        }

        return pairs;
    }

    /// <summary>The heaviest bottom with the heaviest long box that may stand on it.</summary>
    private static List<LoadedWagon> Stack(List<IReadOnlyList<BoxLoad>> descending, int payloadKg)
    {
        var (wagons, left) = (new List<LoadedWagon>(), new List<IReadOnlyList<BoxLoad>>(descending));
        while (left.Count > 0)
        {
            var bottom = left[0];
            left.RemoveAt(0);
            // Two 20 ft boxes, or one long one, carry a long one on their corners; a 20 ft box by itself does not.
            var carries = bottom.Count == 2 || bottom[0].LengthFeet > 20;
            var top = carries ? left.FindIndex(b => b.Count == 1 && b[0].LengthFeet > 20 && Kg(bottom) + b[0].GrossKg <= payloadKg) : -1;
            wagons.Add(new(bottom, top >= 0 ? left[top][0] : null));
            if (top >= 0)
            {
                left.RemoveAt(top);
            }
        }

        return wagons;
    }

    private static int Kg(IReadOnlyList<BoxLoad> boxes) => boxes.Sum(b => b.GrossKg);
}
