namespace Qujiang.Benchmarks;

/// <summary>Mean and percentiles of measured microseconds.</summary>
internal sealed class Statistics
{
    private readonly double[] sorted;

    public Statistics(IEnumerable<double> microseconds)
    {
        sorted = [.. microseconds];
        Array.Sort(sorted);
    }

    public int Count => sorted.Length;

    public double Mean => sorted.Length == 0 ? 0 : sorted.Average();

    public double Percentile(double p) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(p * sorted.Length))];

    public override string ToString() =>
        $"n {Count, 6}  mean {Mean, 8:F1} us  p50 {Percentile(0.5), 8:F1} us  p99 {Percentile(0.99), 8:F1} us  max {Percentile(1), 8:F1} us";
}
