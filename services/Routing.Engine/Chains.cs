namespace Qujiang.Routing.Engine;

/// <summary>
/// Deals the movements of a pattern out to engine lines in which none overtakes another: not in departure, not in the last moment
/// to be there, not in arrival and not in when the cargo is available. Then "the first one that can be caught" is the best one.
/// </summary>
internal static class Chains
{
    /// <summary>Replaces the blocks of the pattern's lines, adding lines where it takes more of them.</summary>
    public static void Deal(LineBlock all, List<LineBlock> lines)
    {
        var order = Enumerable.Range(0, all.Count).ToArray();
        var chainOf = new int[all.Count];
        if (!InOrder(all))
        {
            Array.Sort(order, (a, b) => Compare(all, a, b));
        }

        var lastOf = new List<int>();
        var sizes = new List<int>();
        foreach (var row in order)
        {
            var chain = 0;
            while (chain < lastOf.Count && !Follows(all, row, lastOf[chain]))
            {
                chain++;
            }

            if (chain == lastOf.Count)
            {
                lastOf.Add(row);
                sizes.Add(0);
            }

            lastOf[chain] = row;
            sizes[chain]++;
            chainOf[row] = chain;
        }

        var pattern = all.Pattern;
        while (pattern.Chains.Count < sizes.Count)
        {
            pattern.Chains.Add(new(lines.Count));
            lines.Add(null!);
        }

        for (var chain = 0; chain < pattern.Chains.Count; chain++)
        {
            var line = pattern.Chains[chain];
            var places = lines[line.Value]?.Places ?? new int[all.Segments];
            var block = new LineBlock(line, pattern, chain < sizes.Count ? sizes[chain] : 0, all.MainDimension, places);
            var to = 0;
            foreach (var row in order)
            {
                if (chainOf[row] == chain)
                {
                    block.CopyRow(to++, all, row);
                }
            }

            lines[line.Value] = block;
        }
    }

    private static bool InOrder(LineBlock all)
    {
        for (var row = 1; row < all.Count; row++)
        {
            if (!Follows(all, row, row - 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Follows(LineBlock all, int row, int earlier)
    {
        for (var number = 0; number < 4 * all.Segments; number++)
        {
            if (all.Time(number, row) < all.Time(number, earlier))
            {
                return false;
            }
        }

        return true;
    }

    private static int Compare(LineBlock all, int a, int b)
    {
        for (var number = 0; number < 4 * all.Segments; number++)
        {
            var order = all.Time(number, a).CompareTo(all.Time(number, b));
            if (order != 0)
            {
                return order;
            }
        }

        // The same in every respect: the older movement first, on every replica.
        return all.Movements[a].CompareTo(all.Movements[b]);
    }
}
