using System.Globalization;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;

namespace Qujiang.Air.Schedules;

/// <summary>
/// Gathers movements into itinerary variations (one for each way a flight is flown, in as few periods as it takes) and writes them as a data set in local times. Memory holds the
/// variations, not the movements.
/// </summary>
internal sealed class SsimWriter(Flights flights)
{
    private const int MostVariations = 999;
    private readonly SortedDictionary<string, List<(Designator Flight, int Variation, SsimPeriod Period, Way Way)>> airlines = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<Way, List<DateOnly>> ways = [];
    private Designator? current;

    /// <summary>Takes a movement; those of a line and run come one after the other, by date.</summary>
    public void Add(Movement m)
    {
        var flight = flights.DesignatorOf(m.LineId, m.Run) ?? throw new ScheduleFileException(0, $"{m.LineId} has no flight designator");
        if (current != flight)
            EndFlight();
        current = flight;
        var (type, service) =
            flights.TypeOf(m.Vehicle)
            ?? throw new ScheduleFileException(0, $"{m.MovementId}: vehicle class {m.Vehicle} has no aircraft type");
        var date = HubTime.DayOf(m.Calls[0].Departure!.Value);
        var zero = HubTime.InstantOf(date, TimeOnly.MinValue);
        var times = m.Calls.Select(c => (Minutes(c.Arrival), Minutes(c.Departure))).ToList();
        var way = new Way(
            type,
            service,
            string.Join(' ', m.Calls.Select((c, i) => $"{c.Terminal} {times[i].Item1} {times[i].Item2}")),
            [.. m.Calls.Select(c => c.Terminal)],
            times
        );
        if (!ways.TryGetValue(way, out var dates))
            ways.Add(way, dates = []);
        dates.Add(date);

        int Minutes(DateTimeOffset? time) => time is { } at ? (int)Math.Floor((at - zero).TotalMinutes) : -1;
    }

    /// <summary>Writes everything.</summary>
    public void Write(TextWriter text, DateTimeOffset now)
    {
        EndFlight();
        var serial = 0;
        var today = Date(HubTime.DayOf(now));
        Line("1AIRLINE STANDARD SCHEDULE DATA SET", (192, "001"));
        foreach (var (index, (airline, itineraries)) in airlines.Index())
        {
            Line(
                "2L",
                (3, airline),
                (15, Date(itineraries.Min(i => i.Period.From))),
                (22, Date(itineraries.Max(i => i.Period.To))),
                (29, today),
                (36, "QUJIANG HUB"),
                (72, "C"),
                (191, HubTime.ToHub(now).ToString("HHmm", CultureInfo.InvariantCulture))
            );
            foreach (var itinerary in itineraries)
            {
                for (var leg = 0; leg + 1 < itinerary.Way.Terminals.Count; leg++)
                    Line("3", Leg(itinerary.Flight, itinerary.Variation, itinerary.Period, itinerary.Way, leg));
            }
            Line(
                "5",
                (3, airline),
                (188, serial.ToString("000000", CultureInfo.InvariantCulture)),
                (194, index == airlines.Count - 1 ? "E" : "C")
            );
        }

        void Line(string head, params (int Column, string Text)[] fields)
        {
            serial = serial == 999_999 ? 2 : serial + 1;
            var line = new string(' ', SsimRecord.Length).ToCharArray();
            foreach (
                var (column, field) in fields.Prepend((1, head)).Append((195, serial.ToString("000000", CultureInfo.InvariantCulture)))
            )
                field.CopyTo(0, line, column - 1, field.Length);
            text.Write(line);
            text.Write('\n');
        }
    }

    private static (int, string)[] Leg(Designator flight, int variation, SsimPeriod period, Way way, int leg)
    {
        var (departure, arrival) = (way.Times[leg].Departure, way.Times[leg + 1].Arrival);
        return
        [
            (2, flight.Suffix.PadRight(1)),
            (3, flight.Airline),
            (6, flight.Number.ToString("0000", CultureInfo.InvariantCulture)),
            (10, (variation % 100).ToString("00", CultureInfo.InvariantCulture)),
            (12, (leg + 1).ToString("00", CultureInfo.InvariantCulture)),
            (14, way.Service.ToString()),
            (15, Date(period.From)),
            (22, Date(period.To)),
            (29, string.Concat(Enumerable.Range(0, 7).Select(d => (period.Days & (1 << d)) != 0 ? (char)('1' + d) : ' '))),
            (37, Iata(way.Terminals[leg])),
            (40, Time(departure)),
            (44, Time(departure)),
            (48, "+0800"),
            (55, Iata(way.Terminals[leg + 1])),
            (58, Time(arrival)),
            (62, Time(arrival)),
            (66, "+0800"),
            (73, way.Type),
            (128, variation < 100 ? " " : (variation / 100).ToString(CultureInfo.InvariantCulture)),
            (193, Days(departure)),
            (194, Days(arrival)),
        ];
    }

    private void EndFlight()
    {
        if (current is not { } flight)
            return;
        if (!airlines.TryGetValue(flight.Airline, out var itineraries))
            airlines.Add(flight.Airline, itineraries = []);
        var variation = 0;
        foreach (var (way, dates) in ways)
        {
            foreach (var period in Periods(dates))
            {
                if (++variation > MostVariations)
                    throw new ScheduleFileException(0, $"{flight} is flown in more than {MostVariations} ways");
                itineraries.Add((flight, variation, period, way));
            }
        }
        ways.Clear();
    }

    /// <summary>Few periods with days of the week that name exactly these dates: each as long as it can be.</summary>
    internal static IEnumerable<SsimPeriod> Periods(IReadOnlyList<DateOnly> dates)
    {
        for (var i = 0; i < dates.Count; )
        {
            var days = SsimPeriod.Bit(dates[i]);
            var j = i + 1;
            for (; j < dates.Count; j++)
            {
                var more = days | SsimPeriod.Bit(dates[j]);
                if (new SsimPeriod(dates[i], dates[j], more, 1).Dates(dates[i], dates[j]).Take(j - i + 2).Count() != j - i + 1)
                    break;
                days = more;
            }
            yield return new SsimPeriod(dates[i], dates[j - 1], days, 1);
            i = j;
        }
    }

    private static string Iata(string terminal) => Terminals.Hub.Find(terminal)?.Iata ?? terminal;

    private static string Date(DateOnly date) => date.ToString("ddMMMyy", CultureInfo.InvariantCulture).ToUpperInvariant();

    private static string Time(int minutes) => $"{minutes / 60 % 24:00}{minutes % 60:00}";

    private static string Days(int minutes) => (minutes / 1440).ToString(CultureInfo.InvariantCulture);

    /// <summary>A way of flying: equal where aircraft, airports and times of day are.</summary>
    /// <param name="Text">All of it as text, by which it is compared.</param>
    /// <param name="Times">Minutes after the midnight before the first departure.</param>
    private sealed record Way(
        string Type,
        char Service,
        string Text,
        IReadOnlyList<string> Terminals,
        IReadOnlyList<(int Arrival, int Departure)> Times
    )
    {
        public bool Equals(Way? other) => other is not null && (Type, Service, Text) == (other.Type, other.Service, other.Text);

        public override int GetHashCode() => HashCode.Combine(Type, Service, Text);
    }
}
