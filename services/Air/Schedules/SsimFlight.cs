using Qujiang.LegKernel.Schedules;
using Qujiang.Network;

namespace Qujiang.Air.Schedules;

/// <summary>A leg of an itinerary, as its record has it. Times in minutes of the day.</summary>
internal sealed record SsimLeg(
    int Line,
    int Sequence,
    string From,
    int Departure,
    int DepartureOffset,
    int DepartureDays,
    string To,
    int Arrival,
    int ArrivalOffset,
    int ArrivalDays,
    string Vehicle
);

/// <summary>On which days an itinerary runs: those of the week within a period, each week or each second.</summary>
/// <param name="Days">Bit 0 is Monday.</param>
/// <param name="EveryWeeks">1 or 2.</param>
internal readonly record struct SsimPeriod(DateOnly From, DateOnly To, int Days, int EveryWeeks)
{
    public IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to)
    {
        for (var day = from > From ? from : From; day <= To && day <= to; day = day.AddDays(1))
        {
            if (Includes(day))
                yield return day;
        }
    }

    private bool Includes(DateOnly day) => (Days & Bit(day)) != 0 && (day.DayNumber - From.DayNumber) / 7 % EveryWeeks == 0;

    /// <summary>The bit of a day's weekday.</summary>
    public static int Bit(DateOnly day) => 1 << (((int)day.DayOfWeek + 6) % 7);
}

/// <summary>One itinerary variation of a flight: its legs in order and the days on which it runs.</summary>
/// <param name="Local">Whether dates and times are local (time mode L); otherwise UTC.</param>
internal sealed record SsimFlight(Designator Flight, SsimPeriod Period, IReadOnlyList<SsimLeg> Legs, bool Local)
{
    /// <summary>The movements that depart after <paramref name="now"/>, as far ahead as <paramref name="days"/>.</summary>
    public IEnumerable<ScheduledMovement> Movements(Flights flights, DateTimeOffset now, int days)
    {
        var today = HubTime.DayOf(now);
        var (line, run) = flights.LineOf(Flight);
        foreach (var date in Period.Dates(today.AddDays(-2), today.AddDays(days)))
        {
            var first = At(date, Legs[0].DepartureDays, Legs[0].Departure, Legs[0].DepartureOffset);
            if (first <= now)
                continue;
            yield return new ScheduledMovement(
                $"{line}-{HubTime.DayOf(first):yyyyMMdd}-{run}",
                line,
                run,
                [.. Calls(date)],
                Legs[0].Vehicle
            );
        }
    }

    private IEnumerable<ScheduledCall> Calls(DateOnly date)
    {
        DateTimeOffset? arrival = null;
        foreach (var leg in Legs)
        {
            yield return new ScheduledCall(leg.From, arrival, At(date, leg.DepartureDays, leg.Departure, leg.DepartureOffset));
            arrival = At(date, leg.ArrivalDays, leg.Arrival, leg.ArrivalOffset);
        }
        yield return new ScheduledCall(Legs[^1].To, arrival, null);
    }

    private DateTimeOffset At(DateOnly date, int variation, int minutes, int offset) =>
        new DateTimeOffset(date.AddDays(variation).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMinutes(minutes - (Local ? offset : 0));
}
