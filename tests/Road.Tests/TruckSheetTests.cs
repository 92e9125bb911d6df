using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>What operators change of trucks and pools, also where trucks are held, and the way back.</summary>
public sealed class TruckSheetTests(RoadService service) : IClassFixture<RoadService>
{
    private const string Truck = "/v1/trucks/articulated-49t";
    private const string Lane = "RD-QZL-HUB-BLG-PRT";
    private const string Hub = "/v1/truck-pools/RD-QZL-HUB";

    private readonly House house = new(service);
    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_lighter_truck_takes_lighter_boxes_on_every_lane_and_its_pools_hold_less()
    {
        var (before, days) = (await house.LanesAsync(), await OfferedAsync("RD-QZL-HUB"));
        var day = DataClient.Today.AddDays(2);
        var box = new HoldLeg(new CapacityVector(200), LaneId: Lane, Day: day, Boxes: [new(40, 1, 30_000)]);
        await service.ReleaseAsync(await service.HoldAsync(box));

        var (effect, _) = await data.ChangeAsync(Truck, t => (t["grossKg"], t["poolKg"], t["reeferSharePercent"]) = (40_000, 24_000, 0));
        effect["lanes"]!.GetValue<int>().ShouldBe(before.Count);
        effect["poolDays"]!.GetValue<int>().ShouldBeInRange((68 * days.Count) - 1, 68 * days.Count); // one day may be an operator's own
        var rules = (await house.LaneAsync(Lane))["rules"]!;
        (rules["maxGrossKgPerBox"]!.GetValue<int>(), rules["reefer"]!.GetValue<bool>()).ShouldBe((24_500, false));
        (await OfferedAsync("RD-QZL-HUB")).Values.ShouldAllBe(o => o.Contains("480000") && o.Contains("\"reeferPlugs\":0"));
        (await service.AskAsync(box)).Refusal!.ShouldSatisfyAllConditions(
            r => r.Constraint.ShouldBe("weight"),
            r => r.Dimension.ShouldBe("truckKg")
        );

        (await data.RestoreAsync(Truck))["lanes"]!.GetValue<int>().ShouldBe(before.Count);
        await house.ShouldHaveLanesAsync(before);
        (await OfferedAsync("RD-QZL-HUB")).ShouldBe(days, ignoreOrder: true);
        await service.ReleaseAsync(await service.HoldAsync(box));
    }

    [Fact]
    public async Task Goods_and_pieces_that_trucks_take_no_more_are_refused_at_the_lane()
    {
        var (fuel, steel) = (
            new HoldLeg(
                new CapacityVector(200),
                LaneId: Lane,
                Day: DataClient.Today.AddDays(3),
                Cargo: new(DangerousGoods: [new("1203", "3")])
            ),
            new HoldLeg(
                new CapacityVector(200),
                LaneId: Lane,
                Day: DataClient.Today.AddDays(3),
                Cargo: new([new(2, 14_000, 400, 200, 100)])
            )
        );
        await service.ReleaseAsync(await service.HoldAsync(fuel));
        await service.ReleaseAsync(await service.HoldAsync(steel));
        await data.ChangeAsync(
            Truck,
            t => (t["dangerousGoods"], t["payloadKg"], t["maxPieceKg"]) = (new JsonArray("8", "9"), 25_000, 20_000)
        );
        var rules = (await house.LaneAsync(Lane))["rules"]!;
        rules["dangerousGoods"]!.AsArray().Select(c => c!.ToString()).ShouldBe(["8", "9"]);
        rules["maxPieceKg"]!.GetValue<int>().ShouldBe(20_000);
        (await service.AskAsync(fuel)).Refusal!.Constraint.ShouldBe("dangerousGoods");
        (await service.AskAsync(steel)).Refusal!.Constraint.ShouldBe("weight"); // 28 t
        await data.RestoreAsync(Truck);
        await service.ReleaseAsync(await service.HoldAsync(fuel));
    }

