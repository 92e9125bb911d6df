using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Operators change what aircraft offer and take aboard, and how long flights take.</summary>
public sealed class AircraftDataTests(AirService air) : AirHouseTests(air)
{
    private const string Belly = "/v1/aircraft/a320-belly";
    private const string BlockTimes = "/v1/block-times/STANDARD";

    [Fact]
    public async Task Less_room_is_offered_from_its_day_on_and_whose_room_is_gone_is_told()
    {
        var before = await Air.FlightsAsync("AR-PVG-HGH");
        var taken = before.Values.First(f => f.Day >= Day);
        var (older, _) = await Bus.HoldAsync(taken.Id, new(Kg: 1_500, Litres: 3_000));
        var (younger, _) = await Bus.HoldAsync(taken.Id, new(Kg: 900, Litres: 3_000));
        var row = await Data.RowAsync(Belly);
        (row["kg"], row["litres"], row["uldPositions"]) = (2_000, 12_000, 2);
        var (effect, first) = await Data.ChangeAsync(Belly, row, Day);
        effect["room"]!.GetValue<int>().ShouldBeGreaterThan(10);
        effect["rescheduled"]!.GetValue<int>().ShouldBe(0);

        var after = await Air.FlightsAsync("AR-PVG-HGH");
        foreach (var (id, flight) in after.Where(f => f.Key != taken.Id))
        {
            (
                flight.Offered["kg"]!.GetValue<int>(),
                flight.Offered["litres"]!.GetValue<int>(),
                flight.Offered["uld"]!.GetValue<int>()
            ).ShouldBe(flight.Day >= Day ? (2_000, 12_000, 2) : (2_500, 15_000, 3), id);
        }

        // What is held stays, and the younger hold is told that it no longer fits.
        (after[taken.Id].Offered["kg"]!.GetValue<int>(), after[taken.Id].Held["kg"]!.GetValue<int>()).ShouldBe((2_400, 2_400));
        var told = await Bus.HearAsync<CapacityChanged>(c => c.MovementId == taken.Id && c.Shortfalls is { Count: > 0 });
        told.Shortfalls!.ShouldHaveSingleItem().ShouldBe(new CapacityShortfall(0, "kg", 2_000, 2_400));
        told.Displaced!.ShouldHaveSingleItem().ShouldBe(new DisplacedHold(younger, 0));
        (await Air.FlightsAsync("AR-HGH-EHU")).Values.ShouldAllBe(f => f.Offered["kg"]!.GetValue<int>() == 14_000);

        await Data.RestoreAsync(Belly, first);
        var back = await Air.FlightsAsync("AR-PVG-HGH");
        back.Where(f => f.Key != taken.Id).ShouldAllBe(f => f.Value.Text == before[f.Key].Text);
        back[taken.Id].Offered.ToJsonString().ShouldBe(before[taken.Id].Offered.ToJsonString());
        await Bus.ReleaseAsync(older);
        await Bus.ReleaseAsync(younger);
    }

