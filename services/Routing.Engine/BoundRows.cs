using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Lower bounds to each destination, computed when first wanted and again when the timetable became faster.</summary>
internal sealed class BoundRows(bool cutOffs)
{
    private readonly Lock computing = new();
    private readonly LowerBounds work = new();
    private Known?[] rows = [];

    public Vector128<int>[][] Row(TimetableVersion version, PriceList prices, int destination)
    {
        if (TryRow(version, destination) is { } known)
        {
            return known;
        }

        return Compute(version, prices, [destination]);
    }

    /// <summary>Computes the rows of up to <see cref="LowerBounds.Width"/> destinations side by side.</summary>
    /// <returns>The row of the last of them.</returns>
    public Vector128<int>[][] Compute(TimetableVersion version, PriceList prices, ReadOnlySpan<int> destinations)
    {
        lock (computing)
        {
            if (rows.Length < version.Terminals)
            {
                var grown = new Known?[version.Terminals];
                rows.CopyTo(grown, 0);
                Volatile.Write(ref rows, grown);
            }

            work.Begin(version);
            for (var column = 0; column < destinations.Length; column++)
            {
                work.Seed(column, 0, destinations[column], Vector128<int>.Zero);
            }

            work.Spread(version, prices, cutOffs);
            Vector128<int>[][] bounds = [];
            for (var column = 0; column < destinations.Length; column++)
            {
                bounds = new Vector128<int>[LowerBounds.Levels][];
                for (var level = 0; level < bounds.Length; level++)
                {
                    bounds[level] = new Vector128<int>[version.Terminals];
                    work.CopyTo(level, column, bounds[level]);
                }

                Volatile.Write(ref rows[destinations[column]], new(version.BoundsEpoch, version.LanesRevision, bounds));
            }

            return bounds;
        }
    }

    private Vector128<int>[][]? TryRow(TimetableVersion version, int destination)
    {
        var all = Volatile.Read(ref rows);
        return destination < all.Length && Volatile.Read(ref all[destination]) is { } known && known.Serves(version) ? known.Bounds : null;
    }

    private sealed record Known(int Epoch, int LanesRevision, Vector128<int>[][] Bounds)
    {
        // With the same lanes bounds only fall from epoch to epoch, so a later one is right for an earlier version too.
        public bool Serves(TimetableVersion version) =>
            Bounds[0].Length >= version.Terminals
            && (Epoch == version.BoundsEpoch || (Epoch > version.BoundsEpoch && LanesRevision == version.LanesRevision));
    }
}
