namespace Qujiang.Road.Physics;

/// <summary>Minutes of the day, from included, to excluded; it does not span midnight.</summary>
public readonly record struct DayWindow(int From, int To)
{
    /// <summary>Whether a minute of the day is in it.</summary>
    public bool Contains(int minuteOfDay) => minuteOfDay >= From && minuteOfDay < To;
}

/// <summary>What a city does to trucks on the last stretch to a terminal.</summary>
/// <param name="Bans">When no truck may enter that stretch; who is on it may go on.</param>
/// <param name="Peaks">When it is slow.</param>
/// <param name="PeakPercent">How fast then, in percent of the usual.</param>
/// <param name="Minutes">How long the stretch takes at other times.</param>
public sealed record CityHours(IReadOnlyList<DayWindow> Bans, IReadOnlyList<DayWindow> Peaks, int PeakPercent, int Minutes)
{
    /// <summary>No city at all.</summary>
    public static CityHours None { get; } = new([], [], 100, 0);
}

/// <summary>A drive from gate to gate.</summary>
/// <param name="Minutes">At the wheel when nothing is slow; whole minutes, at least 1.</param>
/// <param name="Origin">City around the start.</param>
/// <param name="Destination">City around the end.</param>
/// <param name="RoadBans">When such a truck may not drive at all (dangerous goods at night).</param>
public sealed record TruckTrip(int Minutes, CityHours Origin, CityHours Destination, IReadOnlyList<DayWindow> RoadBans);

/// <summary>
/// How long a truck takes by the time of day at which it sets out. Pure. Minute by minute the driver rests when the rules say so, else waits where the truck
/// may not go on, else drives; a wait as long as a rest is one. Where waiting before the start arrives sooner, that is what it takes.
/// </summary>
public static class TruckDay
{
    /// <summary>Minutes of a day.</summary>
    public const int Day = 1440;

    /// <summary>Delays are told in steps of so many minutes, rounded up.</summary>
    public const int Step = 5;

    /// <summary>The minute of arrival of who sets out at this minute and waits nowhere without need.</summary>
    public static int Arrival(int start, TruckTrip trip, DriverPolicy policy) => new Drive(trip, policy).From(start);

    /// <summary>
    /// Minutes from gate to gate for each minute of the day, told in as few points as keep delays to steps of <see cref="Step"/> minutes: never less than the
    /// trip takes, and who leaves later never arrives earlier.
    /// </summary>
    /// <returns>Points (minute, duration), linear in between, the first at 0 and the last at 1440; two at one minute are a step up.</returns>
    public static IReadOnlyList<(int Minute, int Duration)> Profile(TruckTrip trip, DriverPolicy policy)
    {
        var drive = new Drive(trip, policy);
        var exact = Enumerable.Range(0, Day).Select(start => drive.From(start) - start).ToArray();
        var best = exact.Min();
        var arrivals = exact.Select((d, start) => start + best + ((d - best + Step - 1) / Step * Step)).ToArray();
        var earliest = int.MaxValue;
        for (var start = (8 * Day) - 1; start >= 0; start--) // whoever leaves later than a week on does not arrive sooner
        {
            earliest = Math.Min(earliest, arrivals[start % Day] + (start / Day * Day));
            if (start < Day)
            {
                arrivals[start] = earliest;
            }
        }

        return Points([.. arrivals.Select((arrival, start) => arrival - start)]);
    }

    private static List<(int Minute, int Duration)> Points(int[] durations)
    {
        var points = new List<(int Minute, int Duration)> { (0, durations[0]) };
        for (var minute = 1; minute <= Day; minute++)
        {
            var (before, here) = (durations[minute - 1], durations[minute % Day]);
            if (here > before)
            {
                points.Add((minute, before)); // who leaves just before still gets through
                if (minute < Day)
                {
                    points.Add((minute, here));
                }
            }
            else if (minute == Day || durations[(minute + 1) % Day] - here != here - before)
            {
                points.Add((minute, here));
            }
        }

        return points;
    }

