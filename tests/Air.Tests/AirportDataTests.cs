using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Operators move an airport, close it by night, and have cargo there sooner.</summary>
public sealed class AirportDataTests(AirService air) : AirHouseTests(air)
{
    private const string Quzhou = "/v1/airports/JUZ";

    [Fact]
    public async Task An_airport_moves_on_a_day_and_flights_from_then_on_are_those_of_its_new_place()
    {
        var before = await Air.FlightsAsync("AR-JUZ-PVG");
        var elsewhere = (await Air.FlightsAsync("AR-HGH-PVG")).Values.Select(f => f.Text).ToList();
        var taken = before.Values.First(f => f.Day >= Day);
        var (hold, _) = await Bus.HoldAsync(taken.Id, new(Kg: 500, Litres: 1_000));

        var row = await Data.RowAsync(Quzhou);
        (row["latitude"], row["longitude"]) = (28.93, 119.90);
        var (effect, first) = await Data.ChangeAsync(Quzhou, row, Day);
        effect["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(5);
        effect["cancelled"]!.GetValue<int>().ShouldBe(0);
        effect["kept"]!.AsArray().ShouldBeEmpty();

        var pudong = Terminals.Hub.Find("PVG")!;
        var km = Math.Round((decimal)Geo.GreatCircleKm(28.93, 119.90, pudong.Latitude, pudong.Longitude), 1);
        km.ShouldBeLessThan(350);
        var after = await Air.FlightsAsync("AR-JUZ-PVG");
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (id, flight) in after)
        {
            if (flight.Day < Day)
            {
                flight.Text.ShouldBe(before[id].Text);
                continue;
            }

            (flight.Km, flight.Tariff, flight.Departs).ShouldBe((km, "AR-BELLY-S", before[id].Departs), id);
            flight.Arrives.ShouldBeLessThan(before[id].Arrives, id);
        }

        after.Values.ShouldContain(f => f.Day < Day);
        after[taken.Id].Held["kg"]!.GetValue<int>().ShouldBe(500);
        (await Bus.HearAsync<MovementRescheduled>(m => m.MovementId == taken.Id)).Calls[1].Arrival.ShouldBe(after[taken.Id].Arrives);
        (await Air.FlightsAsync("AR-JUZ-KHN")).Values.Where(f => f.Day >= Day).ShouldAllBe(f => f.Tariff == "AR-BELLY-M");
        (await Air.FlightsAsync("AR-HGH-PVG")).Values.Select(f => f.Text).ShouldBe(elsewhere);

        (await Data.RestoreAsync(Quzhou, first))["rescheduled"]!.GetValue<int>().ShouldBe(effect["rescheduled"]!.GetValue<int>());
        foreach (var (id, flight) in await Air.FlightsAsync("AR-JUZ-PVG"))
        {
            flight.Text.ShouldBe(before[id].Text);
        }

        await Bus.ReleaseAsync(hold);
    }

    [Fact]
    public async Task What_would_take_off_in_a_curfew_does_not_run_and_runs_again_when_it_is_lifted()
    {
        var before = await Air.FlightsAsync("AR-JUZ-PVG");
        var taken = before.Values.First(f => f.Day >= Day);
        var (hold, _) = await Bus.HoldAsync(taken.Id, new(Kg: 500, Litres: 1_000));
        var row = await Data.RowAsync(Quzhou);
        row["curfew"] = new JsonObject { ["closes"] = "08:00:00", ["opens"] = "09:31:00" };
        var (effect, first) = await Data.ChangeAsync(Quzhou, row, Day);
        var cancelled = effect["cancelled"]!.GetValue<int>();

        foreach (var (id, flight) in await Air.FlightsAsync("AR-JUZ-PVG"))
        {
            (flight.Status == "CANCELLED").ShouldBe(flight.Day >= Day, id);
        }

        cancelled.ShouldBe(before.Values.Count(f => f.Day >= Day));
        await Bus.HearAsync<MovementCancelled>(m => m.MovementId == taken.Id);
        (await Air.FlightsAsync("AR-PVG-JUZ")).Values.ShouldAllBe(f => f.Status == "SCHEDULED"); // lands at 13:50

        // What others would fly then is refused, and on the day before it is not.
        (await ScheduleExchange.PostAsync(Air.Client, Csv(Day, "09:00"), "text/csv")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(422),
            a => a.Body.ToJsonString().ShouldContain("JUZ is closed at 09:00: 08:00 to 09:31 is its curfew")
        );

        (await Data.RestoreAsync(Quzhou, first))["restored"]!.GetValue<int>().ShouldBe(cancelled);
        foreach (var (id, flight) in await Air.FlightsAsync("AR-JUZ-PVG"))
        {
            flight.Text.ShouldBe(before[id].Text);
        }

        await Bus.ReleaseAsync(hold);
    }

