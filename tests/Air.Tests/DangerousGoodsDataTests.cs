using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Operators forbid dangerous goods, and allow them again.</summary>
public sealed class DangerousGoodsDataTests(AirService air) : AirHouseTests(air)
{
    private const string Batteries = "/v1/dangerous-goods/3481";
    private static readonly CapacityVector Little = new(Kg: 100, Litres: 100);

    [Fact]
    public async Task What_an_operator_forbids_below_passengers_is_refused_there_from_the_day_on_and_what_is_held_stays()
    {
        HoldCargo cargo = new(DangerousGoods: [new("3481", "9")]);
        var (belly, freighter) = (await Air.FlightsAsync("AR-PVG-HGH"), await Air.FlightsAsync("AR-HGH-EHU"));
        var (sooner, later) = (belly.Values.First(f => f.Day < Day), belly.Values.First(f => f.Day >= Day));
        var (hold, refused) = await Bus.HoldAsync(later.Id, Little, cargo);
        refused.ShouldBeNull();

        var (_, before) = await Data.GetAsync(Batteries);
        var row = before["current"]!["data"]!;
        row["groups"]![0]!["passengerAircraft"] = AirQuantity.Forbidden;
        var (_, first) = await Data.ChangeAsync(Batteries, row, Day);
        var fact = await Bus.HearAsync<ReferenceDataPublished>(f => f.Id == "3481");
        (fact.Service, fact.Kind, fact.Revision, fact.Rows.Count).ShouldBe(
            ("air", "dangerous-goods", before["revision"]!.GetValue<long>() + 1, 2)
        );
        fact.Rows[1].From.ShouldBe(Day);
        var snapshot = await Air.Client.GetStringAsync("/v1/snapshot");
        snapshot
            .Split('\n')
            .ShouldContain(l => l.Contains("reference-data-published") && l.Contains("\"3481\"") && l.Contains(AirQuantity.Forbidden));

        (await Bus.HoldAsync(later.Id, Little, cargo)).Refused!.ShouldSatisfyAllConditions(
            r => r.Constraint.ShouldBe("dangerousGoods"),
            r => r.Dimension.ShouldBe("passengerAircraft")
        );
        (await Air.FlightsAsync("AR-PVG-HGH"))[later.Id].Held["kg"]!.GetValue<int>().ShouldBe(100);
        foreach (var flight in new[] { sooner, freighter.Values.Last() })
        {
            var (other, no) = await Bus.HoldAsync(flight.Id, Little, cargo);
            no.ShouldBeNull();
            await Bus.ReleaseAsync(other);
        }

        await Data.RestoreAsync(Batteries, first);
        var (again, _) = await Bus.HoldAsync(later.Id, Little, cargo);
        await Bus.ReleaseAsync(again);
        await Bus.ReleaseAsync(hold);
    }

    [Fact]
    public async Task A_number_that_is_not_in_the_table_gets_its_first_row()
    {
        const string Path = "/v1/dangerous-goods/3550"; // cobalt dihydroxide powder
        (await Data.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.NotFound);
        var flight = (await Air.FlightsAsync("AR-HGH-EHU")).Values.Last();
        HoldCargo second = new(DangerousGoods: [new("3550", "8", "II")]);
        HoldCargo other = new(DangerousGoods: [new("3550", "8", "III")]);
        var (hold, refused) = await Bus.HoldAsync(flight.Id, Little, second);
        refused.ShouldBeNull(); // by its class
        await Bus.ReleaseAsync(hold);

        var row = JsonNode.Parse(
            """
            {"name": "Cobalt dihydroxide powder", "classes": ["8"], "groups": [
                {"packingGroup": "II", "passengerAircraft": "FORBIDDEN", "cargoAircraft": "FORBIDDEN"},
                {"packingGroup": "III", "passengerAircraft": "FORBIDDEN", "cargoAircraft": "50 kg"}]}
            """
        )!;
        var (effect, _) = await Data.ChangeAsync(Path, row);
        effect.ToJsonString().ShouldContain("\"rescheduled\":0");
        (await Bus.HoldAsync(flight.Id, Little, second)).Refused!.Dimension.ShouldBe("cargoAircraft");
        (hold, refused) = await Bus.HoldAsync(flight.Id, Little, other);
        refused.ShouldBeNull();
        await Bus.ReleaseAsync(hold);

        // There is no version without it: it is allowed again.
        row["groups"]![0]!["cargoAircraft"] = "15 kg";
        await Data.ChangeAsync(Path, row);
        (hold, refused) = await Bus.HoldAsync(flight.Id, Little, second);
        refused.ShouldBeNull();
        await Bus.ReleaseAsync(hold);
    }

    [Fact]
    public async Task The_table_is_the_seed()
    {
        var items = (await Data.GetAsync("/v1/dangerous-goods")).Body["items"]!.AsArray();
        foreach (var limit in DangerousGoodsByAir.All)
        {
            var row = items.Single(i => i!["id"]!.ToString() == limit.UnNumber)!["rows"]![0]!;
            var group = row["data"]!["groups"]!.AsArray().Single(g => g!["packingGroup"]?.ToString() == limit.PackingGroup)!;
            (group["passengerAircraft"]!.ToString(), group["cargoAircraft"]!.ToString()).ShouldBe(
                (limit.Passenger ?? "FORBIDDEN", limit.Cargo ?? "FORBIDDEN")
            );
            row["provenance"]!["quality"]!.ToString().ShouldBe("R");
        }
    }
}
