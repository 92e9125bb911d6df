using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>The database and the broker are killed, and come back.</summary>
public sealed class OutageTests(OutageTests.MortalApp routing) : IClassFixture<OutageTests.MortalApp>
{
    [Fact]
    public async Task Without_the_database_nothing_is_promised_and_nothing_answers_500()
    {
        using var forwarder = routing.Forwarder();
        using var before = await forwarder.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());
        ((int)before.StatusCode).ShouldBe(201);

        await routing.Database.KillAsync();
        using var refused = await forwarder.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());
        using var unread = await forwarder.GetAsync(before.Headers.Location);
        using var wrong = await forwarder.PostAsJsonAsync("/v1/quotes", new JsonObject());

        ((int)refused.StatusCode).ShouldBe(503, await refused.Content.ReadAsStringAsync());
        refused.Headers.RetryAfter.ShouldNotBeNull();
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        ((int)unread.StatusCode).ShouldBe(503);
        ((int)wrong.StatusCode).ShouldBe(400, "what is wrong is still told");

        await routing.Database.StartAsync();
        await Eventually.PassesAsync(async () =>
        {
            using var after = await forwarder.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());
            ((int)after.StatusCode).ShouldBe(201);
        });
        (await forwarder.GetStringAsync(before.Headers.Location)).ShouldBe(await before.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_the_broker_snapshots_keep_quotes_true()
    {
        await routing.LiveAsync();
        var train = SmallNetwork.Train(3);
        await routing.Broker.KillAsync();

        routing.Network.Rail.SetRoom(train, _ => new CapacityVector(1_100, 1_000)); // the outbox keeps it; the snapshot has it
        await Eventually.TrueAsync(() => Room(train) == 1_100, what: "the snapshot being read");
        (await routing.QuoteAsync(RoutingApp.Request())).Options().ShouldNotBeEmpty();
        using var client = routing.Client();
        using var ready = await client.GetAsync("/health/ready");
        ready.IsSuccessStatusCode.ShouldBeTrue(await ready.Content.ReadAsStringAsync());

        await routing.Broker.StartAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await routing.Legs.PublishAsync(routing.Network.Rail.SetRoom(train, _ => new CapacityVector(2_200, 1_000)));
                await Task.Delay(20, TestContext.Current.CancellationToken); // far less than a heartbeat: only the bus is that quick
                return Room(train) == 2_200;
            },
            TimeSpan.FromSeconds(60),
            "facts coming over the bus again"
        );
        routing.Live[Mode.Rail].Status().Health.ShouldBe(FeedHealth.Live);
    }

    private int Room(string train) => routing.Live[Mode.Rail].State.Movements[train].Segments[0].Offered.Teu100;

    /// <summary>Routing on a database and a broker of its own that can be killed.</summary>
    public sealed class MortalApp : RoutingApp
    {
        public PrivateDatabase Database { get; private set; } = null!;

        public PrivateBroker Broker { get; private set; } = null!;

        protected override async Task<(string Database, string Broker)> StartNeighboursAsync()
        {
            var (database, broker) = (PrivateDatabase.CreateAsync(), PrivateBroker.CreateAsync());
            (Database, Broker) = (await database, await broker);
            return (Database.ConnectionString, Broker.Uri);
        }

        protected override async Task StopNeighboursAsync()
        {
            await Broker.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
