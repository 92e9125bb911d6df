using CsCheck;
using Qujiang.Road.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>Bans, peaks and rests give the time a truck takes from when it sets out.</summary>
public sealed class TruckDayTests
{
    private static readonly DriverPolicy Policy = new(240, 20, 480, 480, 65, 35, 60, 6);
    private static readonly CityHours Town = new([new(420, 540)], [], 100, 15);

    private static readonly Gen<IReadOnlyList<DayWindow>> Windows = Gen.Select(Gen.Int[0, 1_380], Gen.Int[1, 400])
        .Select(w => new DayWindow(w.Item1, Math.Min(TruckDay.Day, w.Item1 + w.Item2)))
        .Array[0, 2]
        .Select(w => (IReadOnlyList<DayWindow>)w);

    private static readonly Gen<CityHours> City = Gen.Select(Windows, Windows, Gen.Int[30, 100], Gen.Int[0, 60])
        .Select((bans, peaks, percent, minutes) => new CityHours(bans, peaks, percent, minutes));

    private static readonly Gen<TruckTrip> Trip = Gen.Select(Gen.Int[1, 1_300], City, City, Windows)
        .Select((minutes, origin, destination, bans) => new TruckTrip(minutes, origin, destination, bans));

    private static readonly Gen<DriverPolicy> Drivers = Gen.Select(Gen.Int[60, 300], Gen.Int[10, 60], Gen.Int[60, 1_440], Gen.Bool)
        .Select(
            (continuous, rest, daily, second) =>
                Policy with
                {
                    ContinuousDrivingMinutes = continuous,
                    RestMinutes = rest,
                    DailyDrivingMinutes = daily,
                    SecondDriver = second,
                }
        );

    [Theory]
    [InlineData(0, 161)]
    [InlineData(273, 161)] // in the town's streets a minute before 7:00
    [InlineData(274, 281)] // at the border at 7:00, and waits until 9:00
    [InlineData(393, 162)]
    [InlineData(394, 161)]
    public void Who_comes_to_a_banned_city_waits_at_its_border(int start, int expected) =>
        (TruckDay.Arrival(start, new(161, CityHours.None, Town, []), Policy) - start).ShouldBe(expected);

    [Fact]
    public void A_peak_slows_the_stretch_in_the_city()
    {
        var trip = new TruckTrip(100, new([], [new(480, 540)], 50, 20), CityHours.None, []);
        TruckDay.Arrival(480, trip, Policy).ShouldBe(480 + 120);
        TruckDay.Arrival(530, trip, Policy).ShouldBe(530 + 105); // ten minutes for five, fifteen for fifteen
    }

    [Fact]
    public void A_wait_as_long_as_a_rest_is_one()
    {
        IReadOnlyList<DayWindow> night = [new(0, 360)];
        // 23 h: an hour, the night, four hours, a rest, one hour.
        TruckDay.Arrival(1380, new(360, CityHours.None, CityHours.None, night), Policy).ShouldBe(1440 + 360 + 240 + 20 + 60);
    }

    [Fact]
    public void Without_bans_and_peaks_it_is_the_driving_time_with_its_rests() =>
        Gen.Select(Gen.Int[1, 2_000], Gen.Int[0, 1_439], Drivers)
            .Sample(
                (minutes, start, drivers) =>
                    (TruckDay.Arrival(start, new(minutes, CityHours.None, CityHours.None, []), drivers) - start).ShouldBe(
                        DrivingTime.GateToGate(minutes, drivers)
                    )
            );

    [Fact]
    public void It_is_what_a_driver_needs_who_follows_the_rules_minute_by_minute() =>
        Gen.Select(Trip, Drivers, Gen.Int[0, 1_439])
            .Sample(
                (trip, drivers, start) => TruckDay.Arrival(start, trip, drivers).ShouldBe(ByTheMinute(start, trip, drivers)),
                iter: 3_000
            );

    [Fact]
    public void A_second_driver_is_a_day_without_an_end() =>
        Gen.Select(Trip, Drivers, Gen.Int[0, 1_439])
            .Sample(
                (trip, drivers, start) =>
                    TruckDay
                        .Arrival(start, trip, drivers with { SecondDriver = true })
                        .ShouldBe(TruckDay.Arrival(start, trip, drivers with { SecondDriver = false, DailyDrivingMinutes = 1_000_000 }))
            );

