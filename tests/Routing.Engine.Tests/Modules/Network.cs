using System.Globalization;

namespace Qujiang.Routing.Engine.Tests.Modules;

/// <summary>
/// A timetable written as text. A line of it is a movement or a lane:
/// <code>
/// R1: A 8:00  B 10:00-10:30  C 12:00 | price=5,6 co2=1,2 cutoff=1:00 handling=0:30 room=100,50 mode=1 ban=4 class=2
/// lane A>B 3:00 | price=9 co2=9 pool=P loading=0:30
/// pool P | 0=200 1=100
/// </code>
/// Prices and rooms are per segment, the last one repeated; everything after the bar may be left out. Times are hours and minutes from
/// the epoch and may exceed a day. Costs are by line and class, taken from where they are first given.
/// </summary>
internal sealed class Network : ICostModel
{
    private readonly Dictionary<(int Line, int Class), (int[] Price, int[] Co2)> costs = [];
    private readonly List<Cost> laneCosts = [];
    private readonly List<string> names = [];
    private readonly List<string> terminals = [];
    private readonly List<string> pools = [];
    private readonly List<string> laneNames = [];
    private readonly List<string> movementNames = [];

    public Network(string text, int dayOffset = 0)
    {
        Timetable = new Timetable(dayOffset);
        Add(text);
        Costs = new CostTable(Timetable, this);
        Search = new Search(Timetable);
    }

    public Timetable Timetable { get; }

    public CostTable Costs { get; }

    public Search Search { get; }

    public void Add(string text)
    {
        using var edit = Timetable.Edit();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = line.Split('|');
            var options = halves
                .Skip(1)
                .SelectMany(h => h.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToDictionary(o => o.Split('=')[0], o => o.Split('=')[1], StringComparer.Ordinal);
            var words = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "pool")
            {
                AddPool(edit, words[1], options);
            }
            else if (words[0] == "lane")
            {
                AddLane(edit, words, options);
            }
            else
            {
                edit.AddMovement(Plan(edit, words, options));
                movementNames.Add(words[0][..^1]);
            }
        }

