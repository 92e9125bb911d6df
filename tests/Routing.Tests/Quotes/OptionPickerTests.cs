using CsCheck;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>Few options out of many, each for a reason.</summary>
public sealed class OptionPickerTests
{
    private static readonly DateOnly Day = new(2026, 12, 1);

    private static readonly Gen<Candidate> AnyCandidate = Gen.Select(
        Gen.Int[1, 50],
        Gen.Long[1, 50],
        Gen.Long[1, 50],
        Gen.Int[1, 5],
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        Gen.Int[0, 2],
        (seconds, price, co2e, boardings, chain, line, day) =>
            new Candidate(seconds, price, co2e, boardings, $"chain{chain}", $"chain{chain}line{line}", Day.AddDays(day))
    );

    [Fact]
    public void The_labels_tell_the_truth_and_nothing_is_shown_twice() =>
        Gen.Select(AnyCandidate.List[1, 40], Gen.Int[1, 20])
            .Sample(
                (all, most) =>
                {
                    var picked = OptionPicker.Pick(all, most);
                    picked.Count.ShouldBeInRange(1, most);
                    picked.Select(p => p.Index).ShouldBeUnique();
                    foreach (var (index, labels) in picked)
                    {
                        labels
                            .Contains(OptionLabel.Cheapest)
                            .ShouldBe(labels.Contains(OptionLabel.Cheapest) && all[index].PriceFen == all.Min(c => c.PriceFen));
                        labels
                            .Contains(OptionLabel.Fastest)
                            .ShouldBe(labels.Contains(OptionLabel.Fastest) && all[index].Seconds == all.Min(c => c.Seconds));
                        labels
                            .Contains(OptionLabel.Greenest)
                            .ShouldBe(labels.Contains(OptionLabel.Greenest) && all[index].Co2eGrams == all.Min(c => c.Co2eGrams));
                    }
                    picked[0].Labels.ShouldContain(OptionLabel.Cheapest);
                    var substance = picked
                        .Where(p => p.Labels.Count == 0)
                        .Select(p => (all[p.Index].Chain, all[p.Index].Lines, all[p.Index].Day))
                        .ToList();
                    substance.ShouldBeUnique();
                    if (most >= 4)
                    {
                        var shown = picked.SelectMany(p => p.Labels).ToList();
                        shown.Order().ShouldBe([OptionLabel.Cheapest, OptionLabel.Fastest, OptionLabel.Greenest, OptionLabel.Balanced]);
                    }
                },
                iter: 5_000
            );

    [Fact]
    public void Another_chain_of_modes_comes_before_another_line_and_that_before_another_day()
    {
        Candidate[] all =
        [
            new(10, 10, 10, 1, "RAIL", "A", Day),
            new(12, 12, 12, 1, "RAIL", "A", Day.AddDays(1)),
            new(13, 13, 13, 1, "RAIL", "B", Day),
            new(90, 90, 90, 1, "ROAD", "C", Day),
            new(11, 11, 11, 1, "RAIL", "A", Day),
        ];

        OptionPicker.Pick(all, 10).Select(p => p.Index).ShouldBe([0, 3, 2, 1]);
    }

    [Fact]
    public void Balanced_is_the_least_scaled_sum()
    {
        Candidate[] all =
        [
            new(100, 0, 100, 1, "WATERWAY", "W", Day),
            new(0, 100, 100, 1, "ROAD", "R", Day),
            new(100, 100, 0, 1, "RAIL>WATERWAY", "RW", Day),
            new(40, 40, 40, 1, "RAIL", "T", Day),
        ];

        var picked = OptionPicker.Pick(all, 6);

        picked.Single(p => p.Labels.Contains(OptionLabel.Balanced)).Index.ShouldBe(3);
        picked.Count.ShouldBe(4);
    }

    [Fact]
    public void Nothing_comes_of_nothing() => OptionPicker.Pick([], 6).ShouldBeEmpty();
}
