using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Lower bounds to each destination, computed when first wanted and again when the timetable became faster.</summary>
internal sealed class BoundRows(bool cutOffs)
{
    private readonly Lock computing = new();
    private readonly LowerBounds work = new();
    private Known?[] rows = [];

    public BoundTable Row(TimetableVersion version, PriceList prices, int destination)
    {
        if (TryRow(version, destination) is { } known)
        {
            return known;
        }

        lock (computing)
        {
            return TryRow(version, destination) ?? Compute(version, prices, destination, 1, work);
        }
    }

    /// <summary>Computes the rows of up to <see cref="LowerBounds.Width"/> destinations side by side.</summary>
    /// <returns>The row of the first of them.</returns>
    public BoundTable Compute(TimetableVersion version, PriceList prices, int first, int count, LowerBounds bounds)
    {
        count = Math.Min(count, version.Terminals - first);
        bounds.Begin(version);
        for (var column = 0; column < count; column++)
        {
            bounds.Seed(column, 0, first + column, Vector128<int>.Zero);
        }

        bounds.Spread(version, prices, cutOffs);
        var tables = new BoundTable[count];
        for (var column = 0; column < count; column++)
        {
            tables[column] = new BoundTable();
            bounds.CopyTo(column, version.Terminals, tables[column]);
        }

        lock (computing)
        {
            if (rows.Length < version.Terminals)
            {
                var grown = new Known?[version.Terminals];
                rows.CopyTo(grown, 0);
                Volatile.Write(ref rows, grown);
            }

            for (var column = 0; column < count; column++)
            {
                Volatile.Write(ref rows[first + column], new(version.BoundsEpoch, version.LanesRevision, tables[column]));
            }
        }

        return tables[0];
    }

    private BoundTable? TryRow(TimetableVersion version, int destination)
    {
        var all = Volatile.Read(ref rows);
        return destination < all.Length && Volatile.Read(ref all[destination]) is { } known && known.Serves(version) ? known.Bounds : null;
    }

    private sealed record Known(int Epoch, int LanesRevision, BoundTable Bounds)
    {
        // With the same lanes bounds only fall from epoch to epoch, so a later one is right for an earlier version too.
        public bool Serves(TimetableVersion version) =>
            Bounds.Terminals >= version.Terminals
            && (Epoch == version.BoundsEpoch || (Epoch > version.BoundsEpoch && LanesRevision == version.LanesRevision));
    }
}
