using Qujiang.Air.Physics;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Store;
using Qujiang.LegKernel.Upkeep;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>An airport moves overnight: flights of the day before are those of the old place, from the day on those of the new one.</summary>
public sealed class AirportMoveTests
{
    private static readonly DateOnly Day = new(2026, 12, 16);
    private static readonly AirportMove Move = new("JUZ", Day, 28.93, 119.50, null);
    private static readonly LegModule Before = AirModule.Create([]);
    private static readonly LegModule Moved = AirModule.Create([Move]);

    [Fact]
    public void As_many_flights_as_without_it_each_at_the_place_of_its_day()
    {
        var usual = Flights(Before);
        var moved = Flights(Moved);
        moved.Count.ShouldBe(usual.Count);
        var changed = 0;
        foreach (var flight in moved)
        {
            var old = usual.Single(f =>
                f.LineId == flight.LineId.Replace(".NEW", "") && f.ServiceDate == flight.ServiceDate && f.Run == flight.Run
            );
            var atNewPlace = flight.ServiceDate >= Day && flight.Calls.Any(c => c.Terminal == "JUZ");
            flight.LineId.EndsWith(".NEW").ShouldBe(atNewPlace);
            flight.Calls.Select(c => c.Terminal).ShouldBe(old.Calls.Select(c => c.Terminal));
            flight.Calls[0].Departure.ShouldBe(old.Calls[0].Departure);
            if (atNewPlace)
            {
                changed++;
                flight.Segments[0].Km.ShouldBe(Move.Km(flight.Calls[0].Terminal, flight.Calls[1].Terminal));
                flight.Segments[0].Km.ShouldNotBe(old.Segments[0].Km);
                (flight.Calls[1].Arrival - flight.Calls[0].Departure)!.Value.TotalMinutes.ShouldBe(
                    BlockTime.Minutes(flight.Segments[0].Km)
                );
            }
            else
            {
                flight.Segments[0].Km.ShouldBe(old.Segments[0].Km);
            }
        }

        changed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void East_of_Quzhou_it_is_nearer_to_Pudong_and_farther_from_Ezhou()
    {
        Line("AR-JUZ-PVG.NEW").Calls[0].KmToNext.ShouldBeLessThan(Line("AR-JUZ-PVG").Calls[0].KmToNext);
        Line("AR-JUZ-EHU.NEW").Calls[0].KmToNext.ShouldBeGreaterThan(Line("AR-JUZ-EHU").Calls[0].KmToNext);
    }

    [Fact]
    public void A_new_curfew_is_kept_from_that_day_on()
    {
        var closed = Move with { Curfew = new Curfew(new TimeOnly(9, 0), new TimeOnly(10, 0)) };
        Should.Throw<FormatException>(() => AirModule.Create([closed])).Message.ShouldContain("AR-JUZ-PVG.NEW: at JUZ at 09:30");
    }

    private static LinePattern Line(string id) => Moved.Lines.Single(l => l.LineId == id);

    private static List<MovementDraft> Flights(LegModule module) =>
        [.. module.Lines.SelectMany(l => Timetable.Movements(l, Day.AddDays(-7), Day.AddDays(7)))];
}
