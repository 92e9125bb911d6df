namespace Qujiang.Routing.Engine;

/// <summary>What one step costs a whole shipment.</summary>
/// <param name="Price">Fen, 0 to <see cref="Limit"/>.</param>
/// <param name="Co2">Grams CO2e, 0 to <see cref="Limit"/>.</param>
public readonly record struct Cost(int Price, int Co2)
{
    /// <summary>No whole ride or lane may cost more than this in either criterion; what does is left out of the search.</summary>
    public const int Limit = 1 << 27;

    /// <summary>The sum of two steps.</summary>
    public static Cost operator +(Cost a, Cost b) => new(a.Price + b.Price, a.Co2 + b.Co2);
}

/// <summary>What a cost model is told about an engine line.</summary>
/// <param name="Index">The engine line.</param>
/// <param name="Line">The caller's line.</param>
/// <param name="CostClass">The caller's cost class.</param>
/// <param name="Mode">The caller's mode.</param>
/// <param name="Terminals">The calls in order.</param>
public readonly record struct LineInfo(
    LineIndex Index,
    LineKey Line,
    CostClass CostClass,
    ModeIndex Mode,
    ReadOnlyMemory<TerminalIndex> Terminals
);

/// <summary>What a cost model is told about a lane.</summary>
/// <param name="Index">The lane.</param>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends.</param>
/// <param name="CostClass">The caller's cost class.</param>
/// <param name="Mode">The caller's mode.</param>
public readonly record struct LaneInfo(LaneIndex Index, TerminalIndex From, TerminalIndex To, CostClass CostClass, ModeIndex Mode);

/// <summary>The spans a cost model fills for one line; all are zero when handed over.</summary>
public readonly ref struct LineCosts
{
    /// <summary>Boarding at call i; one per call.</summary>
    public required Span<Cost> Board { get; init; }

    /// <summary>Riding from call i to call i + 1; one less than the calls.</summary>
    public required Span<Cost> Segment { get; init; }

    /// <summary>Alighting at call i; one per call.</summary>
    public required Span<Cost> Alight { get; init; }
}

/// <summary>
/// What lines and lanes cost one shipment. Riding from call i to call j costs board[i] + segment[i] + ... + segment[j-1] + alight[j].
/// Asked once per line and lane and cost table, from any thread, one call at a time.
/// </summary>
public interface ICostModel
{
    /// <summary>Fills in the costs of a line; false if it cannot carry this shipment at all.</summary>
    bool PriceLine(in LineInfo line, in LineCosts costs);

    /// <summary>The cost of a lane; null if it cannot carry this shipment at all.</summary>
    Cost? PriceLane(in LaneInfo lane);
}