    [Fact]
    public async Task Cargo_has_to_be_there_sooner_at_one_airport_and_as_before_at_the_others()
    {
        var (here, there) = (await Air.FlightsAsync("AR-JUZ-PVG"), await Air.FlightsAsync("AR-PVG-JUZ"));
        var row = await Data.RowAsync(Quzhou);
        row["general"]!["screeningMinutes"] = 150;
        row["special"]!["screeningMinutes"] = 330;
        var (effect, first) = await Data.ChangeAsync(Quzhou, row, Day);
        effect["cancelled"]!.GetValue<int>().ShouldBe(0);
        foreach (var (id, flight) in await Air.FlightsAsync("AR-JUZ-PVG"))
        {
            var later = flight.Day >= Day;
            flight.CutOff.TotalMinutes.ShouldBe(later ? 270 : 240, id);
            flight.Rules["specialCutoffMinutes"]!.GetValue<int>().ShouldBe(later ? 180 : 120, id);
            (flight.Departs, flight.Arrives).ShouldBe((here[id].Departs, here[id].Arrives));
        }

        (await Air.FlightsAsync("AR-PVG-JUZ")).ShouldAllBe(f => f.Value.Text == there[f.Key].Text);

        // A flight of somebody else too.
        var (status, import) = await ScheduleExchange.PostAsync(Air.Client, Csv(Day.AddDays(1), "12:00"), "text/csv");
        status.ShouldBe(200, import.ToJsonString());
        var foreign = (await Air.FlightsAsync("AR-XX7")).Values.Single();
        (foreign.CutOff.TotalMinutes, foreign.Rules["specialCutoffMinutes"]!.GetValue<int>()).ShouldBe((270, 180));

        await Data.RestoreAsync(Quzhou, first);
        (await Air.FlightsAsync("AR-JUZ-PVG")).ShouldAllBe(f => f.Value.Text == here[f.Key].Text);
    }

    [Fact]
    public async Task Where_an_airport_stands_and_will_stand_is_one_sheet()
    {
        var (status, sheet) = await Data.GetAsync(Quzhou);
        status.ShouldBe(HttpStatusCode.OK);
        var rows = sheet["rows"]!.AsArray();
        rows.Select(r => r!["from"]!.ToString()).ShouldBe(["2020-01-01", "2030-01-01"]);
        rows[0]!["data"]!["curfew"]!["closes"]!.ToString().ShouldBe("23:00:00");
        rows[1]!["data"]!["curfew"].ShouldBeNull();
        rows.ShouldAllBe(r => r!["provenance"]!["quality"]!.ToString() == "E");
        (await Data.GetAsync("/v1/airports")).Body["items"]!.AsArray().Count.ShouldBe(13);
        (await Data.GetAsync("/v1/airports/QJP-DLZ")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A flight from Quzhou to Pudong of somebody else.</summary>
    private static string Csv(DateOnly day, string departure) =>
        "movement,line,run,vehicle,tariff,terminal,kind,arrival,departure\n"
        + $"AR-XX7-{day:yyyyMMdd}-1,AR-XX7,1,a320-belly,,JUZ,,,{day:yyyy-MM-dd}T{departure}:00+08:00\n"
        + $"AR-XX7-{day:yyyyMMdd}-1,AR-XX7,1,a320-belly,,PVG,,{day:yyyy-MM-dd}T{departure[..2]}:59:00+08:00,\n";
}
