using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>A landslide closes the road to Beilun, trucks go around, and the road opens again.</summary>
public sealed class CorridorClosureTests(RoadService service) : IClassFixture<RoadService>
{
    private const string Road = "ROA-QZL-HUB-BLG-PRT";
    private const string Lane = "RD-QZL-HUB-BLG-PRT";
    private const string Detour = Lane + ".DETOUR-" + Road;

    private readonly HttpClient client = service.Client;

    [Fact]
    public async Task Lanes_over_a_closed_road_go_around_it_until_it_is_open_again()
    {
        var usual = await LaneAsync(Lane);
        var (status, closed) = await CloseAsync(Road, "2030-12-01", "2030-12-03");
        status.ShouldBe(HttpStatusCode.OK, closed.ToJsonString());
        closed["lanes"]!.GetValue<int>().ShouldBeGreaterThan(0);
        closed["detours"]!.GetValue<int>().ShouldBeGreaterThan(0);
        closed["longestDetourKm"]!.GetValue<decimal>().ShouldBePositive();

        var around = await LaneAsync(Detour);
        Km(around).ShouldBeGreaterThan(Km(usual));
        Tolled(usual).ShouldBe(335);
        Tolled(around).ShouldBeInRange(1, Km(around)); // its own, not that of the way it goes around
        Tolled(around).ShouldNotBe(335);
        around["provenance"]!["source"]!.GetValue<string>().ShouldStartWith($"detour around {Road}: QZL-HUB > ");
        around["offeredTo"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2030, 12, 3, 0, 0, 0, TimeSpan.FromHours(8)));
        (await OpenDisruptionsAsync()).ShouldContain(d =>
            d["kind"]!.GetValue<string>() == "ROAD_CLOSURE" && d["lines"]!.AsArray().Any(l => l!.GetValue<string>() == Lane)
        );
        var corridor = (await client.GetFromJsonAsync<JsonNode[]>("/v1/corridors"))!.Single(c => c["id"]!.GetValue<string>() == Road);
        corridor["closure"]!["description"]!.GetValue<string>().ShouldBe("landslide");

        // The way around is closed as well, on one of the days: it is found anew, and found again when that road opens.
        var via = around["provenance"]!["source"]!.GetValue<string>().Split(": ")[1].Split(" > ");
        var second = (await client.GetFromJsonAsync<JsonNode[]>("/v1/corridors"))!.First(c =>
            new[] { c["from"]!.GetValue<string>(), c["to"]!.GetValue<string>() }.Order().SequenceEqual(via.Take(2).Order())
        )["id"]!.GetValue<string>();
        (await CloseAsync(second, "2030-12-02", "2030-12-05")).Status.ShouldBe(HttpStatusCode.OK);
        Km(await LaneAsync(Detour)).ShouldBeGreaterThanOrEqualTo(Km(around));
        (await LaneAsync(Detour))["provenance"]!["source"]!
            .GetValue<string>()
            .ShouldNotBe(around["provenance"]!["source"]!.GetValue<string>());
        (await OpenAsync(second)).ShouldBe(HttpStatusCode.OK);
        Km(await LaneAsync(Detour)).ShouldBe(Km(around));

        (await OpenAsync(Road)).ShouldBe(HttpStatusCode.OK);
        (await LaneAsync(Detour))["withdrawn"]!.GetValue<bool>().ShouldBeTrue();
        (await LaneAsync(Lane))["revision"]!.GetValue<int>().ShouldBe(usual["revision"]!.GetValue<int>());
        (await OpenDisruptionsAsync()).ShouldBeEmpty();
        (await OpenAsync(Road)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        (await CloseAsync("ROA-NO-SUCH", "2030-12-01", "2030-12-03")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await OpenAsync("ROA-NO-SUCH")).ShouldBe(HttpStatusCode.NotFound);
        var (status, problem) = await CloseAsync(Road, "2030-12-03", "2030-12-01");
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/to");
    }

    private static decimal Tolled(JsonNode lane) => decimal.Parse(lane["tolledKm"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static decimal Km(JsonNode lane) => decimal.Parse(lane["km"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private async Task<JsonNode> LaneAsync(string id) => (await client.GetFromJsonAsync<JsonNode>($"/v1/lanes/{id}"))!;

    private async Task<IEnumerable<JsonNode>> OpenDisruptionsAsync() =>
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray().Select(d => d!);

    private Task<(HttpStatusCode Status, JsonNode Body)> CloseAsync(string road, string from, string to) =>
        new DataClient(client).SetAsync(
            $"/v1/corridors/{road}/closure",
            $$"""{"from": "{{from}}T00:00:00+08:00", "to": "{{to}}T00:00:00+08:00", "description": "landslide"}"""
        );

    private async Task<HttpStatusCode> OpenAsync(string road)
    {
        using var response = await client.DeleteAsync($"/v1/corridors/{road}/closure");
        return response.StatusCode;
    }
}
