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
    /// <param name="seconds">
    /// How long it may think, in seconds of work; at most twice as long by the clock. What it has then is used: at least what giving each in turn the best that is
    /// left comes to, so that a busy machine makes it less clever, never empty-handed.
    /// </param>
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

        var free = Free(contenders, claimed);
        var needs =
            from b in Enumerable.Range(0, contenders.Count)
            from o in Enumerable.Range(0, contenders[b].Choices.Count)
            from need in contenders[b].Choices[o].Needs
            select (Variable: take[b][o], need);
        foreach (var resource in needs.GroupBy(n => n.need.Resource, StringComparer.Ordinal))
        {
            model.Add(
                LinearExpr.WeightedSum(resource.Select(n => n.Variable).ToArray(), resource.Select(n => (long)n.need.Amount).ToArray())
                    <= free[resource.Key]
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
        IReadOnlyList<int?> best = InTurn(contenders, free);
        foreach (var aim in aims)
        {
            var value = LinearExpr.WeightedSum(variables, aim);
            model.Maximize(value);
            model.ClearHints();
            foreach (var (own, choice) in take.Zip(best))
            {
                foreach (var (index, variable) in own.Index())
                {
                    model.AddHint(variable, index == choice);
                }
            }

            var share = seconds / aims.Length;
            var solver = new CpSolver
            {
                StringParameters = $"max_deterministic_time:{share:F3},max_time_in_seconds:{2 * share:F3},num_workers:1,random_seed:1",
            };
            if (solver.Solve(model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            {
                break;
            }

            best = [.. take.Select(own => own.Index().Where(c => solver.BooleanValue(c.Item)).Select(c => (int?)c.Index).FirstOrDefault())];
            model.Add(value >= (long)Math.Round(solver.ObjectiveValue));
        }

        return best;
    }

    /// <summary>Each quote saw the least room along its own way: the most that any saw is still no more than there is.</summary>
    private static Dictionary<string, int> Free(IReadOnlyList<Contender> contenders, IReadOnlyDictionary<string, int>? claimed) =>
        contenders
            .SelectMany(c => c.Choices)
            .SelectMany(c => c.Needs)
            .GroupBy(n => n.Resource, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => Math.Max(0, g.Max(n => n.Free) - (claimed?.GetValueOrDefault(g.Key) ?? 0)),
                StringComparer.Ordinal
            );

    /// <summary>Each in turn the best of what the others have left.</summary>
    private static List<int?> InTurn(IReadOnlyList<Contender> contenders, Dictionary<string, int> free)
    {
        var left = new Dictionary<string, int>(free, StringComparer.Ordinal);
        var given = new List<int?>();
        foreach (var contender in contenders)
        {
            var ranked = contender.Choices.Index().OrderByDescending(c => c.Item.InTime).ThenBy(c => c.Item.CostFen);
            int? fits = ranked
                .Where(c => c.Item.Needs.GroupBy(n => n.Resource).All(g => g.Sum(n => n.Amount) <= left[g.Key]))
                .Select(c => (int?)c.Index)
                .FirstOrDefault();
            given.Add(fits);
            foreach (var need in fits is { } index ? contender.Choices[index].Needs : [])
            {
                left[need.Resource] -= need.Amount;
            }
        }

        return given;
    }
}