    [Fact]
    public async Task What_is_held_of_a_pool_that_shrinks_stays_and_its_holder_is_told()
    {
        const string Ningbo = "/v1/truck-pools/RD-NGB";
        var days = await OfferedAsync("RD-NGB");
        var (day, own) = (DataClient.Today.AddDays(4), DataClient.Today.AddDays(5));
        var hold = await service.HoldAsync(new HoldLeg(new CapacityVector(1_000), LaneId: "RD-NGB-QZL-HUB", Day: day));
        // A day that an operator has set himself stands.
        using (var patch = new HttpRequestMessage(HttpMethod.Patch, $"/v1/pools/RD-NGB/{DataClient.Text(own)}/capacity"))
        {
            patch.Content = new StringContent("""{"offered": {"teu": "30"}}""", null, "application/json");
            (await service.Client.SendAsync(patch)).EnsureSuccessStatusCode();
        }

        await house.ListenAsync();
        var (effect, _) = await data.ChangeAsync(Ningbo, p => p["trucksPerDay"] = 3);
        (effect["poolDays"]!.GetValue<int>(), effect["lanes"]!.GetValue<int>()).ShouldBe((days.Count - 1, 0));
        var now = await house.DaysAsync("RD-NGB");
        Teu(now[day.AddDays(-1)]).ShouldBe(6);
        Teu(now[day]).ShouldBe(10); // five trucks are held
        Teu(now[own]).ShouldBe(30);
        var told = (await house.ToldAsync("pool-capacity-changed")).Single(f => f["shortfalls"] is JsonArray { Count: > 0 });
        told["day"]!.ToString().ShouldBe(DataClient.Text(day));
        told["displaced"]!.AsArray().ShouldHaveSingleItem()!["holdId"]!.ToString().ShouldBe(hold.ToString());

        await data.RestoreAsync(Ningbo);
        await service.ReleaseAsync(hold);
        var back = await OfferedAsync("RD-NGB");
        back.Where(d => d.Key != own).ShouldBe(days.Where(d => d.Key != own), ignoreOrder: true);
        Teu((await house.DaysAsync("RD-NGB"))[own]).ShouldBe(30);
    }

    [Fact]
    public async Task A_pool_or_truck_of_another_day_changes_the_days_from_then_on()
    {
        const string Beilun = "/v1/truck-pools/RD-BLG-PRT";
        var days = await OfferedAsync("RD-BLG-PRT");
        var day = DataClient.Today.AddDays(6);
        await data.ChangeAsync(Beilun, p => (p["trucksPerDay"], p["days"]) = (70, "Mon|Tue|Wed|Thu|Fri"), day);
        foreach (var (date, found) in await house.DaysAsync("RD-BLG-PRT"))
        {
            var weekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            Teu(found)
                .ShouldBe(
                    date < day ? 120
                        : weekend ? 0
                        : 140,
                    $"{date}"
                );
        }

        (await data.RestoreAsync(Beilun))["poolDays"]!.GetValue<int>().ShouldBe(days.Keys.Count(d => d >= day));
        (await OfferedAsync("RD-BLG-PRT")).ShouldBe(days, ignoreOrder: true);

        var (effect, _) = await data.ChangeAsync(Truck, t => t["poolKg"] = 20_000, day);
        effect["lanes"]!.GetValue<int>().ShouldBe(0);
        effect["poolDays"]!.GetValue<int>().ShouldBe(68 * days.Keys.Count(d => d >= day));
        (await OfferedAsync("RD-BLG-PRT")).ShouldAllBe(d => d.Value.Contains("1200000") == d.Key >= day);
        await data.RestoreAsync(Truck);
        (await OfferedAsync("RD-BLG-PRT")).ShouldBe(days, ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_row_again_changes_nothing_and_a_change_names_its_revision()
    {
        var (_, sheet) = await data.GetAsync(Hub);
        var body = new JsonObject { ["data"] = sheet["current"]!["data"]!.DeepClone(), ["reason"] = "test" };
        (await data.SendAsync(HttpMethod.Put, Hub, body)).Status.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await data.SendAsync(HttpMethod.Put, Hub, body, 99)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await data.GetAsync("/v1/truck-pools/RD-NO-SUCH")).Status.ShouldBe(HttpStatusCode.NotFound);
        sheet["current"]!["provenance"]!["quality"]!.ToString().ShouldBe("E");
        (await data.GetAsync("/v1/truck-pools")).Body["items"]!.AsArray().Count.ShouldBe(68);
    }

    private static decimal Teu(JsonNode day) => House.Number(day["offered"]!["teu"]);

    private async Task<Dictionary<DateOnly, string>> OfferedAsync(string pool) =>
        (await house.DaysAsync(pool)).ToDictionary(d => d.Key, d => d.Value["offered"]!.ToJsonString());
}
