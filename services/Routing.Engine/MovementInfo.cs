namespace Qujiang.Routing.Engine;

/// <summary>A movement as the timetable has it now.</summary>
/// <param name="Line">The caller's line.</param>
/// <param name="CostClass">The caller's cost class.</param>
/// <param name="Mode">The caller's mode.</param>
/// <param name="Forbidden">Traits that it refuses.</param>
/// <param name="Calls">Its calls; the arrival at the first and the departure from the last, which are not kept, are those of the call's other time.</param>
/// <param name="Remaining">Free room per segment.</param>
public sealed record MovementInfo(
    LineKey Line,
    CostClass CostClass,
    ModeIndex Mode,
    ulong Forbidden,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<Capacity> Remaining
)
{
    /// <summary>The same, to be added or put in place of another.</summary>
    public MovementPlan ToPlan() =>
        new()
        {
            Line = Line,
            CostClass = CostClass,
            Mode = Mode,
            Forbidden = Forbidden,
            Calls = Calls.ToArray(),
            Remaining = Remaining.ToArray(),
        };

    /// <summary>The same, later by so many seconds from this call's departure on, and from the arrival at the calls after it.</summary>
    public MovementInfo Delayed(int fromCall, int seconds) =>
        this with
        {
            Calls =
            [
                .. Calls.Select(
                    (call, i) =>
                        i < fromCall
                            ? call
                            : call with
                            {
                                Arrival = i == fromCall ? call.Arrival : call.Arrival + seconds,
                                Departure = call.Departure + seconds,
                            }
                ),
            ],
        };

    internal static MovementInfo Of(LineBlock block, int row)
    {
        var calls = new Call[block.Segments + 1];
        var remaining = new Capacity[block.Segments];
        for (var i = 0; i < calls.Length; i++)
        {
            var (first, last) = (i == 0, i == block.Segments);
            var departure = last ? block.Arrival(i, row) : block.Departure(i, row);
            var arrival = first ? departure : block.Arrival(i, row);
            var cutOff = last ? 0 : departure - block.Latest(i, row);
            calls[i] = new(block.Pattern.Terminals[i], arrival, departure, cutOff, first ? 0 : block.Available(i, row) - arrival);
            if (!last)
            {
                remaining[i] = block.GetRemaining(i, row);
            }
        }

        var pattern = block.Pattern;
        return new(pattern.Line, pattern.CostClass, pattern.Mode, pattern.Forbidden, calls, remaining);
    }
}