        edit.Commit();
    }

    /// <summary>Puts another movement in place of one, counted from 0 in the order of the text.</summary>
    public void Replace(int movement, string text)
    {
        using var edit = Timetable.Edit();
        var halves = text.Split('|');
        var options = halves
            .Skip(1)
            .SelectMany(h => h.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(o => o.Split('=')[0], o => o.Split('=')[1], StringComparer.Ordinal);
        edit.ReplaceMovement(new(movement), Plan(edit, halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), options));
        edit.Commit();
    }

    public TerminalIndex this[string terminal] => new(terminals.IndexOf(terminal));

    public LineKey Line(string name) => new(names.IndexOf(name));

    public Query From(string from, string ready, string to) =>
        new()
        {
            Costs = Costs,
            Origins = new Seed[] { new(this[from], Time(ready)) },
            Destinations = new Seed[] { new(this[to], 0) },
            Demand = new(Teu100: 1),
        };

    /// <summary>The answers, one a line: arrival, price, CO2e, boardings, and the way.</summary>
    public string Answers(Query query)
    {
        Search.Run(query);
        return string.Join('\n', Enumerable.Range(0, Search.Outcomes.Length).Select(n => Show(Search.GetItinerary(n))));
    }

    public string Show(Itinerary itinerary)
    {
        var o = itinerary.Outcome;
        var legs = itinerary.Legs.Select(l =>
            l.Kind == LegKind.Ride
                ? $"{terminals[l.From.Value]} {movementNames[l.Movement.Value]} {Show(l.Departure)} {Show(l.Arrival)} {terminals[l.To.Value]}"
                : $"{terminals[l.From.Value]} {laneNames[l.Lane.Value]} {Show(l.Departure)} {Show(l.Arrival)} {terminals[l.To.Value]}"
        );
        return $"{Show(o.Arrival)} {o.Price} {o.Co2} {o.Boardings}: {string.Join(" ~ ", legs)}".TrimEnd();
    }

    public static int Time(string text)
    {
        var parts = text.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture) * 3600) + (int.Parse(parts[1], CultureInfo.InvariantCulture) * 60);
    }

    public static string Show(int time) => $"{time / 3600}:{time / 60 % 60:00}";

    public bool PriceLine(in LineInfo line, in LineCosts costs)
    {
        var (price, co2) = this.costs[(line.Line.Value, line.CostClass.Value)];
        for (var i = 0; i < costs.Segment.Length; i++)
        {
            costs.Segment[i] = new(price[Math.Min(i, price.Length - 1)], co2[Math.Min(i, co2.Length - 1)]);
        }

        return true;
    }

    public Cost? PriceLane(in LaneInfo lane) => laneCosts[lane.CostClass.Value];

    private MovementPlan Plan(TimetableEdit edit, string[] words, Dictionary<string, string> options)
    {
        var line = IndexOf(names, words[0][..^1]);
        var costClass = int.Parse(options.GetValueOrDefault("class", "0"), CultureInfo.InvariantCulture);
        var price = Numbers(options.GetValueOrDefault("price", "0"));
        costs.TryAdd((line, costClass), (price, Numbers(options.GetValueOrDefault("co2", "0"))));
        var calls = new List<Call>();
        for (var i = 1; i < words.Length; i += 2)
        {
            var times = words[i + 1].Split('-');
            var handling = Time(options.GetValueOrDefault("handling", "0:00"));
            var cutOff = Time(options.GetValueOrDefault("cutoff", "0:00"));
            calls.Add(new(Terminal(edit, words[i]), Time(times[0]), Time(times[^1]), cutOff, handling));
        }

        var room = options.GetValueOrDefault("room", "100").Split(',');
        return new()
        {
            Line = new(line),
            CostClass = new(costClass),
            Mode = new(byte.Parse(options.GetValueOrDefault("mode", "0"), CultureInfo.InvariantCulture)),
            Forbidden = ulong.Parse(options.GetValueOrDefault("ban", "0"), CultureInfo.InvariantCulture),
            Calls = calls.ToArray(),
            Remaining = Enumerable.Range(0, calls.Count - 1).Select(i => Room(room[Math.Min(i, room.Length - 1)])).ToArray(),
        };
    }

    private void AddLane(TimetableEdit edit, string[] words, Dictionary<string, string> options)
    {
        var ends = words[1].Split('>');
        laneCosts.Add(new(Numbers(options.GetValueOrDefault("price", "0"))[0], Numbers(options.GetValueOrDefault("co2", "0"))[0]));
        laneNames.Add("truck");
        edit.AddLane(
            new()
            {
                From = Terminal(edit, ends[0]),
                To = Terminal(edit, ends[1]),
                Durations = LaneDurations.Constant(Time(words[2])),
                CostClass = new(laneCosts.Count - 1),
                Mode = new(byte.Parse(options.GetValueOrDefault("mode", "3"), CultureInfo.InvariantCulture)),
                Forbidden = ulong.Parse(options.GetValueOrDefault("ban", "0"), CultureInfo.InvariantCulture),
                Loading = Time(options.GetValueOrDefault("loading", "0:00")),
                Handling = Time(options.GetValueOrDefault("handling", "0:00")),
                Pool = options.TryGetValue("pool", out var pool) ? new(pools.IndexOf(pool)) : PoolIndex.Unlimited,
            }
        );
    }

    private void AddPool(TimetableEdit edit, string name, Dictionary<string, string> days)
    {
        pools.Add(name);
        var pool = edit.AddPool();
        foreach (var (day, room) in days)
        {
            edit.SetPoolDay(pool, int.Parse(day, CultureInfo.InvariantCulture), Room(room));
        }
    }

    private TerminalIndex Terminal(TimetableEdit edit, string name)
    {
        if (!terminals.Contains(name))
        {
            terminals.Add(name);
            edit.AddTerminal();
        }

        return this[name];
    }

    /// <summary>TEU, or all five dimensions joined by slashes.</summary>
    private static Capacity Room(string text)
    {
        var parts = text.Split('/').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).Concat([0, 0, 0, 0]).ToArray();
        return new(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static int[] Numbers(string text) => [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    private static int IndexOf(List<string> list, string name)
    {
        if (!list.Contains(name))
        {
            list.Add(name);
        }

        return list.IndexOf(name);
    }
}
