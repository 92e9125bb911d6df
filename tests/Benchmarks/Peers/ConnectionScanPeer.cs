namespace Qujiang.Benchmarks.Peers;

/// <summary>A connection scan over segments in order of departure: earliest arrival only, with cut-offs and room.</summary>
internal sealed class ConnectionScanPeer
{
    private readonly PeerSegment[] segments;
    private readonly int[] departures;
    private readonly int[] arrivals;
    private readonly int[] aboard;
    private int run;

    public ConnectionScanPeer(LegsFile legs, int demand)
    {
        segments = [.. TimeExpanded.Segments(legs, demand).OrderBy(s => s.Departure).ThenBy(s => s.Movement).ThenBy(s => s.Number)];
        departures = [.. segments.Select(s => s.Departure)];
        arrivals = new int[legs.Terminals.Count];
        aboard = new int[legs.Trips];
    }

    /// <summary>The earliest arrival; -1 if there is none.</summary>
    public int Arrival(int from, int to, int ready)
    {
        Array.Fill(arrivals, int.MaxValue);
        arrivals[from] = ready;
        run++;
        var at = Array.BinarySearch(departures, ready);
        at = at < 0 ? ~at : at;
        while (at > 0 && departures[at - 1] >= ready)
        {
            at--;
        }

        for (; at < segments.Length && departures[at] <= arrivals[to]; at++)
        {
            // Aboard until the segment whose number is in the low bits: a segment without room breaks the ride.
            ref readonly var segment = ref segments[at];
            var rides = aboard[segment.Movement] == Ticket(segment.Number);
            if (rides || arrivals[segment.From] <= segment.Latest)
            {
                aboard[segment.Movement] = Ticket(segment.Number + 1);
                arrivals[segment.To] = Math.Min(arrivals[segment.To], segment.Arrival);
            }
        }

        return arrivals[to] == int.MaxValue ? -1 : arrivals[to];
    }

    private int Ticket(int segment) => (run << 6) | segment;
}
