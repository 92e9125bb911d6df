using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>The water falls.</summary>
public sealed class WaterLevelTests(WaterwayService service) : IClassFixture<WaterwayService>
{
    private const string Level = "/v1/reaches/WAT-JDE-MCG-TON-RIV/level";

    private readonly HttpClient client = service.Client;
    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task Low_water_limits_every_sailing_on_the_reach_alone_and_high_water_gives_the_room_back()
    {
        (await OfferedKgAsync("WW-CGS-BULK")).ShouldBe([900_000]);

        var (status, low) = await data.SetAsync(
            Level,
            """{"from": "2020-01-01T00:00:00+08:00", "depthM": 2.3, "description": "low water at Fuchunjiang"}"""
        );
        status.ShouldBe(HttpStatusCode.OK);
        low["movements"]!.GetValue<int>().ShouldBeGreaterThan(100);
        var bulk = low["limits"]!.AsArray().Single(l => l!["vessel"]!.GetValue<string>() == "motor-vessel-900t")!;
        bulk["kg"]!.GetValue<int>().ShouldBe(530_000); // draft 2.0 m
        (await LimitedAsync("WW-CGS-BULK", 900_000)).ShouldBe([("TON-RIV>LCK-FCJ", 530_000), ("LCK-FCJ>JDE-MCG", 530_000)]);
        (await LimitedAsync("WW-QZ-ZPU-C", 700_000)).ShouldBe([("JDE-MCG>LCK-FCJ", 525_000), ("LCK-FCJ>TON-RIV", 525_000)]);
        (await OfferedKgAsync("WW-FUN-ZPU-C")).ShouldBe([700_000]); // sails below it
        var open = (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray();
        open.Count(d => d!["kind"]!.GetValue<string>() == "DRAFT_LIMIT").ShouldBe(2);
        open.ShouldAllBe(d => d!["kind"]!.GetValue<string>() == "DRAFT_LIMIT");

        // It falls on: the same disruptions with their next revision.
        await data.SetAsync(Level, """{"from": "2020-01-01T00:00:00+08:00", "depthM": 1.0, "description": "falling"}""");
        (await LimitedAsync("WW-CGS-BULK", 900_000)).ShouldBe([("TON-RIV>LCK-FCJ", 0), ("LCK-FCJ>JDE-MCG", 0)]);
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!
            .AsArray()
            .ShouldAllBe(d => d!["revision"]!.GetValue<int>() == 2);

        await data.SetAsync(Level, """{"from": "2020-01-01T00:00:00+08:00", "depthM": 4.0, "description": "rain"}""");
        (await OfferedKgAsync("WW-CGS-BULK")).ShouldBe([900_000]);
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_lifts_the_barge_towards_the_bridges_and_costs_it_a_tier()
    {
        const string Reach = "/v1/reaches/WAT-TON-RIV-FUN-DZ/level";
        var (status, flood) = await data.SetAsync(
            Reach,
            """{"from": "2020-01-01T00:00:00+08:00", "stageM": 1.5, "description": "rain in the mountains"}"""
        );
        status.ShouldBe(HttpStatusCode.OK, flood.ToJsonString());
        (flood["depthM"]!.GetValue<decimal>(), flood["clearanceM"]!.GetValue<decimal>()).ShouldBe((5.0m, 8.5m));
        var barge = flood["limits"]!.AsArray().Single(l => l!["vessel"]!.GetValue<string>() == "barge-36teu")!;
        (barge["teu100"]!.GetValue<int>(), barge["kg"]!.GetValue<int>()).ShouldBe((2_400, 700_000));
        flood["limits"]!.AsArray().Count(l => l!["disruptionId"] is not null).ShouldBe(1); // bulk vessels pass under
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!
            .AsArray()
            .ShouldContain(d => d!["kind"]!.GetValue<string>() == "CLEARANCE_LIMIT" && d["ceiling"]!["teu"]!.GetValue<string>() == "24.00");

        await data.SetAsync(Reach, """{"from": "2020-01-01T00:00:00+08:00", "stageM": 0, "description": "as usual"}""");
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!
            .AsArray()
            .ShouldNotContain(d => d!["kind"]!.GetValue<string>() == "CLEARANCE_LIMIT");
    }

    [Fact]
    public async Task Every_reach_says_what_it_is_built_for_and_from_when()
    {
        var reaches = (await client.GetFromJsonAsync<JsonNode>("/v1/reaches"))!["items"]!.AsArray();
        reaches.Count.ShouldBe(14);
        var qujiang = reaches.Single(r => r!["reach"]!.GetValue<string>() == "WAT-QJP-DLZ-LYP-QTJ")!;
        qujiang["channels"]!
            .AsArray()
            .Select(c => $"{c!["from"]} {c["class"]} {c["vesselT"]} {c["provenance"]!["quality"]}")
            .ShouldBe(["2020-01-01 IV 500 E", "2028-01-01 III 1000 E"]);
        qujiang["locks"]!.AsArray().Select(l => l!["lock"]!.GetValue<string>()).ShouldBe(["LCK-ARP", "LCK-HCD", "LCK-XXT"]);
    }

    [Theory]
    [InlineData(
        Level,
        """{"from": "2026-01-01T00:00:00+08:00", "stageM": 1, "depthM": 2, "description": "x"}""",
        HttpStatusCode.BadRequest,
        "/stageM"
    )]
    [InlineData(Level, """{"from": "2026-01-01T00:00:00+08:00", "stageM": 21, "description": "x"}""", HttpStatusCode.BadRequest, "/stageM")]
    [InlineData(Level, """{"from": "2026-01-01T00:00:00+08:00", "depthM": -1, "description": "x"}""", HttpStatusCode.BadRequest, "/depthM")]
    [InlineData(
        Level,
        """{"from": "2026-01-01T00:00:00+08:00", "clearanceM": 101, "description": "x"}""",
        HttpStatusCode.BadRequest,
        "/clearanceM"
    )]
    [InlineData(
        Level,
        """{"from": "2026-01-02T00:00:00+08:00", "to": "2026-01-01T00:00:00+08:00", "description": "x"}""",
        HttpStatusCode.BadRequest,
        "/to"
    )]
    [InlineData(Level, """{"from": "2026-01-01T00:00:00+08:00", "description": ""}""", HttpStatusCode.BadRequest, "/description")]
    [InlineData(Level, """{"from": "2026-01-01T00:00:00+08:00"}""", HttpStatusCode.BadRequest, "/description")]
    [InlineData(
        "/v1/reaches/WAT-NOWHERE/level",
        """{"from": "2026-01-01T00:00:00+08:00", "description": "x"}""",
        HttpStatusCode.NotFound,
        null
    )]
    [InlineData(
        "/v1/reaches/SEA-ZPU-PRT-BLG-PRT/level",
        """{"from": "2026-01-01T00:00:00+08:00", "description": "x"}""",
        HttpStatusCode.NotFound,
        null
    )]
    public async Task What_is_wrong_is_named(string path, string body, HttpStatusCode expected, string? pointer)
    {
        var (status, problem) = await data.SetAsync(path, body);
        status.ShouldBe(expected);
        if (pointer is not null)
        {
            problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer);
        }
    }

    /// <summary>The different kilograms offered by all segments of a line that have yet to run.</summary>
    private async Task<int[]> OfferedKgAsync(string line) => [.. (await OfferedAsync(line)).Select(o => o.Kg).Distinct()];

    /// <summary>The segments of a line that offer something else than usual, and what.</summary>
    private async Task<(string Segment, int Kg)[]> LimitedAsync(string line, int usual) =>
        [.. (await OfferedAsync(line)).Where(o => o.Kg != usual).Distinct()];

    private async Task<List<(string Segment, int Kg)>> OfferedAsync(string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return
        [
            .. page!["items"]!
                .AsArray()
                .Where(m => m!["calls"]!.AsArray()[0]!["departure"]!.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow())
                .SelectMany(m => m!["segments"]!.AsArray())
                .Select(s => ($"{s!["from"]}>{s["to"]}", s["offered"]!["kg"]?.GetValue<int>() ?? 0)),
        ];
    }
}
