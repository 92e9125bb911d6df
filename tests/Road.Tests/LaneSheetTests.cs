using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>What operators change of roads, cities and drivers, what becomes of the lanes, and the way back.</summary>
public sealed class LaneSheetTests(RoadService service) : IClassFixture<RoadService>
{
    private const string Beilun = "/v1/corridors/ROA-QZL-HUB-BLG-PRT";
    private const string Lane = "RD-QZL-HUB-BLG-PRT";
    private const string Drivers = "/v1/driver-hours/STANDARD";
    private const string Ban = "/v1/dangerous-goods-bans/MOTORWAYS";

    private readonly House house = new(service);
    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_longer_road_makes_its_lanes_longer_dearer_and_slower_and_the_former_version_gives_them_back()
    {
        var before = await house.LanesAsync();
        var usual = await house.LaneAsync(Lane);
        var revision = await data.RevisionAsync(Beilun) + 1;
        await house.ListenAsync();
        var (effect, _) = await data.ChangeAsync(
            Beilun,
            road => (road["km"], road["tolledKm"], road["name"]) = (340, 300.5m, "甬金衢上高速")
        );
        effect["lanes"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (effect["poolDays"]!.GetValue<int>(), effect["rescheduled"]!.GetValue<int>()).ShouldBe((0, 0));

        var longer = await house.LaneAsync(Lane);
        (House.Number(longer["km"]), House.Number(longer["tolledKm"])).ShouldBe((340, 300.5m));
        longer["durationMinutes"]!.GetValue<int>().ShouldBeGreaterThan(usual["durationMinutes"]!.GetValue<int>());
        longer["provenance"]!["source"]!.GetValue<string>().ShouldEndWith(" by 甬金衢上高速");
        longer["revision"]!.GetValue<int>().ShouldBe(usual["revision"]!.GetValue<int>() + 1);
        (await data.GetAsync("/v1/corridors")).Body.AsArray().Single(c => c!["id"]!.ToString() == "ROA-QZL-HUB-BLG-PRT")!["km"]!
            .ToString()
            .ShouldBe("340");
        var told = (await house.ToldAsync("reference-data-published")).ShouldHaveSingleItem();
        (told["kind"]!.ToString(), told["id"]!.ToString(), told["revision"]!.GetValue<int>()).ShouldBe(
            ("road", "ROA-QZL-HUB-BLG-PRT", revision)
        );
        told["rows"]!.AsArray().Count.ShouldBe(2);
        var lanes = await house.ToldAsync("lane-published");
        lanes.Count.ShouldBe(effect["lanes"]!.GetValue<int>());
        lanes.ShouldContain(l => l["laneId"]!.ToString() == Lane && l["km"]!.ToString() == "340");
        (await service.Client.GetStringAsync("/v1/snapshot"))
            .Split('\n')
            .Count(l => l.Contains($"\"kind\":\"road\",\"id\":\"ROA-QZL-HUB-BLG-PRT\",\"revision\":{revision},"))
            .ShouldBe(1);

        (await data.RestoreAsync(Beilun))["lanes"]!.GetValue<int>().ShouldBe(effect["lanes"]!.GetValue<int>());
        await house.ShouldHaveLanesAsync(before);
    }

    [Fact]
    public async Task Ways_around_a_closed_road_follow_and_lanes_that_come_to_lead_over_it_are_closed_too()
    {
        const string Detour = $"{Lane}.DETOUR-ROA-QZL-HUB-BLG-PRT";
        var closure = JsonNode.Parse(
            """{"from": "2031-12-01T00:00:00+08:00", "to": "2031-12-03T00:00:00+08:00", "description": "rock"}"""
        )!;
        (await data.SendAsync(HttpMethod.Put, $"{Beilun}/closure", closure)).Status.ShouldBe(HttpStatusCode.OK);
        var (around, closed) = (await house.LaneAsync(Detour), await ClosedAsync());
        var way = around["provenance"]!["source"]!.GetValue<string>().Split(": ")[1].Split(" by ")[0].Split(" > ");
        var second = (await data.GetAsync("/v1/corridors"))
            .Body.AsArray()
            .First(c => new[] { c!["from"]!.ToString(), c["to"]!.ToString() }.Order().SequenceEqual(way.Take(2).Order()))![
            "id"
        ]!.ToString();

        // Ten kilometres more on the way around: it is longer, or another.
        var before = await house.LanesAsync();
        await data.ChangeAsync($"/v1/corridors/{second}", road => road["km"] = road["km"]!.GetValue<decimal>() + 10);
        House.Number((await house.LaneAsync(Detour))["km"]).ShouldBeGreaterThan(House.Number(around["km"]));
        // Other lanes leave that road, and some for the closed one: the closure names them.
        var now = await ClosedAsync();
        closed.ShouldBeSubsetOf(now);
        now.ShouldBeSubsetOf((await house.LanesAsync()).Keys);
        await data.RestoreAsync($"/v1/corridors/{second}");
        await house.ShouldHaveLanesAsync(before);
        (await ClosedAsync()).ShouldBe(closed, ignoreOrder: true);

        // A road that leads nobody anywhere stays closed, and closes its lanes when they are back.
        await data.ChangeAsync(Beilun, road => road["km"] = 2_000);
        (await ClosedAsync()).ShouldBeEmpty();
        (await house.LaneAsync(Detour))["withdrawn"]!.GetValue<bool>().ShouldBeTrue();
        await data.RestoreAsync(Beilun);
        (await ClosedAsync()).ShouldBe(closed, ignoreOrder: true);
        await house.ShouldHaveLanesAsync(before);
        (await service.Client.DeleteAsync($"{Beilun}/closure")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_terminal_gets_its_first_city_and_a_city_without_hours_is_none()
    {
        const string City = "/v1/cities/BLG-PRT";
        (await data.GetAsync(City)).Status.ShouldBe(HttpStatusCode.NotFound);
        var before = await house.LanesAsync();
        var row = JsonNode.Parse(
            """{"city": "Ningbo", "bans": [{"from": "22:00", "to": "05:00"}], "peaks": [], "peakSpeedPercent": 100, "cityMinutes": 20}"""
        )!;
        (await data.ChangeAsync(City, row)).Effect["lanes"]!.GetValue<int>().ShouldBe(before.Keys.Count(l => l.Contains("-BLG-PRT")));
        var lane = await house.LaneAsync(Lane);
        lane["toAccess"]!["shut"]!.AsArray().Select(w => w!["fromMinute"]!.GetValue<int>()).ShouldBe([0, 1320]);
        lane["times"]!
            .AsArray()
            .Max(t => t!["durationMinutes"]!.GetValue<int>())
            .ShouldBeGreaterThan(lane["durationMinutes"]!.GetValue<int>() + 240);

        await data.ChangeAsync(City, city => city["bans"] = new JsonArray());
        await house.ShouldHaveLanesAsync(before);
        (
            await data.SendAsync(HttpMethod.Put, "/v1/cities/LCK-FCJ", new JsonObject { ["data"] = row.DeepClone(), ["reason"] = "x" })
        ).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_a_second_driver_no_lane_takes_longer_and_those_beyond_a_day_at_the_wheel_save_a_night()
    {
        var before = await house.LanesAsync();
        var far = (await data.GetAsync("/v1/lanes?from=QZL-HUB&limit=200")).Body["items"]!.AsArray();
        (await data.ChangeAsync(Drivers, d => d["secondDriver"] = true)).Effect["lanes"]!.GetValue<int>().ShouldBeGreaterThan(0);
        var saved = 0;
        foreach (var lane in far)
        {
            var now = await house.LaneAsync(lane!["laneId"]!.ToString());
            var less = lane["durationMinutes"]!.GetValue<int>() - now["durationMinutes"]!.GetValue<int>();
            less.ShouldBeGreaterThanOrEqualTo(0);
            (less > 0).ShouldBe(less >= 400, "a night less, a rest more");
            saved += less > 0 ? 1 : 0;
        }

        saved.ShouldBeGreaterThan(0);
        await data.RestoreAsync(Drivers);
        await house.ShouldHaveLanesAsync(before);
    }

    [Fact]
    public async Task Loading_clearance_and_the_longest_lane_are_a_matter_of_policy()
    {
        var before = await house.LanesAsync();
        await data.ChangeAsync(Drivers, d => (d["loadingMinutes"], d["customsMinutes"], d["maxLaneKm"]) = (45, 30, 300));
        var bonded = await house.LaneAsync("RD-QJP-DLZ-QZB-BND");
        (bonded["loadingMinutes"]!.GetValue<int>(), bonded["handlingMinutes"]!.GetValue<int>()).ShouldBe((45, 30));
        (await house.LaneAsync(Lane))["withdrawn"]!.GetValue<bool>().ShouldBeTrue(); // 335 km
        await data.RestoreAsync(Drivers);
        await house.ShouldHaveLanesAsync(before);
    }

    [Fact]
    public async Task Dangerous_goods_drive_by_night_where_nothing_is_said_and_wait_over_midnight_where_it_is()
    {
        var before = await house.LanesAsync();
        var usual = (await house.LaneAsync(Lane))["durationMinutes"]!.GetValue<int>();
        await data.ChangeAsync(Ban, new JsonObject());
        (await house.LaneAsync(Lane))["dangerousGoodsTimes"].ShouldBeNull();
        await data.PutAsync(Ban, JsonNode.Parse("""{"from": "22:00", "to": "06:00"}""")!);
        var times = (await house.LaneAsync(Lane))["dangerousGoodsTimes"]!.AsArray();
        times.Single(t => t!["minute"]!.GetValue<int>() == 0)!["durationMinutes"]!.GetValue<int>().ShouldBe(usual + 360);
        times.Max(t => t!["durationMinutes"]!.GetValue<int>()).ShouldBeInRange(usual + 460, usual + 484);
        await data.RestoreAsync(Ban);
        await house.ShouldHaveLanesAsync(before);
    }

    [Fact]
    public async Task A_row_of_tomorrow_leaves_the_lanes_of_today_alone()
    {
        const string Ningbo = "/v1/corridors/ROA-QZL-HUB-NGB";
        var before = await house.LanesAsync();
        var (effect, _) = await data.ChangeAsync(Ningbo, road => road["km"] = 400, DataClient.Today.AddDays(2));
        effect["lanes"]!.GetValue<int>().ShouldBe(0);
        await house.ShouldHaveLanesAsync(before);
        (await data.GetAsync(Ningbo)).Body["rows"]!.AsArray().Count.ShouldBe(2);
        await data.RestoreAsync(Ningbo);
    }

    private async Task<IReadOnlyList<string>> ClosedAsync() =>
        [
            .. (await data.GetAsync("/v1/disruptions")).Body["items"]!.AsArray().Single(d => d!["kind"]!.ToString() == "ROAD_CLOSURE")![
                "lines"
            ]!
                .AsArray()
                .Select(l => l!.ToString()),
        ];
}
