namespace Qujiang.Routing.Quotes;

/// <summary>Why an option is shown.</summary>
public enum OptionLabel
{
    /// <summary>No other option costs less.</summary>
    Cheapest,

    /// <summary>No other option arrives sooner.</summary>
    Fastest,

    /// <summary>No other option emits less.</summary>
    Greenest,

    /// <summary>Least sum of price, time and CO2e, each scaled to 0 (best of all) .. 1 (worst of all).</summary>
    Balanced,
}

/// <summary>What the picker looks at.</summary>
/// <param name="Seconds">From ready until available at the destination.</param>
/// <param name="Chain">The modes in order, the same mode twice running counted once: <c>ROAD&gt;WATERWAY</c>.</param>
/// <param name="Lines">The lines and lanes ridden, in order.</param>
/// <param name="Day">Day of the first departure in the hub's time zone.</param>
public readonly record struct Candidate(
    int Seconds,
    long PriceFen,
    long Co2eGrams,
    int Boardings,
    string Chain,
    string Lines,
    DateOnly Day
);

/// <summary>
/// Picks a few options that differ in substance out of all undominated ones: first the four labels, then whatever brings a new chain of modes,
/// then other lines, then another day; among equals the better balanced. Same chain, same lines and same day is one thing: it is shown once.
/// </summary>
public static class OptionPicker
{
    /// <summary>Indices into <paramref name="all"/>, best labels first, with the labels of each.</summary>
    /// <param name="most">At most so many, 1 or more. With fewer than the labels need, CHEAPEST comes first, then Fastest, Greenest, BALANCED.</param>
    public static IReadOnlyList<(int Index, IReadOnlyList<OptionLabel> Labels)> Pick(IReadOnlyList<Candidate> all, int most)
    {
        if (all.Count == 0)
        {
            return [];
        }
        var scores = Scores(all);
        var labels = new SortedDictionary<int, List<OptionLabel>>();
        var chosen = new List<int>();
        Label(OptionLabel.Cheapest, Best(all, c => (c.PriceFen, c.Seconds, c.Co2eGrams)));
        Label(OptionLabel.Fastest, Best(all, c => (c.Seconds, c.PriceFen, c.Co2eGrams)));
        Label(OptionLabel.Greenest, Best(all, c => (c.Co2eGrams, c.PriceFen, c.Seconds)));
        Label(OptionLabel.Balanced, Enumerable.Range(0, all.Count).MinBy(i => (scores[i], all[i].Boardings, i)));

        while (chosen.Count < most && NextDifferent(all, scores, chosen) is { } next)
        {
            chosen.Add(next);
        }
        return [.. chosen.Select(i => (i, (IReadOnlyList<OptionLabel>)(labels.GetValueOrDefault(i) ?? [])))];

        void Label(OptionLabel label, int index)
        {
            if (!chosen.Contains(index))
            {
                if (chosen.Count >= most)
                {
                    return;
                }
                chosen.Add(index);
                labels[index] = [];
            }
            labels[index].Add(label);
        }
    }

    /// <summary>All options, those with labels first.</summary>
    public static IReadOnlyList<(int Index, IReadOnlyList<OptionLabel> Labels)> Label(IReadOnlyList<Candidate> all)
    {
        var labelled = Pick(all, all.Count);
        return
        [
            .. labelled,
            .. Enumerable.Range(0, all.Count).Except(labelled.Select(l => l.Index)).Select(i => (i, (IReadOnlyList<OptionLabel>)[])),
        ];
    }

    /// <summary>For each option the sum of price, time and CO2e, each scaled to 0..1 over all options.</summary>
    internal static double[] Scores(IReadOnlyList<Candidate> all)
    {
        var price = Scale(c => c.PriceFen);
        var time = Scale(c => c.Seconds);
        var co2e = Scale(c => c.Co2eGrams);
        return [.. all.Select(c => price(c) + time(c) + co2e(c))];

        Func<Candidate, double> Scale(Func<Candidate, long> of)
        {
            var least = all.Min(of);
            var span = all.Max(of) - least;
            return span == 0 ? _ => 0 : c => (double)(of(c) - least) / span;
        }
    }

    private static int Best<TKey>(IReadOnlyList<Candidate> all, Func<Candidate, TKey> by) =>
        Enumerable.Range(0, all.Count).MinBy(i => (by(all[i]), all[i].Boardings, i));

    private static int? NextDifferent(IReadOnlyList<Candidate> all, double[] scores, List<int> chosen)
    {
        int? best = null;
        var bestRank = (Difference: 0, Score: double.MaxValue);
        for (var i = 0; i < all.Count; i++)
        {
            var difference = chosen.Min(c => Difference(all[c], all[i]));
            if (difference > bestRank.Difference || (difference == bestRank.Difference && difference > 0 && scores[i] < bestRank.Score))
            {
                best = i;
                bestRank = (difference, scores[i]);
            }
        }
        return best;
    }

    /// <summary>0 the same in substance, 1 another day, 2 other lines, 3 another chain of modes.</summary>
    private static int Difference(in Candidate a, in Candidate b) =>
        a.Chain != b.Chain ? 3
        : a.Lines != b.Lines ? 2
        : a.Day != b.Day ? 1
        : 0;
}