    [Fact]
    public async Task Other_devices_and_classes_are_rules_of_the_flights_and_of_holds_on_them()
    {
        var before = await Air.FlightsAsync("AR-PVG-HGH");
        var flight = before.Values.First(f => f.Day >= Day);
        HoldCargo flammable = new(DangerousGoods: [new("1993", "3", "III")]);
        HoldCargo crate = new([new(1, 200, 170, 150, 100)]); // longer than the base of a container
        (await Bus.HoldAsync(flight.Id, new(Kg: 100, Litres: 100), flammable)).Refused!.Dimension.ShouldBe("3");

        var row = await Data.RowAsync(Belly);
        row["dangerousGoods"] = new JsonArray("3", "9");
        row["reefer"] = true;
        row["maxPieceKg"] = 700;
        var device = row["spaces"]!.AsArray().Single(s => s!["name"]!.ToString() == "AKH")!;
        (device["name"], device["baseLengthCm"], device["baseWidthCm"]) = ("PLA", 300, 150);
        device["contour"] = new JsonArray(new JsonObject { ["heightCm"] = 107, ["lengthCm"] = 300 });
        (device["kg"], device["litres"], device["doorWidthCm"]) = (3_000, 4_000, 310);
        var (_, first) = await Data.ChangeAsync(Belly, row, Day);

        var rules = (await Air.FlightsAsync("AR-PVG-HGH"))[flight.Id].Rules;
        rules["dangerousGoods"]!.AsArray().Select(c => c!.ToString()).ShouldBe(["3", "9"]);
        (rules["reefer"]!.GetValue<bool>(), rules["maxPieceKg"]!.GetValue<int>(), rules["maxPieceLengthCm"]!.GetValue<int>()).ShouldBe(
            (true, 700, 300)
        );
        rules["pieceGauges"]!.AsArray().ShouldContain(g => g!["name"]!.ToString() == "PLA up to 107 cm" && g["kg"]!.GetValue<int>() == 700);
        rules["ulds"]!["devices"]![0]!["kg"]!.GetValue<int>().ShouldBe(3_000);
        var (hold, refused) = await Bus.HoldAsync(flight.Id, new(Kg: 100, Litres: 100), flammable);
        refused.ShouldBeNull();
        await Bus.ReleaseAsync(hold);
        // One position takes ten such crates by height and weight of the new device, and they are asked for.
        (await Bus.HoldAsync(flight.Id, new(Kg: 200, Litres: 3_000), crate)).Refused!.Dimension.ShouldBe("uld");
        (hold, refused) = await Bus.HoldAsync(flight.Id, new(Kg: 200, Litres: 3_000, Uld: 1), crate);
        refused.ShouldBeNull();
        await Bus.ReleaseAsync(hold);

        await Data.RestoreAsync(Belly, first);
        (await Air.FlightsAsync("AR-PVG-HGH")).ShouldAllBe(f => f.Value.Text == before[f.Key].Text);
    }

    [Fact]
    public async Task A_flight_of_somebody_else_that_says_no_more_than_its_aircraft_gets_room_and_rules_of_its_day()
    {
        var row = await Data.RowAsync(Belly);
        row["kg"] = 1_900;
        var (_, first) = await Data.ChangeAsync(Belly, row, Day);
        foreach (var (day, kg) in new[] { (Day.AddDays(-1), 2_500), (Day, 1_900) })
        {
            var csv =
                "movement,line,vehicle,terminal,arrival,departure\n"
                + $"AR-YY{kg},AR-YY8,a320-belly,WUS,,{day:yyyy-MM-dd}T12:05:00+08:00\n"
                + $"AR-YY{kg},AR-YY8,a320-belly,PVG,{day:yyyy-MM-dd}T13:45:00+08:00,\n";
            var (status, import) = await ScheduleExchange.PostAsync(Air.Client, csv, "text/csv");
            status.ShouldBe(200, import.ToJsonString());
            var flight = (await Air.FlightsAsync("AR-YY8"))[$"AR-YY{kg}"];
            (flight.Offered["kg"]!.GetValue<int>(), flight.Km, flight.Tariff).ShouldBe((kg, 531.1m, "AR-BELLY-L"));
        }

        await Data.RestoreAsync(Belly, first);
    }

    [Fact]
    public async Task Slower_flights_land_later_from_their_day_on_also_with_cargo_aboard()
    {
        var before = await Air.FlightsAsync("AR-HGH-EHU");
        var taken = before.Values.First(f => f.Day >= Day);
        var (hold, _) = await Bus.HoldAsync(taken.Id, new(Kg: 500, Litres: 1_000));
        var row = await Data.RowAsync(BlockTimes);
        row["cruiseKmh"] = 400;
        row["groundMinutes"] = 45;
        var (effect, first) = await Data.ChangeAsync(BlockTimes, row, Day);
        effect["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(50);
        var after = await Air.FlightsAsync("AR-HGH-EHU");
        foreach (var (id, flight) in after)
        {
            // 517.6 km: 78 minutes of flight and 45 on the ground, in fives; with the usual figures 95.
            (flight.Arrives - flight.Departs).TotalMinutes.ShouldBe(flight.Day >= Day ? 125 : 95, id);
            (flight.Departs, flight.CutOff).ShouldBe((before[id].Departs, before[id].CutOff));
        }

        after[taken.Id].Held["kg"]!.GetValue<int>().ShouldBe(500);
        await Bus.HearAsync<MovementRescheduled>(m => m.MovementId == taken.Id);
        await Data.RestoreAsync(BlockTimes, first);
        (await Air.FlightsAsync("AR-HGH-EHU")).ShouldAllBe(f => f.Value.Text == before[f.Key].Text);
        await Bus.ReleaseAsync(hold);
    }
}
