using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>A possession closes a section, then only light trains may run over it.</summary>
public sealed class SectionLimitTests(RailService service) : IClassFixture<RailService>
{
    private const string Yiwu = "/v1/sections/RAI-YIW-WST-YIW-SUX/limit";

    private readonly HttpClient client = service.Client;

    [Fact]
    public async Task A_closed_section_stops_the_trains_that_run_over_it_and_a_light_one_lightens_them()
    {
        var (status, closed) = await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "closed": true, "description": "possession"}""");
        status.ShouldBe(HttpStatusCode.OK);
        closed["movements"]!.GetValue<int>().ShouldBeGreaterThan(100);
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([0]); // passes over it without a call
        (await OfferedKgAsync("RL-QZ-BLR")).ShouldBe([2_700_000, 0], ignoreOrder: true); // elsewhere as ever
        (await OfferedKgAsync("RL-QZ-NDE")).ShouldBe([1_500_000]);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "trailingTonnes": 2000, "description": "slack track"}""");
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([1_440_000]);
        var open = (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray();
        open.ShouldAllBe(d => d!["kind"]!.GetValue<string>() == "TRAIN_LIMIT" && d["revision"]!.GetValue<int>() == 2);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "description": "as good as new"}""");
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([2_700_000]);
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "trackLengthM": -1, "description": "x"}""", "/trackLengthM")]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "trailingTonnes": 50001, "description": "x"}""", "/trailingTonnes")]
    [InlineData("""{"from": "2026-01-02T00:00:00+08:00", "to": "2026-01-01T00:00:00+08:00", "description": "x"}""", "/to")]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "description": ""}""", "/description")]
    public async Task What_is_wrong_is_named(string body, string pointer)
    {
        var (status, problem) = await PutAsync(body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PutAsync(Yiwu, content);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    private async Task<int[]> OfferedKgAsync(string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return
        [
            .. page!["items"]!
                .AsArray()
                .Where(m => m!["calls"]!.AsArray()[0]!["departure"]!.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow())
                .SelectMany(m => m!["segments"]!.AsArray())
                .Select(s => s!["offered"]!["kg"]?.GetValue<int>() ?? 0)
                .Distinct(),
        ];
    }
}
