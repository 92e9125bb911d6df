using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>The parts of routing between projections and plans.</summary>
internal sealed class PlanningWorld
{
    private readonly LiveTimetable timetable;

    public PlanningWorld()
    {
        var options = Options.Create(new RoutingOptions());
        var house = HouseData.Load();
        timetable = new LiveTimetable(
            Terminals.Hub,
            new TariffBook(NullLogger<TariffBook>.Instance),
            house,
            TimeProvider.System,
            NullLogger<LiveTimetable>.Instance
        );
        Search = new RouteSearch(timetable, new CostTables(timetable, options), house, options, new RoutingMetrics(new NoMeters()));
        Pricing = new Pricing(timetable, house);
    }

    public RouteSearch Search { get; }

    public Pricing Pricing { get; }

    public ModeState Load(LegModel leg) => Reload(leg, new ModeState());

    public ModeState Reload(LegModel leg, ModeState before)
    {
        var machine = new FeedMachine(TimeSpan.FromSeconds(2));
        machine.CompleteSnapshot(leg.Snapshot(DateTimeOffset.UtcNow), DateTimeOffset.UtcNow);
        timetable.Replace(ModeOf(leg), before, machine.State);
        return machine.State;
    }

    public void Follow(LegModel leg, ModeState state, IFact fact)
    {
        var change = state.Apply(fact);
        if (change.Kind != ChangeKind.None)
        {
            timetable.Apply(ModeOf(leg), state, [change]);
        }
    }

    public DateTimeOffset At(int seconds) => timetable.Clock.At(seconds);

    public List<Outcome> Find(RouteSpecification wish) =>
        [
            .. Search
                .Find(wish)
                .Select(p => p.Outcome)
                .OrderBy(o => o.Arrival)
                .ThenBy(o => o.Price)
                .ThenBy(o => o.Co2)
                .ThenBy(o => o.Boardings),
        ];

    public static RouteSpecification Wish(string from, string to, DateTimeOffset readyAt, params Mode[] modes) =>
        new(
            new Place([Terminals.Hub.Find(from)!], null, from),
            new Place([Terminals.Hub.Find(to)!], null, to),
            readyAt,
            null,
            new Shipment([new Boxes(Equipment.Find("45G1")!, 2, 20_000)], [], 0, null, null, null),
            5,
            modes.Length > 0 ? modes : Enum.GetValues<Mode>(),
            [],
            6
        );

    private static Mode ModeOf(LegModel leg) => Enum.Parse<Mode>(leg.Service, ignoreCase: true);

    private sealed class NoMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
