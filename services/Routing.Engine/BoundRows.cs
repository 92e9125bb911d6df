using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Lower bounds to each destination, computed when first wanted and again when the timetable became faster.</summary>
internal sealed class BoundRows(bool cutOffs)
{
    private readonly Lock computing = new();
    private readonly LowerBounds work = new();
    private Known?[] rows = [];

    public Vector128<int>[] Row(TimetableVersion version, PriceList prices, int destination)
    {
        var all = Volatile.Read(ref rows);
        if (destination < all.Length && Volatile.Read(ref all[destination]) is { } known && known.Serves(version))
        {
            return known.Bounds;
        }

        lock (computing)
        {
            if (rows.Length < version.Terminals)
            {
                var grown = new Known?[version.Terminals];
                rows.CopyTo(grown, 0);
                Volatile.Write(ref rows, grown);
            }

            var row = new Known(version.BoundsEpoch, version.LanesRevision, new Vector128<int>[version.Terminals]);
            work.Begin(version, row.Bounds);
            work.Seed(destination, Vector128<int>.Zero);
            work.Spread(version, prices, cutOffs);
            Volatile.Write(ref rows[destination], row);
            return row.Bounds;
        }
    }

    private sealed record Known(int Epoch, int LanesRevision, Vector128<int>[] Bounds)
    {
        // With the same lanes bounds only fall from epoch to epoch, so a later one is right for an earlier version too.
        public bool Serves(TimetableVersion version) =>
            Bounds.Length >= version.Terminals
            && (Epoch == version.BoundsEpoch || (Epoch > version.BoundsEpoch && LanesRevision == version.LanesRevision));
    }
}
