using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>A closed road or terminal takes its lanes out of quotes for as long as it lasts.</summary>
public sealed class LaneClosureTests
{
    private const string Lane = "RD-QZP-PLP-BLG-PRT";

    private readonly SmallNetwork network = new();
    private readonly PlanningWorld world = new();
    private readonly ModeState state;

    public LaneClosureTests() => state = world.Load(network.Road);

    [Fact]
    public void A_truck_waits_until_the_lane_is_open_again_and_is_one_of_that_day()
    {
        var (departure, arrival, _) = Drive(1);
        Raise(1, [], [Lane], network.Start.AddDays(1).AddHours(6), network.Start.AddDays(4).AddHours(5));

        var late = Drive(1);
        late.Departure.ShouldBe(network.Start.AddDays(4).AddHours(5));
        (late.Arrival - late.Departure).ShouldBe(arrival - departure);
        late.Day.ShouldBe(HubTime.DayOf(late.Departure));

        Raise(2, [], [Lane], network.Start.AddDays(1).AddHours(6), network.Start.AddDays(2)); // sooner than feared
        Drive(1).Departure.ShouldBe(network.Start.AddDays(2));
        Follow(new DisruptionCleared(Guid.NewGuid(), default, "road", 0, "D-1", 3, "over"));
        Drive(1).Departure.ShouldBe(departure);
    }

    [Fact]
    public void Nobody_sets_out_so_as_to_be_under_way_when_it_is_shut()
    {
        var (departure, arrival, _) = Drive(1);
        Raise(1, [], [Lane], arrival, arrival.AddHours(1));
        Drive(1).Departure.ShouldBe(departure); // just through
        Raise(2, [], [Lane], arrival.AddSeconds(-1), arrival.AddHours(1));
        Drive(1).Departure.ShouldBe(arrival.AddHours(1));
    }

    [Fact]
    public void A_closed_terminal_stops_who_would_leave_it_and_who_would_arrive()
    {
        var (departure, arrival, _) = Drive(1);
        Raise(1, ["BLG-PRT"], [], arrival.AddHours(-1), arrival.AddHours(3));
        Drive(1).ShouldBe((departure.AddHours(3), arrival.AddHours(3), HubTime.DayOf(departure)));
        Raise(2, ["QZP-PLP"], [], departure.AddHours(-1), departure.AddHours(2));
        Drive(1).Departure.ShouldBe(departure.AddHours(2));
    }