    [Fact]
    public void Whatever_may_be_stored_of_bans_a_truck_arrives() =>
        Gen.Select(Gen.Int[0, 1_439], Gen.Int[1, 720], Gen.Int[0, 1_439], Gen.Int[1, 660], Gen.Int[1, 2_000])
            .Sample(
                (ban, banned, night, forbidden, minutes) =>
                {
                    var city = new CityHours(Around(ban, banned), [], 100, 30);
                    var trip = new TruckTrip(minutes, city, city, Around(night, forbidden));
                    TruckDay.Profile(trip, Policy).Min(p => p.Duration).ShouldBeGreaterThanOrEqualTo(minutes);
                },
                iter: 200
            );

    private static IReadOnlyList<DayWindow> Around(int from, int minutes) =>
        from + minutes <= TruckDay.Day ? [new(from, from + minutes)] : [new(0, from + minutes - TruckDay.Day), new(from, TruckDay.Day)];

    [Fact]
    public void The_profile_is_the_best_of_leaving_now_and_waiting_to_within_its_steps()
    {
        Gen.Select(Trip, Drivers)
            .Sample(
                (trip, drivers) =>
                {
                    var points = TruckDay.Profile(trip, drivers);
                    points[0].Minute.ShouldBe(0);
                    points[^1].Minute.ShouldBe(TruckDay.Day);
                    var arrivals = Enumerable.Range(0, TruckDay.Day).Select(start => TruckDay.Arrival(start, trip, drivers)).ToArray();
                    var before = int.MinValue;
                    for (var start = 0; start < TruckDay.Day; start++)
                    {
                        var told = start + At(points, start);
                        told.ShouldBeGreaterThanOrEqualTo(before);
                        before = told;
                        if (start % 48 == 0)
                        {
                            var best = int.MaxValue;
                            for (var later = start; later < start + (4 * TruckDay.Day); later++)
                            {
                                best = Math.Min(best, arrivals[later % TruckDay.Day] + (later / TruckDay.Day * TruckDay.Day));
                            }

                            told.ShouldBeInRange(best, best + TruckDay.Step - 1);
                        }
                    }

                    (TruckDay.Day + points[0].Duration).ShouldBeGreaterThanOrEqualTo(before);
                },
                iter: 12
            );
    }

    private static int At(IReadOnlyList<(int Minute, int Duration)> points, int minute)
    {
        var i = points.Count - 2;
        while (points[i].Minute > minute)
        {
            i--;
        }

        var (from, to) = (points[i], points[i + 1]);
        return from.Duration + ((to.Duration - from.Duration) * (minute - from.Minute) / (to.Minute - from.Minute));
    }

    private static int ByTheMinute(int start, TruckTrip trip, DriverPolicy drivers)
    {
        var (clock, done, sinceRest, today, waited, resting) = (start, 0, 0, 0, 0, 0);
        var entered = new HashSet<string>();
        while (done < trip.Minutes * 100)
        {
            var minute = clock % TruckDay.Day;
            if (resting > 0)
            {
                (clock, resting) = (clock + 1, resting - 1);
                continue;
            }

            if (!drivers.SecondDriver && today >= drivers.DailyDrivingMinutes)
            {
                (resting, sinceRest, today) = (drivers.NightRestMinutes, 0, 0);
                continue;
            }

            if (sinceRest >= drivers.ContinuousDrivingMinutes)
            {
                (resting, sinceRest) = (drivers.RestMinutes, 0);
                continue;
            }

            var origin = done < Math.Min(trip.Origin.Minutes, trip.Minutes) * 100;
            var destination = !origin && done >= (trip.Minutes - trip.Destination.Minutes) * 100;
            var where =
                origin ? "origin"
                : destination ? "destination"
                : "road";
            var city =
                origin ? trip.Origin
                : destination ? trip.Destination
                : CityHours.None;
            var stopped =
                trip.RoadBans.Any(b => b.Contains(minute)) || (!entered.Contains(where) && city.Bans.Any(b => b.Contains(minute)));
            if (stopped)
            {
                (clock, waited) = (clock + 1, waited + 1);
                continue;
            }

            sinceRest = waited >= drivers.RestMinutes ? 0 : sinceRest;
            today = waited >= drivers.NightRestMinutes ? 0 : today;
            waited = 0;
            entered.Add(where);
            done += city.Peaks.Any(p => p.Contains(minute)) ? city.PeakPercent : 100;
            (clock, sinceRest, today) = (clock + 1, sinceRest + 1, today + 1);
        }

        return clock;
    }
}
