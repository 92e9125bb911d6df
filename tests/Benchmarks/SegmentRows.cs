using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>A row of a legs file.</summary>
internal record struct SegmentRow(int From, int To, int Departure, int Arrival, int CutOff, int Price, int Co2, int Remaining)
{
    public int Next { get; set; }
}

/// <summary>The rows of a legs file in the order of the file, threaded by trip.</summary>
internal sealed class SegmentRows
{
    private const int ChunkBits = 16;

    private readonly List<SegmentRow[]> chunks = [];
    private readonly Numbering trips = new();
    private readonly Numbering lines = new();
    private readonly List<int> lineOf = [];
    private readonly List<byte> modeOf = [];
    private readonly List<int> first = [];
    private readonly List<int> last = [];
    private readonly List<SegmentRow> current = [];

    public int Count { get; private set; }

    public int Trips => first.Count;

    public void Add(ReadOnlySpan<long> fields, int from, int to)
    {
        if (Count >> ChunkBits == chunks.Count)
        {
            chunks.Add(new SegmentRow[1 << ChunkBits]);
        }

        var row = Count++;
        At(row) = new SegmentRow(
            from,
            to,
            checked((int)fields[5]),
            checked((int)fields[6]),
            checked((int)fields[7]),
            checked((int)fields[8]),
            checked((int)fields[9]),
            (int)Math.Clamp(fields[10], int.MinValue, int.MaxValue - 1)
        )
        {
            Next = -1,
        };
        var trip = trips.Of(fields[1]);
        if (trip == first.Count)
        {
            first.Add(row);
            last.Add(row);
            lineOf.Add(lines.Of(fields[12]));
            modeOf.Add((byte)(fields[11] & 31));
        }
        else
        {
            At(last[trip]).Next = row;
            last[trip] = row;
        }
    }

    public int LineOf(int trip) => lineOf[trip];

    public byte ModeOf(int trip) => modeOf[trip];

    /// <summary>Trips by line, in the order in which the file first mentions them.</summary>
    public IEnumerable<ArraySegment<int>> TripsByLine()
    {
        var starts = new int[lines.Count + 1];
        for (var trip = 0; trip < Trips; trip++)
        {
            starts[lineOf[trip] + 1]++;
        }

        for (var line = 0; line < lines.Count; line++)
        {
            starts[line + 1] += starts[line];
        }

        var order = new int[Trips];
        var fill = starts.AsSpan(0, lines.Count).ToArray();
        for (var trip = 0; trip < Trips; trip++)
        {
            order[fill[lineOf[trip]]++] = trip;
        }

        for (var line = 0; line < lines.Count; line++)
        {
            yield return new ArraySegment<int>(order, starts[line], starts[line + 1] - starts[line]);
        }
    }

    /// <summary>The segments of a trip; valid until the next call.</summary>
    public List<SegmentRow> SegmentsOf(int trip)
    {
        current.Clear();
        for (var row = first[trip]; row >= 0; row = At(row).Next)
        {
            ref var segment = ref At(row);
            if (current.Count > 0 && current[^1].To != segment.From)
            {
                throw new InvalidDataException($"Row {row + 1} does not start where the row of the same trip before it ends.");
            }

            current.Add(segment);
        }

        return current;
    }

    /// <summary>
    /// Calls and rooms of a trip. Rooms and demands are both taken one up, so that a demand of nothing still needs a segment that is
    /// not overbooked, as the rules of the file say.
    /// </summary>
    public static void Fill(List<SegmentRow> segments, List<Call> calls, List<Capacity> rooms)
    {
        calls.Clear();
        rooms.Clear();
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            calls.Add(new(new(segment.From), i > 0 ? segments[i - 1].Arrival : segment.Departure, segment.Departure, segment.CutOff));
            rooms.Add(new(Teu100: segment.Remaining + 1));
        }

        calls.Add(new(new(segments[^1].To), segments[^1].Arrival, segments[^1].Arrival));
    }

    private ref SegmentRow At(int row) => ref chunks[row >> ChunkBits][row & ((1 << ChunkBits) - 1)];
}
