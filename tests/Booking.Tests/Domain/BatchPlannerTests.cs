using System.Diagnostics;
using CsCheck;
using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>The batch planner against trying everything.</summary>
public sealed class BatchPlannerTests(ITestOutputHelper output)
{
    private static readonly Gen<Contender[]> Cases = (
        from resources in Gen.Int[1, 3]
        from free in Gen.Int[0, 6].Array[resources]
        from contenders in (
            from units in Gen.Int[1, 3]
            from choices in (
                from inTime in Gen.Bool
                from cost in Gen.Long[-50, 500]
                from needs in Gen.Int[0, resources - 1].HashSet[0, resources]
                from arrival in Gen.Long[0, 9]
                select new Choice(inTime, cost, [.. needs.Select(r => new Need($"r{r}", units, free[r]))], arrival)
            ).Array[0, 3]
            select new Contender(Guid.NewGuid(), units, choices)
        ).Array[1, 5]
        select contenders
    );

    [Fact]
    public void It_is_as_good_as_trying_everything() =>
        Cases.Sample(
            contenders =>
            {
                var assigned = BatchPlanner.Assign(contenders);
                Feasible(contenders, assigned).ShouldBeTrue("it promises room that is not there");
                Value(contenders, assigned).ShouldBe(Best(contenders));
            },
            iter: 300
        );

    [Fact]
    public void The_last_places_go_to_where_they_save_most_not_to_who_came_first()
    {
        Need[] train = [new("RL-1/0", 1, 1)];
        var early = new Contender(Guid.NewGuid(), 1, [new Choice(true, 0, train), new Choice(true, 900, [])]);
        var late = new Contender(Guid.NewGuid(), 1, [new Choice(true, 0, train), new Choice(false, 0, [])]);
        BatchPlanner.Assign([early, late]).ShouldBe([1, 0]);
    }

    [Fact]
    public void What_others_are_to_get_is_not_given_again()
    {
        var contender = new Contender(Guid.NewGuid(), 1, [new Choice(true, 0, [new Need("RL-1/0", 1, 3)]), new Choice(true, 900, [])]);
        BatchPlanner.Assign([contender], new Dictionary<string, int> { ["RL-1/0"] = 2 }).ShouldBe([0]);
        BatchPlanner.Assign([contender], new Dictionary<string, int> { ["RL-1/0"] = 3 }).ShouldBe([1]);
        BatchPlanner.Assign([contender], new Dictionary<string, int> { ["RL-1/0"] = 9 }).ShouldBe([1], "more claimed than there is");
    }

    [Fact]
    public void Nobody_has_a_choice() => BatchPlanner.Assign([new Contender(Guid.NewGuid(), 1, [])]).ShouldBe([null]);

    [Fact]
    public void Five_hundred_bookings_are_planned_together()
    {
        var random = new Random(7);
        var free = Enumerable.Range(0, 40).Select(_ => random.Next(5, 40)).ToArray();
        var contenders = Enumerable
            .Range(0, 500)
            .Select(_ =>
            {
                var units = random.Next(1, 6);
                var choices = Enumerable
                    .Range(0, 8)
                    .Select(_ => random.Next(free.Length))
                    .Select(r => new Choice(random.Next(3) > 0, random.Next(0, 100_000), [new Need($"r{r}", units, free[r])]));
                return new Contender(Guid.NewGuid(), units, [.. choices]);
            })
            .ToArray();
        var clock = Stopwatch.StartNew();
        var assigned = BatchPlanner.Assign(contenders, seconds: 2);
        output.WriteLine($"{assigned.Count(a => a is not null)} of 500 planned in {clock.Elapsed.TotalSeconds:F1} s");
        Feasible(contenders, assigned).ShouldBeTrue();

        // Without a moment to think there is still what giving each in turn comes to; thinking never makes it worse.
        var hasty = BatchPlanner.Assign(contenders, seconds: 0);
        Feasible(contenders, hasty).ShouldBeTrue();
        hasty.Count(a => a is not null).ShouldBeGreaterThan(0);
        Value(contenders, assigned).ShouldBeGreaterThanOrEqualTo(Value(contenders, hasty));
    }

    private static bool Feasible(IReadOnlyList<Contender> contenders, IReadOnlyList<int?> assigned) =>
        contenders
            .Zip(assigned)
            .Where(p => p.Second is not null)
            .SelectMany(p => p.First.Choices[p.Second!.Value].Needs)
            .GroupBy(n => n.Resource)
            .All(g => g.Sum(n => n.Amount) <= g.Max(n => n.Free));

    private static (long InTime, long Going, long Cost, long Early) Value(IReadOnlyList<Contender> contenders, IReadOnlyList<int?> assigned)
    {
        var taken = contenders
            .Zip(assigned)
            .Where(p => p.Second is not null)
            .Select(p => (p.First.Units, Choice: p.First.Choices[p.Second!.Value]));
        return (
            taken.Sum(t => t.Choice.InTime ? (long)t.Units : 0),
            taken.Sum(t => (long)t.Units),
            -taken.Sum(t => t.Choice.CostFen),
            -taken.Sum(t => t.Choice.ArrivalMinutes)
        );
    }

    private static (long, long, long, long) Best(Contender[] contenders)
    {
        // What is free is what the most optimistic of all quotes saw, as in the planner.
        var best = (long.MinValue, long.MinValue, long.MinValue, long.MinValue);
        var assigned = new int?[contenders.Length];
        Try(0);
        return best;

        void Try(int position)
        {
            if (position == contenders.Length)
            {
                if (FeasibleIn(contenders, assigned))
                {
                    var value = Value(contenders, assigned);
                    best = value.CompareTo(best) > 0 ? value : best;
                }

                return;
            }

            for (var choice = -1; choice < contenders[position].Choices.Count; choice++)
            {
                assigned[position] = choice < 0 ? null : choice;
                Try(position + 1);
            }
        }
    }

    private static bool FeasibleIn(Contender[] contenders, int?[] assigned)
    {
        var free = contenders
            .SelectMany(c => c.Choices)
            .SelectMany(c => c.Needs)
            .GroupBy(n => n.Resource)
            .ToDictionary(g => g.Key, g => g.Max(n => n.Free));
        return contenders
            .Zip(assigned)
            .Where(p => p.Second is not null)
            .SelectMany(p => p.First.Choices[p.Second!.Value].Needs)
            .GroupBy(n => n.Resource)
            .All(g => g.Sum(n => n.Amount) <= free[g.Key]);
    }
}
