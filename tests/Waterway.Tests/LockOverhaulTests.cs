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
    public void A_day_is_lost_exactly_when_some_run_is_in_the_lock_while_it_is_closed()
    {
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 6_000], Gen.Int[1, 900], Gen.Int[0, 1_439].Array[1, 4])
            .Sample(
                (length, arrival, stay, times) =>
                {
                    var overhaul = new Overhaul("LCK-X", Day, Day.AddDays(length - 1));
                    TimeOnly[] departures = [.. times.Distinct().Order().Select(m => new TimeOnly(m / 60, m % 60))];
                    var lost = LockOverhaul.LostDays(overhaul, departures, _ => (arrival, arrival + stay), (arrival + stay) / 1440);
                    lost.ShouldBe(lost.Distinct().Order());
                    for (var day = Day.AddDays(-10); day <= Day.AddDays(length + 3); day = day.AddDays(1))
                    {
                        lost.Contains(day).ShouldBe(MeetsIt(overhaul, day, departures, arrival, stay), day.ToString("yyyy-MM-dd"));
                    }
                },
                iter: 300
            );
    }

    [Fact]
    public void No_sailing_of_the_timetable_meets_Fuchunjiang_while_it_is_closed_and_those_below_it_go_on()
    {
        var module = WaterwayModule.Create();
        var (from, to) = (new DateTime(2027, 1, 18), new DateTime(2027, 2, 7));
        foreach (var line in module.Lines)
        {
            var @lock = line.Calls.SingleOrDefault(c => c.Terminal == "LCK-FCJ");
            var runs = 0;
            for (var day = new DateOnly(2027, 1, 5); day < new DateOnly(2027, 2, 20); day = day.AddDays(1))
            {
                foreach (var start in line.Departures.Select(t => day.ToDateTime(t)).Where(_ => line.Days.Includes(day)))
                {
                    runs++;
                    if (@lock is not null)
                    {
                        var run = module.ForRun!(line, new DateTimeOffset(start, HubTime.Offset));
                        @lock = run.Calls.Single(c => c.Terminal == "LCK-FCJ");
                        (start.AddMinutes(@lock.ArrivalMinutes) < to && start.AddMinutes(@lock.DepartureMinutes) > from).ShouldBeFalse(
                            $"{line.LineId} {start}"
                        );
                    }
                }
            }

            runs.ShouldBeGreaterThan(0, line.LineId);
            (line.Days.Except is null).ShouldBe(@lock is null, line.LineId);
        }
    }

    private static bool MeetsIt(Overhaul overhaul, DateOnly day, TimeOnly[] departures, int arrival, int stay)
    {
        // Minute by minute: in the lock on a closed day?
        foreach (var departure in departures)
        {
            for (var minute = 0; minute < stay; minute++)
            {
                var date = DateOnly.FromDateTime(day.ToDateTime(departure).AddMinutes(arrival + minute));
                if (date >= overhaul.From && date <= overhaul.To)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
