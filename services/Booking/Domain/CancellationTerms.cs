using System.Globalization;

namespace Qujiang.Booking.Domain;

/// <summary>What giving up a booking costs, as data: free before the first cut-off, then a share of the price.</summary>
public sealed class CancellationTerms
{
    private readonly IReadOnlyDictionary<Stage, decimal> _percent;

    private CancellationTerms(IReadOnlyDictionary<Stage, decimal> percent) => _percent = percent;

    private enum Stage
    {
        BeforeCutoff,
        BeforeDeparture,
        UnderWay,
    }

    /// <summary>The terms in <c>Data/cancellation-fees.csv</c>.</summary>
    public static CancellationTerms Load()
    {
        using var stream = typeof(CancellationTerms).Assembly.GetManifestResourceStream("Qujiang.Booking.Data.cancellation-fees.csv")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <exception cref="FormatException">A stage is missing or unknown, or a share is not from 0 to 100.</exception>
    public static CancellationTerms Parse(string csv)
    {
        var percent = new Dictionary<Stage, decimal>();
        foreach (var line in csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        {
            var cells = line.Split(',');
            var stage = cells[0] switch
            {
                "before-cutoff" => Stage.BeforeCutoff,
                "before-departure" => Stage.BeforeDeparture,
                "under-way" => Stage.UnderWay,
                _ => throw new FormatException($"unknown stage {cells[0]}"),
            };
            percent[stage] = decimal.Parse(cells[1], CultureInfo.InvariantCulture);
        }

        return percent.Count == 3 && percent.Values.All(p => p is >= 0 and <= 100)
            ? new CancellationTerms(percent)
            : throw new FormatException("each of the three stages needs a share from 0 to 100");
    }

    /// <returns>The fee in fen, rounded half away from zero.</returns>
    public long Fee(Plan plan, DateTimeOffset now)
    {
        var stage =
            now < plan.FirstCutoff ? Stage.BeforeCutoff
            : now < plan.Departure ? Stage.BeforeDeparture
            : Stage.UnderWay;
        return (long)Math.Round(plan.PriceFen * _percent[stage] / 100m, MidpointRounding.AwayFromZero);
    }
}
