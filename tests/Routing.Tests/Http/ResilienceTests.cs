using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>What goes wrong around routing, and that it comes right again without help.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class ResilienceTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task A_lost_fact_is_missed_and_made_up_for()
    {
        var train = SmallNetwork.Train(7);
        routing.Network.Rail.SetRoom(train, _ => new CapacityVector()); // told to nobody

        await Eventually.TrueAsync(
            () => routing.Live[Mode.Rail].State.Movements[train].Segments.All(s => s.Offered.Teu100 == 0),
            what: "the heartbeat noticing the loss"
        );
    }

    [Fact]
    public async Task A_fact_that_lacks_what_it_must_have_is_dropped_and_made_up_for()
    {
        var train = SmallNetwork.Train(8);
        var fact = (CapacityChanged)routing.Network.Rail.SetRoom(train, _ => new CapacityVector(1_200));

        await routing.Legs.PublishAsync(fact with { Segments = null! });

        await Eventually.TrueAsync(
            () => routing.Live[Mode.Rail].State.Movements[train].Segments.All(s => s.Offered.Teu100 == 1_200),
            what: "the snapshot"
        );
    }

    [Fact]
    public async Task A_leg_service_that_is_away_makes_its_mode_stale_and_quotes_say_so()
    {
        routing.Legs.Moods["rail"] = Mood.Away;
        await Eventually.TrueAsync(() => routing.Live[Mode.Rail].Status().Health == FeedHealth.Stale, what: "rail going stale");

        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var quote = await routing.QuoteAsync(request);
        using var client = routing.Client();
        var status = JsonNode.Parse(await client.GetStringAsync("/v1/network/status"))!;
        using var ready = await client.GetAsync("/health/ready");

        quote.Options().ShouldNotBeEmpty("what is known goes on being used");
        ((string)quote["warnings"]![0]!).ShouldContain("RAIL is stale");
        quote.Options().ShouldAllBe(o => ((string)o["warnings"]![0]!).Contains("RAIL is stale"));
        ((string)status["modes"]!.AsArray().Single(m => (string)m!["mode"]! == "RAIL")!["status"]!).ShouldBe("STALE");
        ready.IsSuccessStatusCode.ShouldBeTrue();
        (await ready.Content.ReadAsStringAsync()).ShouldContain("RAIL STALE");

        routing.Legs.Moods["rail"] = Mood.Well;
        await routing.LiveAsync();
        (await routing.QuoteAsync(request))["warnings"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(Mood.BreaksOff))]
    [InlineData(nameof(Mood.Lies))]
    public async Task A_snapshot_that_is_not_whole_is_not_believed(string mood)
    {
        var known = routing.Live[Mode.Road].State.Lanes.Count;
        var train = routing.Network.Road;
        routing.Legs.Moods["road"] = Enum.Parse<Mood>(mood);
        var asked = routing.Legs.Asked["road"];
        train.Tell(Facts.Pool("POOL-JUZ", new DateOnly(2026, 1, 1), 3, train.History.OfType<PoolCapacityChanged>().Count() + 1)); // told to nobody: a snapshot is due

        await Eventually.TrueAsync(() => routing.Legs.Asked["road"] > asked + 3, what: "snapshots being tried");
        routing.Live[Mode.Road].State.Lanes.Count.ShouldBe(known);
        routing.Live[Mode.Road].Status().Sequence.ShouldBeLessThan(train.History.Count, "nothing of it was taken");
        routing.Legs.Moods["road"] = Mood.Well;

        await Eventually.TrueAsync(() => routing.Live[Mode.Road].Status().Sequence == train.History.Count, what: "the whole snapshot");
        await routing.LiveAsync();
    }

    [Fact]
    public async Task A_quote_is_read_again_byte_by_byte_by_its_owner_alone_also_after_a_restart()
    {
        using var forwarder = routing.Forwarder();
        using var posted = await forwarder.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());
        var answer = await posted.Content.ReadAsStringAsync();
        var path = posted.Headers.Location!.ToString();

        (await forwarder.GetStringAsync(path)).ShouldBe(answer);
        using var stranger = routing.Forwarder("other");
        using var refused = await stranger.GetAsync(path);
        ((int)refused.StatusCode).ShouldBe(404);
        using var unknown = await forwarder.GetAsync($"/v1/quotes/{Guid.NewGuid()}");
        ((int)unknown.StatusCode).ShouldBe(404);
        using var nonsense = await forwarder.GetAsync("/v1/quotes/nonsense");
        ((int)nonsense.StatusCode).ShouldBe(404);

        await routing.StopAsync();
        routing.Start();
        await routing.LiveAsync();
        using var later = routing.Forwarder();
        (await later.GetStringAsync(path)).ShouldBe(answer);
    }
}
