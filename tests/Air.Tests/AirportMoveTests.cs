using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Store;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Network;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>An airport moves overnight: flights of the day before are those of the old place, from the day on those of the new one.</summary>
public sealed class AirportMoveTests
{
    private static readonly DateOnly Day = new(2026, 12, 16);
    private static readonly AcceptanceTimes Usual = new(120, 120);
    private static readonly AirportData Site = new(28.93, 119.50, Usual, new(120, 240));
    private static readonly LegModule Before = AirModule.Create();
    private static readonly LegModule Moved = AirModule.Create(With(Site));

    [Fact]
    public void As_many_flights_as_without_it_each_at_the_place_of_its_day()
    {
        var usual = Flights(Before).ToDictionary(f => f.MovementId, StringComparer.Ordinal);
        var moved = Flights(Moved);
        moved.Count.ShouldBe(usual.Count);
        var changed = 0;
        foreach (var flight in moved)
        {
            var old = usual[flight.MovementId];
            (flight.LineId, flight.Run).ShouldBe((old.LineId, old.Run));
            flight.Calls.Select(c => c.Terminal).ShouldBe(old.Calls.Select(c => c.Terminal));
            flight.Calls[0].Departure.ShouldBe(old.Calls[0].Departure);
            if (flight.ServiceDate >= Day && flight.Calls.Any(c => c.Terminal == "JUZ"))
            {
                changed++;
                flight.Segments[0].Km.ShouldBe(Km(flight.Calls[0].Terminal, flight.Calls[1].Terminal));
                flight.Segments[0].Km.ShouldNotBe(old.Segments[0].Km);
                flight.TariffId.ShouldEndWith(
                    flight.Segments[0].Km < 350 ? "-S"
                    : flight.Segments[0].Km <= 500 ? "-M"
                    : "-L"
                );
                (flight.Calls[1].Arrival - flight.Calls[0].Departure)!.Value.TotalMinutes.ShouldBe(
                    BlockTime.Minutes(flight.Segments[0].Km, 550, 36)
                );
            }
            else
            {
                flight.PatternHash.ShouldBe(old.PatternHash);
            }
        }

        changed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void East_of_Quzhou_it_is_nearer_to_Pudong_and_farther_from_Ezhou()
    {
        var (before, moved) = (With().State.Airports, With(Site).State.Airports);
        moved.Km("JUZ", "PVG", Day).ShouldBeLessThan(before.Km("JUZ", "PVG", Day));
        moved.Km("EHU", "JUZ", Day).ShouldBeGreaterThan(before.Km("EHU", "JUZ", Day));
        moved.Km("JUZ", "PVG", Day.AddDays(-1)).ShouldBe(369.9m);
        moved.Km("HGH", "PVG", Day).ShouldBe(165.8m);
    }

    [Fact]
    public void The_files_have_it_move_in_2030_and_lose_its_curfew()
    {
        var airports = AirData.Load().State.Airports;
        airports.On("JUZ", new(2029, 12, 31)).Curfew.ShouldBe(new Curfew(new(23, 0), new(6, 30)));
        airports
            .On("JUZ", new(2030, 1, 1))
            .ShouldSatisfyAllConditions(a => a.Curfew.ShouldBeNull(), a => (a.Latitude, a.Longitude).ShouldBe((28.93, 119.00)));
    }

    [Fact]
    public void A_flight_of_the_seed_that_breaks_a_new_curfew_stops_the_service()
    {
        var closed = Site with { Curfew = new Curfew(new TimeOnly(9, 0), new TimeOnly(10, 0)) };
        Should
            .Throw<FormatException>(() => AirModule.Create(With(closed)))
            .Message.ShouldContain("AR-JUZ-PVG of 09:30 from 2026-12-16: JUZ is closed at 09:30");
    }

    [Fact]
    public void Two_airports_at_one_place_are_a_kilometre_apart()
    {
        var pudong = Terminals.Hub.Find("PVG")!;
        With(Site with { Latitude = pudong.Latitude, Longitude = pudong.Longitude }).State.Airports.Km("JUZ", "PVG", Day).ShouldBe(1);
    }

    private static AirData With(params IReadOnlyList<AirportData> site) =>
        AirData.Load([.. site.Select(s => ("JUZ", new DataRow<AirportData>(Day, s, new Provenance("made up", Quality.E))))]);

    private static decimal Km(string from, string to)
    {
        var other = Terminals.Hub.Find(from == "JUZ" ? to : from)!;
        return Math.Round((decimal)Geo.GreatCircleKm(Site.Latitude, Site.Longitude, other.Latitude, other.Longitude), 1);
    }

    private static List<MovementDraft> Flights(LegModule module) =>
        [.. module.Lines.SelectMany(l => Timetable.Movements(l, Day.AddDays(-7), Day.AddDays(7), module.ForRun))];
}
