using CsCheck;
using Qujiang.Network;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class LockOverhaulTests
{
    private static readonly DateOnly Day = new(2027, 1, 18);

    [Fact]
    public void A_run_meets_an_overhaul_exactly_when_some_minute_in_the_lock_is_on_a_closed_day()
    {
        Gen.Select(Gen.Int[1, 30], Gen.Int[-3_000, 50_000], Gen.Int[1, 900])
            .Sample(
                (length, arrival, stay) =>
                {
                    var overhaul = new Overhaul(Day, Day.AddDays(length - 1));
                    var comes = Day.ToDateTime(TimeOnly.MinValue).AddMinutes(arrival);
                    var closed = Enumerable
                        .Range(0, stay)
                        .Select(m => DateOnly.FromDateTime(comes.AddMinutes(m)))
                        .Any(d => d >= overhaul.From && d <= overhaul.To);
                    LockOverhaul.Meets(overhaul, comes, comes.AddMinutes(stay)).ShouldBe(closed);
                },
                iter: 500
            );
    }

    [Fact]
    public void No_sailing_of_the_timetable_meets_Fuchunjiang_while_it_is_closed_and_those_below_it_go_on()
    {
        var module = WaterwayModule.Create();
        var (from, to) = (new DateTime(2027, 1, 18), new DateTime(2027, 2, 7));
        foreach (var line in module.Lines)
        {
            var passes = line.Calls.Any(c => c.Terminal == "LCK-FCJ");
            var (runs, lost) = (0, 0);
            for (var day = new DateOnly(2027, 1, 5); day < new DateOnly(2027, 2, 20); day = day.AddDays(1))
            {
                foreach (var start in line.Departures.Select(t => day.ToDateTime(t)).Where(_ => line.Days.Includes(day)))
                {
                    runs++;
                    if (module.ForRun!(line, new DateTimeOffset(start, HubTime.Offset)) is not { } run)
                    {
                        lost++;
                    }
                    else if (passes)
                    {
                        var call = run.Calls.Single(c => c.Terminal == "LCK-FCJ");
                        (start.AddMinutes(call.ArrivalMinutes) < to && start.AddMinutes(call.DepartureMinutes) > from).ShouldBeFalse(
                            $"{line.LineId} {start}"
                        );
                    }
                }
            }

            runs.ShouldBeGreaterThan(lost, line.LineId);
            (lost > 0).ShouldBe(passes, line.LineId);
        }
    }
}