    /// <summary>One trip, with what each minute of the day does to it looked up beforehand: it is driven 1440 times.</summary>
    private sealed class Drive
    {
        private readonly DriverPolicy policy;
        private readonly int total; // hundredths of a minute at full speed
        private readonly int leaves;
        private readonly int enters;
        private readonly Streets road;
        private readonly Streets origin;
        private readonly Streets destination;

        public Drive(TruckTrip trip, DriverPolicy policy)
        {
            this.policy = policy;
            total = trip.Minutes * 100;
            leaves = Math.Min(trip.Origin.Minutes, trip.Minutes) * 100;
            enters = Math.Max(leaves, total - (trip.Destination.Minutes * 100));
            road = new(CityHours.None, trip.RoadBans);
            origin = leaves == 0 ? road : new(trip.Origin, trip.RoadBans);
            destination = enters == total ? road : new(trip.Destination, trip.RoadBans);
        }

        public int From(int start)
        {
            var (clock, done, sinceRest, today, waited) = (start, 0, 0, 0, 0);
            var (inOrigin, inDestination) = (false, false);
            while (done < total)
            {
                if (today >= policy.UntilNightMinutes)
                {
                    (clock, sinceRest, today) = (clock + policy.NightRestMinutes, 0, 0);
                    continue;
                }

                if (sinceRest >= policy.ContinuousDrivingMinutes)
                {
                    (clock, sinceRest) = (clock + policy.RestMinutes, 0);
                    continue;
                }

                var minute = clock % Day;
                var streets =
                    done < leaves ? origin
                    : done < enters ? road
                    : destination;
                var inside = done < leaves ? inOrigin : inDestination;
                var wait = inside ? streets.WaitInside[minute] : streets.WaitOutside[minute];
                if (wait > 0)
                {
                    waited += wait;
                    clock += wait;
                    sinceRest = waited >= policy.RestMinutes ? 0 : sinceRest;
                    today = waited >= policy.NightRestMinutes ? 0 : today;
                    continue;
                }

                waited = 0;
                inOrigin |= done < leaves;
                inDestination |= done >= enters;
                var percent = streets.Percent[minute];
                var border =
                    done < leaves ? leaves
                    : done < enters ? enters
                    : total;
                var minutes = Math.Min((border - done + percent - 1) / percent, streets.Same[minute]);
                minutes = Math.Min(minutes, Math.Min(policy.ContinuousDrivingMinutes - sinceRest, policy.UntilNightMinutes - today));
                (clock, done) = (clock + minutes, done + (minutes * percent));
                (sinceRest, today) = (sinceRest + minutes, today + minutes);
            }

            return clock;
        }
    }

    /// <summary>By minute of the day: how long a truck waits that is not yet or already in these streets, how fast they are, and how long that stays so.</summary>
    private sealed class Streets
    {
        public Streets(CityHours city, IReadOnlyList<DayWindow> roadBans)
        {
            Array.Fill(Percent, 100);
            foreach (var peak in city.Peaks)
            {
                Array.Fill(Percent, city.PeakPercent, peak.From, peak.To - peak.From);
            }

            Wait(WaitInside, roadBans);
            WaitInside.CopyTo(WaitOutside, 0);
            Wait(WaitOutside, city.Bans);
            for (var minute = Day - 1; minute >= 0; minute--)
            {
                var goesOn = minute + 1 < Day && Percent[minute + 1] == Percent[minute] && WaitInside[minute + 1] == 0;
                Same[minute] = goesOn ? Same[minute + 1] + 1 : 1;
            }
        }

        public int[] WaitOutside { get; } = new int[Day];

        public int[] WaitInside { get; } = new int[Day];

        public int[] Percent { get; } = new int[Day];

        public int[] Same { get; } = new int[Day];

        private static void Wait(int[] waits, IReadOnlyList<DayWindow> windows)
        {
            foreach (var window in windows)
            {
                for (var minute = window.From; minute < window.To; minute++)
                {
                    waits[minute] = Math.Max(waits[minute], window.To - minute);
                }
            }
        }
    }
}
