using System.Diagnostics;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>
/// A timetable read from a file with a row per segment:
/// id trip seq from to dep_s arr_s cutoff_s cost_cents co2_g remaining_teu mode line.
/// </summary>
internal sealed class LegsFile
{
    private const int Fields = 13;
    private const int LinesPerCommit = 256;

    private readonly Dictionary<long, int> terminals = [];
    private readonly CostClasses classes = new();

    private LegsFile(Timetable timetable) => Timetable = timetable;

    public Timetable Timetable { get; }

    public CostTable Costs { get; private set; } = null!;

    public int Legs { get; private set; }

    public int Trips { get; private set; }

    public TimeSpan ParseTime { get; private set; }

    public TimeSpan BuildTime { get; private set; }

    public TimeSpan BoundsTime { get; private set; }

    public IReadOnlyDictionary<long, int> Terminals => terminals;

    public static LegsFile Load(string path, bool bounds = true, int untilDay = int.MaxValue)
    {
        var file = new LegsFile(new Timetable());
        var watch = Stopwatch.StartNew();
        file.ParseAndBuild(path, untilDay, watch);

        // The rows are garbage now; without them the bounds need no more memory than the process already has.
        GC.Collect();
        file.Costs = new CostTable(file.Timetable, file.classes);
        file.BuildTime = watch.Elapsed;

        watch.Restart();
        if (bounds)
        {
            file.Costs.PrecomputeBounds();
        }

        file.BoundsTime = watch.Elapsed;
        return file;
    }

    /// <summary>The terminal with this number in the file; one that the file does not know is unreachable.</summary>
    public TerminalIndex? Terminal(long number) => terminals.TryGetValue(number, out var index) ? new TerminalIndex(index) : null;

    /// <summary>What each segment of a trip of this class costs.</summary>
    public IReadOnlyList<Cost> CostsOf(CostClass costClass) => classes.Get(costClass);

    private void ParseAndBuild(string path, int untilDay, Stopwatch watch)
    {
        var rows = Parse(path, untilDay);
        ParseTime = watch.Elapsed;
        watch.Restart();
        Build(rows);
    }

    private SegmentRows Parse(string path, int untilDay)
    {
        var rows = new SegmentRows();
        Span<long> fields = stackalloc long[Fields];
        using var reader = new NumberReader(File.OpenRead(path));
        int count;
        while ((count = reader.Read(fields)) >= 0)
        {
            if (count != Fields)
            {
                throw new InvalidDataException($"{path} row {reader.Row}: {Fields} numbers are wanted, there are {count}.");
            }

            if (fields[5] < untilDay * 86_400L)
            {
                rows.Add(fields, TerminalOf(fields[3]), TerminalOf(fields[4]));
            }
        }

        Legs = rows.Count;
        Trips = rows.Trips;
        return rows;
    }

    private int TerminalOf(long number)
    {
        if (!terminals.TryGetValue(number, out var index))
        {
            terminals[number] = index = terminals.Count;
        }

        return index;
    }

    private void Build(SegmentRows rows)
    {
        var edit = Timetable.Edit();
        for (var i = 0; i < terminals.Count; i++)
        {
            edit.AddTerminal();
        }

        var inBatch = 0;
        var calls = new List<Call>();
        var rooms = new List<Capacity>();
        foreach (var line in rows.TripsByLine())
        {
            foreach (var trip in line)
            {
                var segments = rows.SegmentsOf(trip);
                SegmentRows.Fill(segments, calls, rooms);
                edit.AddMovement(
                    new MovementPlan
                    {
                        Line = new(rows.LineOf(trip)),
                        CostClass = classes.Of(segments),
                        Mode = new(rows.ModeOf(trip)),
                        Calls = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(calls),
                        Remaining = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rooms),
                    }
                );
            }

            if (++inBatch == LinesPerCommit)
            {
                edit.Commit();
                inBatch = 0;
            }
        }

        edit.Commit();
        edit.Dispose();
    }
}
