namespace Qujiang.Routing.Engine;

internal sealed partial class TimetableWriter
{
    /// <summary>The next version. Bounds fall before any search can see what made them fall.</summary>
    public TimetableVersion Commit(TimetableVersion version)
    {
        var faster = false;
        if (dirty.Count > 0)
        {
            var lines = new List<LineBlock>(version.Lines);
            var newLines = lines.Count;
            faster = LowerTimes(version);
            foreach (var pattern in dirty)
            {
                Rebuild(pattern, lines);
            }

            version = version with { Lines = [.. lines], MostRoom = MostRoom(version, lines) };
            version = Boardings.With(version, [.. dirty.SelectMany(p => p.Chains)], newLines);
        }

        version = roads.Apply(version, Changes, ref faster);
        version = Boardings.Grown(version);
        undo.Clear();
        return faster ? version with { BoundsEpoch = version.BoundsEpoch + 1 } : version;
    }

    private int[] MostRoom(TimetableVersion version, List<LineBlock> lines)
    {
        var most = new int[lines.Count];
        version.MostRoom.CopyTo(most, 0);
        foreach (var line in dirty.SelectMany(p => p.Chains))
        {
            most[line.Value] = lines[line.Value].MostRoom();
        }

        return most;
    }

    private bool LowerTimes(TimetableVersion version)
    {
        var faster = new HashSet<Pattern>();
        foreach (var arrival in arrivals)
        {
            if (arrival.Live && arrival.Pattern.Shortest.Lower(CallsOf(arrival)))
            {
                faster.Add(arrival.Pattern);
            }
        }

        foreach (var line in faster.SelectMany(p => p.Chains))
        {
            Boardings.LowerTimes(version, version.Lines[line.Value]);
        }

        return faster.Count > 0;
    }

    private void Rebuild(Pattern pattern, List<LineBlock> lines)
    {
        var count = 0;
        foreach (var line in pattern.Chains)
        {
            foreach (var movement in lines[line.Value].Movements)
            {
                count += places[movement].Line == line.Value ? 1 : 0;
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            count += arrivals[at].Live ? 1 : 0;
        }

        var all = new LineBlock(default, pattern, count, MainDimension(pattern, lines), []);
        var row = 0;
        foreach (var line in pattern.Chains)
        {
            var block = lines[line.Value];
            for (var from = 0; from < block.Count; from++)
            {
                if (places[block.Movements[from]].Line == line.Value)
                {
                    all.CopyRow(row++, block, from);
                }
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            var arrival = arrivals[at];
            if (arrival.Live)
            {
                all.Movements[row] = arrival.Movement;
                all.SetTimes(row, CallsOf(arrival));
                for (var s = 0; s < all.Segments; s++)
                {
                    all.SetRemaining(s, row, rooms[arrival.FirstRoom + s]);
                }

                row++;
            }
        }

        pattern.FirstArrival = -1;
        Chains.Deal(all, lines);
        foreach (var line in pattern.Chains)
        {
            var block = lines[line.Value];
            for (var at = 0; at < block.Count; at++)
            {
                places[block.Movements[at]] = new(line.Value, at);
            }
        }
    }

    /// <summary>The dimension that the first movement with any room has room of; it stays the same for as long as there are movements.</summary>
    private int MainDimension(Pattern pattern, List<LineBlock> lines)
    {
        foreach (var line in pattern.Chains)
        {
            if (lines[line.Value].Count > 0)
            {
                return lines[line.Value].MainDimension;
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            for (var d = 0; d < Capacity.Dimensions; d++)
            {
                if (rooms[arrivals[at].FirstRoom][d] != 0)
                {
                    return d;
                }
            }
        }

        return 0;
    }
}
