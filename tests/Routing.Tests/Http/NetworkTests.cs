using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Http;

/// <summary>Terminals, the state of the network, live events, keys, documents.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class NetworkTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Theory]
    [InlineData("?query=衢江港", "QJP-DLZ", "QJP-DAN")]
    [InlineData("?query=beilun", "BLG-PRT", "BLR-RAIL")]
    [InlineData("?unlocode=CNSHG", "YSA-PRT", "WGQ-PRT")]
    [InlineData("?kind=AIRPORT&near=28.9658,118.899,5", "JUZ")]
    [InlineData("?near=29.93,121.87,3", "BLG-PRT", "BLR-RAIL")]
    public async Task Terminals_are_found(string query, params string[] expected)
    {
        var items = JsonNode.Parse(await GetAsync($"/v1/terminals{query}"))!["items"]!.AsArray();

        items.Select(i => (string)i!["code"]!).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_terminal_tells_its_modes_and_where_it_is()
    {
        var terminal = JsonNode.Parse(await GetAsync("/v1/terminals/zpu-prt"))!;

        terminal["modes"]!.AsArray().Select(m => (string)m!).ShouldBe(["WATERWAY", "ROAD"]);
        ((string)terminal["nameZh"]!).ShouldNotBeEmpty();
        ((string)terminal["source"]!).ShouldNotBeEmpty();
        JsonNode.Parse(await GetAsync("/v1/terminals"))!["items"]!.AsArray().Count.ShouldBe(76);
    }

    [Theory]
    [InlineData("/v1/terminals/XXX", 404)]
    [InlineData("/v1/terminals?kind=CASTLE", 400)]
    [InlineData("/v1/terminals?near=1", 400)]
    [InlineData("/v1/terminals?near=a,b", 400)]
    [InlineData("/v1/terminals?near=91,0", 400)]
    [InlineData("/v1/events?mode=SHIP", 400)]
    [InlineData("/v1/nothing", 404)]
    public async Task What_makes_no_sense_is_a_problem(string path, int status)
    {
        using var client = routing.Client();
        using var answer = await client.GetAsync(path);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Events_come_as_they_are_applied()
    {
        using var client = routing.Client();
        await using var stream = await client.GetStreamAsync("/v1/events?mode=RAIL");
        var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("heartbeat");

        await routing.Legs.PublishAsync(routing.Network.Air.SetRoom("AR-9", s => s.Offered with { Kg = 1 })); // another mode
        var fact = (CapacityChanged)routing.Network.Rail.SetRoom(SmallNetwork.Train(9), s => s.Offered with { Teu100 = 4_200 });
        await routing.Legs.PublishAsync(fact);
        do
        {
            (await events.MoveNextAsync()).ShouldBeTrue();
        } while (events.Current.EventType == "heartbeat");

        events.Current.EventType.ShouldBe("qujiang.capacity-changed.v1");
        var data = JsonNode.Parse(events.Current.Data)!;
        ((string)data["movementId"]!).ShouldBe(SmallNetwork.Train(9));
        ((int)data["segments"]![0]!["offered"]!["teu100"]!).ShouldBe(4_200);
        ((long)data["sequence"]!).ShouldBe(fact.Sequence);
        routing.Live[Mode.Rail].State.Movements[SmallNetwork.Train(9)].Segments[0].Offered.Teu100.ShouldBe(4_200);
    }

    [Fact]
    public async Task Keys_metrics_and_document_are_there_for_anyone()
    {
        using var nobody = new HttpClient { BaseAddress = routing.Url };

        (await nobody.GetStringAsync("/.well-known/offer-keys")).ShouldContain("\"kty\":\"EC\"");
        (await nobody.GetStringAsync("/metrics")).ShouldContain("qujiang_routing_staleness");
        var document = await nobody.GetStringAsync("/openapi/v1.json");
        document.ShouldContain("/v1/quotes/{quoteId}");
        document.ShouldContain("quotes:write");
    }

    private async Task<string> GetAsync(string path)
    {
        using var client = routing.Client();
        return await client.GetStringAsync(path);
    }
}
