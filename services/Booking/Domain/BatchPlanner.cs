using Google.OrTools.Sat;

namespace Qujiang.Booking.Domain;

/// <summary>A booking among others that want the same room.</summary>
/// <param name="Units">Boxes, pieces or lots: how much of it there is to save.</param>
public sealed record Contender(Guid Booking, int Units, IReadOnlyList<Choice> Choices);

/// <summary>One way for it.</summary>
/// <param name="CostFen">What it costs more than the old plan; may be negative.</param>
/// <param name="ArrivalMinutes">When it arrives, in minutes from any moment that is the same for all.</param>
public sealed record Choice(bool InTime, long CostFen, IReadOnlyList<Need> Needs, long ArrivalMinutes = 0);

/// <summary>
/// Plans many bookings at once for what room is left: first that as many units as possible arrive in time, then that as many as possible go at all,
/// then that it costs least, then that it arrives early. Not first come, first served.
/// </summary>
public static class BatchPlanner
{
    /// <summary>The most that one booking's extra cost counts (10 million CNY): sums stay within 64 bits.</summary>
    private const long CostCap = 1_000_000_000;

    /// <returns>For each contender the index of its choice; null where there is no room for any.</returns>
    /// <param name="claimed">Room that others are to get, though quotes still show it as free.</param>
    /// <param name="seconds">How long it may think; what it has then is used.</param>
    public static IReadOnlyList<int?> Assign(
        IReadOnlyList<Contender> contenders,
        IReadOnlyDictionary<string, int>? claimed = null,
        double seconds = 5
    )
    {
        var model = new CpModel();
        var take = contenders.Select((c, b) => c.Choices.Select((_, o) => model.NewBoolVar($"{b}/{o}")).ToArray()).ToArray();
        foreach (var own in take.Where(c => c.Length > 0))
        {
            model.AddAtMostOne(own);
        }

        var needs =
            from b in Enumerable.Range(0, contenders.Count)
            from o in Enumerable.Range(0, contenders[b].Choices.Count)
            from need in contenders[b].Choices[o].Needs
            select (Variable: take[b][o], need);
        foreach (var resource in needs.GroupBy(n => n.need.Resource, StringComparer.Ordinal))
        {
            // Each quote saw the least room along its own way: the most that any saw is still no more than there is.
            var free = Math.Max(0, resource.Max(n => n.need.Free) - (claimed?.GetValueOrDefault(resource.Key) ?? 0));
            model.Add(
                LinearExpr.WeightedSum(resource.Select(n => n.Variable).ToArray(), resource.Select(n => (long)n.need.Amount).ToArray())
                    <= free
            );
        }

        var variables = take.SelectMany(t => t).ToArray();
        if (variables.Length == 0)
        {
            return [.. contenders.Select(_ => (int?)null)];
        }

        var choices = contenders.SelectMany(c => c.Choices.Select(o => (c.Units, Choice: o))).ToArray();
        long[][] aims =
        [
            [.. choices.Select(c => c.Choice.InTime ? (long)c.Units : 0)],
            [.. choices.Select(c => (long)c.Units)],
            [.. choices.Select(c => -Math.Clamp(c.Choice.CostFen, -CostCap, CostCap))],
            [.. choices.Select(c => -c.Choice.ArrivalMinutes)],
        ];
        IReadOnlyList<int?> best = [.. contenders.Select(_ => (int?)null)];
        foreach (var aim in aims)
        {
            var value = LinearExpr.WeightedSum(variables, aim);
            model.Maximize(value);
            var solver = new CpSolver { StringParameters = $"max_time_in_seconds:{seconds / aims.Length:F3},num_workers:1,random_seed:1" };
            if (solver.Solve(model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            {
                break;
            }

            best = [.. take.Select(own => own.Index().Where(c => solver.BooleanValue(c.Item)).Select(c => (int?)c.Index).FirstOrDefault())];
            model.Add(value >= (long)Math.Round(solver.ObjectiveValue));
        }

        return best;
    }
}
