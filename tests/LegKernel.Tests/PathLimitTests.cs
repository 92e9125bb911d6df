using CsCheck;

namespace Qujiang.LegKernel.Tests;

public sealed class PathLimitTests
{
    private static readonly DateTimeOffset Day = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Closures_count_each_minute_once()
    {
        Gen.Select(Gen.Int[0, 1_439], Gen.Int[1, 600])
            .Array[0, 6]
            .Sample(windows =>
            {
                var shut = windows
                    .Select(w => (From: Day.AddMinutes(w.Item1), To: Day.AddMinutes(w.Item1 + w.Item2)))
                    .OrderBy(w => w.From)
                    .ToList();
                var minutes = Enumerable.Range(0, 2_100).Count(m => shut.Any(w => Day.AddMinutes(m) >= w.From && Day.AddMinutes(m) < w.To));
                PathLimits.Union(shut).ShouldBe(TimeSpan.FromMinutes(minutes));
            });
    }

    [Fact]
    public void A_longer_closure_never_leaves_more_paths()
    {
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 1_440], Gen.Int[0, 1_440])
            .Sample(
                (perDay, minutes, more) =>
                {
                    var left = PathLimits.Left(perDay, TimeSpan.FromMinutes(minutes));
                    left.ShouldBeInRange(0, perDay);
                    PathLimits.Left(perDay, TimeSpan.FromMinutes(minutes + more)).ShouldBeLessThanOrEqualTo(left);
                    PathLimits.Left(perDay, TimeSpan.Zero).ShouldBe(perDay);
                    PathLimits.Left(perDay, TimeSpan.FromDays(1)).ShouldBe(0);
                }
            );
    }
}
