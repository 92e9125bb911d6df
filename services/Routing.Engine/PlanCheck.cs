namespace Qujiang.Routing.Engine;

/// <summary>What a plan must be like for the search to be right about it.</summary>
internal static class PlanCheck
{
    /// <summary>Seconds; some 17 years either side of the epoch, so that sums of times stay within an int.</summary>
    private const int Farthest = 1 << 29;

    public static void Movement(in MovementPlan plan, int terminals)
    {
        var calls = plan.Calls;
        Require(calls.Length >= 2, "A movement has at least two calls.");
        Require(calls.Length <= short.MaxValue, "A movement has at most 32,767 calls.");
        Require(plan.Remaining.Length == calls.Length - 1, "A movement has one room per segment, one less than its calls.");
        Require(plan.Mode.Value < 32, "A mode is 0 to 31.");
        for (var i = 0; i < calls.Length; i++)
        {
            ref readonly var call = ref calls[i];
            Require((uint)call.Terminal.Value < (uint)terminals, "A call is at a terminal of the timetable.");
            Require(call is { CutOff: >= 0 and < Farthest, Handling: >= 0 and < Farthest }, "Cut-off and handling are not negative.");
            var first = i == 0;
            var last = i == calls.Length - 1;
            Require(last || Math.Abs((long)call.Departure) < Farthest, "A departure is within 17 years of the epoch.");
            Require(first || Math.Abs((long)call.Arrival) < Farthest, "An arrival is within 17 years of the epoch.");
            Require(first || call.Arrival >= calls[i - 1].Departure, "A movement does not arrive before it departs.");
            Require(first || last || call.Departure >= call.Arrival, "A movement does not depart from a call before it arrives there.");
        }
    }

    public static void Lane(LanePlan plan, int terminals, int pools)
    {
        Require(
            (uint)plan.From.Value < (uint)terminals && (uint)plan.To.Value < (uint)terminals,
            "A lane joins terminals of the timetable."
        );
        Require(plan.From != plan.To, "A lane leads elsewhere.");
        Require(plan.Pool == PoolIndex.Unlimited || (uint)plan.Pool.Value < (uint)pools, "A lane draws on a pool of the timetable.");
        Require(plan is { Loading: >= 0 and < Farthest, Handling: >= 0 and < Farthest }, "Loading and handling are not negative.");
        Require(plan.Mode.Value < 32, "A mode is 0 to 31.");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
