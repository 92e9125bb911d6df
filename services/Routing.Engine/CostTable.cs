namespace Qujiang.Routing.Engine;

/// <summary>
/// What everything costs one shipment, asked of a cost model once and kept, with the lower bounds that follow from it. Make one per
/// distinct shipment and use it for as many searches of the same timetable as you like, from any thread.
/// </summary>
/// <param name="timetable">The timetable it is for.</param>
/// <param name="model">Knows the costs. Lines and lanes that come later are asked for when they are first searched.</param>
public sealed class CostTable(Timetable timetable, ICostModel model)
{
    private readonly Lock compiling = new();
    private readonly BoundRows withCutOffs = new(cutOffs: true);
    private readonly BoundRows withoutCutOffs = new(cutOffs: false);
    private PriceList prices = PriceList.Empty;

    /// <summary>The timetable it is for.</summary>
    public Timetable Timetable { get; } = timetable;

    /// <summary>
    /// Computes the lower bounds to every terminal, which is otherwise done for a terminal when it is first searched for.
    /// Worth it for a table that serves many searches.
    /// </summary>
    public void PrecomputeBounds()
    {
        var version = Timetable.Current;
        var compiled = Compile(version);
        var batches = (version.Terminals + LowerBounds.Width - 1) / LowerBounds.Width;
        Parallel.For(
            0,
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new LowerBounds(),
            (batch, _, work) =>
            {
                withCutOffs.Compute(version, compiled, batch * LowerBounds.Width, LowerBounds.Width, work);
                return work;
            },
            _ => { }
        );
    }

    /// <summary>The prices of a version, or null if a newer version has already replaced a lane of it.</summary>
    internal PriceList? TryPrices(TimetableVersion version)
    {
        var known = Volatile.Read(ref prices);
        if (known.Serves(version))
        {
            return known;
        }

        return known.LanesRevision > version.LanesRevision ? null : Compile(version);
    }

    internal BoundTable Bounds(TimetableVersion version, PriceList compiled, int destination, bool cutOffs) =>
        (cutOffs ? withCutOffs : withoutCutOffs).Row(version, compiled, destination);

    internal static LineInfo Describe(LineBlock line) =>
        new(line.Index, line.Pattern.Line, line.Pattern.CostClass, line.Pattern.Mode, line.Pattern.Terminals);

    private PriceList Compile(TimetableVersion version)
    {
        lock (compiling)
        {
            var known = prices;
            if (known.LanesRevision > version.LanesRevision)
            {
                return known;
            }

            return prices = known.Extended(model, version);
        }
    }
}