    [Fact]
    public void A_closure_without_an_end_leaves_no_way_and_a_fresh_snapshot_says_the_same()
    {
        Raise(1, ["BLG-PRT"], [], network.Start, null);
        world.Find(Wish(1)).ShouldBeEmpty();

        world.Reload(network.Road, state);
        world.Find(Wish(1)).ShouldBeEmpty();
        var afresh = new PlanningWorld();
        afresh.Load(network.Road);
        afresh.Find(Wish(1)).ShouldBeEmpty();
        afresh.Search.Find(Wish(1), new Probe(Relaxations.Closures)).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_detour_is_offered_for_its_while_only()
    {
        var lane = state.Lanes[Lane];
        var (from, to) = (network.Start.AddDays(3), network.Start.AddDays(5));
        Raise(1, [], [Lane], from, to);
        Follow(
            lane with
            {
                LaneId = Lane + ".D1",
                Km = lane.Km + 100,
                DurationMinutes = lane.DurationMinutes + 90,
                OfferedFrom = from,
                OfferedTo = to,
            }
        );

        Legs(1).Select(l => l.Lane.LaneId).Distinct().ShouldBe([Lane]);
        var detours = Legs(3).Where(l => l.Lane.LaneId != Lane).ToList();
        detours.Count.ShouldBe(1);
        (detours[0].Arrival - detours[0].Departure).TotalMinutes.ShouldBe(lane.DurationMinutes + 90);
        Legs(6).Select(l => l.Lane.LaneId).Distinct().ShouldBe([Lane]);
        var prices = world.Search.Find(Wish(3)).Where(p => p.Legs.Count == 1).ToDictionary(p => p.Legs[0].Line, p => p.Outcome.Price);
        prices[Lane + ".D1"].ShouldBe(prices[Lane] + (int)(2 * 100 * 10 * 100 * 1.08m)); // two trucks, 100 km more at 10 CNY and 8 % fuel
    }

    [Fact]
    public void A_truck_leaves_when_its_profile_lets_it_and_dangerous_goods_when_theirs_does()
    {
        var lane = state.Lanes[Lane];
        var minutes = lane.DurationMinutes;
        Follow(
            lane with
            {
                Revision = 2,
                Times = [new(0, minutes), new(660, minutes), new(660, minutes + 120), new(780, minutes), new(1440, minutes)],
                DangerousGoodsTimes = [new(0, minutes), new(660, minutes), new(660, minutes + 780), new(1440, minutes)],
            }
        );
        var ready = Wish(2) with { ReadyAt = network.Start.AddDays(2).AddHours(10).AddMinutes(30) }; // loaded at 11:30
        Best(ready).Departure.ShouldBe(network.Start.AddDays(2).AddHours(13));
        var dangerous = ready with { Shipment = ready.Shipment with { Dangerous = new Dangerous("1203", "3", "II") } };
        Best(dangerous).Departure.ShouldBe(network.Start.AddDays(3));
    }

    [Fact]
    public void The_shut_windows_are_those_in_which_a_truck_would_be_stopped()
    {
        var clock = Clock.StartingBefore(network.Start);
        var lane = state.Lanes[Lane] with { Times = [new(0, 200), new(420, 200), new(420, 320), new(540, 200), new(1440, 200)] };
        var durations = LaneTimes.Durations(lane.Times, 200);
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 3_000], Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 6_000])
            .Sample(
                (from, length, ends, what, leaves) =>
                {
                    var closure = Facts.Closure(
                        "D",
                        1,
                        what == 0 ? [] : [what == 1 ? lane.From : lane.To],
                        what == 0 ? [Lane] : [],
                        network.Start.AddMinutes(from),
                        ends ? network.Start.AddMinutes(from + length) : null
                    );
                    var departure = network.Start.AddMinutes(leaves);
                    var second = clock.Up(departure);
                    var stopped = LaneTimes.Stops(closure, lane, departure, clock.At(second + durations.At(second)));
                    LaneTimes
                        .Shut(lane, durations, [closure], clock)
                        .Any(w => second >= w.From && second < w.To)
                        .ShouldBe(stopped, $"{from}+{length} {what} {leaves}");
                },
                iter: 20_000
            );
    }

    [Fact]
    public void A_leg_says_what_it_waits_for()
    {
        var lane = state.Lanes[Lane];
        Notes(Wish(1)).ShouldBeEmpty();

        Raise(1, [], [Lane], network.Start.AddDays(1), network.Start.AddDays(1).AddHours(12));
        Notes(Wish(1)).ShouldBe(["waits 3 h at QZP-PLP (ROAD_CLOSURE: landslide)"]);
        Follow(new DisruptionCleared(Guid.NewGuid(), default, "road", 0, "D-1", 2, "over"));

        Follow(Facts.Pool("POOL-QZP-PLP", HubTime.DayOf(network.Start.AddDays(1)), 0, revision: 2));
        Notes(Wish(1)).ShouldBe(["waits 15 h at QZP-PLP for a day with trucks enough"]);

        Follow(
            lane with
            {
                Revision = 2,
                Times =
                [
                    new(0, 300),
                    new(500, 300),
                    new(540, 320),
                    new(600, 320),
                    new(640, 300),
                    new(700, 300),
                    new(700, 400),
                    new(800, 300),
                    new(1440, 300),
                ],
                DurationMinutes = 300,
            }
        );
        Notes(Wish(2)).ShouldBe(["takes 20 min longer than at the best time of day"]);
        Notes(Wish(2) with { ReadyAt = network.Start.AddDays(2).AddMinutes(660) })
            .ShouldBe(["waits 1 h 20 min at QZP-PLP, to arrive no later: trucks may not enter at all hours"]);

        IReadOnlyList<string> Notes(RouteSpecification wish) =>
            LaneNotes.Of(Best(wish), wish.ReadyAt, LaneTimes.Closures(state.OpenDisruptions));
    }

    private (DateTimeOffset Departure, DateTimeOffset Arrival, DateOnly Day) Drive(int day)
    {
        var leg = Best(Wish(day));
        return (leg.Departure, leg.Arrival, leg.Day);
    }

    private LaneLeg Best(RouteSpecification wish) => Legs(wish).MinBy(l => l.Arrival)!;

    private List<LaneLeg> Legs(int day) => Legs(Wish(day));

    private List<LaneLeg> Legs(RouteSpecification wish) =>
        [.. world.Search.Find(wish).Where(p => p.Legs.Count == 1).Select(p => (LaneLeg)p.Legs[0])];

    private RouteSpecification Wish(int day) =>
        PlanningWorld.Wish("QZP-PLP", "BLG-PRT", network.Start.AddDays(day).AddHours(8), Mode.Road) with
        {
            MaxBoardings = 1,
        };

    private void Raise(long revision, string[] terminals, string[] lanes, DateTimeOffset from, DateTimeOffset? to) =>
        Follow(Facts.Closure("D-1", revision, terminals, lanes, from, to));

    private void Follow(IFact fact) => world.Follow(network.Road, state, network.Road.Tell(fact));
}
