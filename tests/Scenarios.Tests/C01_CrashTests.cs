using System.Diagnostics;
using System.Net.Http.Json;

namespace Qujiang.Scenarios.Tests;

/// <summary>
/// Anything may be killed at any time. While it is away quotes go on as far as they can; once it is back, everything that was accepted in the
/// meantime is known, without help.
/// </summary>
[Collection(nameof(HubCollection))]
public sealed class C01_CrashTests(Hub hub)
{
    private static readonly JsonObject Boxes = Forwarder.Boxes(2, "45G1", 20_000);

    [Theory]
    [InlineData("waterway")]
    [InlineData("rail")]
    [InlineData("road")]
    [InlineData("air")]
    public async Task A_leg_service_dies_and_quotes_go_on(string name)
    {
        using var forwarder = new Forwarder(hub);
        await hub.Service(name).KillAsync();

        var meanwhile = await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Boxes);
        meanwhile.Options().ShouldNotBeEmpty("what is known stays known while its owner is away");

        var back = await RestartAsync(name);
        await ChangeIsSeenAsync(forwarder);
        Hub.Report($"{name}: ready again {back.TotalSeconds:0.0} s after its start");
    }

    [Fact]
    public async Task Routing_dies_and_knows_all_that_changed_meanwhile()
    {
        using var forwarder = new Forwarder(hub);
        var train = await ATrainAsync(forwarder);
        await hub.Service("routing").KillAsync();
        await SetRoomAsync(train, 0);

        var back = await RestartAsync("routing");

        (await RailOnlyAsync(forwarder))
            .Options()
            .ShouldNotContain(option => option.Rides(train), "the change was made while routing was dead");
        await SetRoomAsync(train, 90);
        await Eventually.ValueAsync(() => RailOnlyAsync(forwarder), quote => quote.Options().Any(option => option.Rides(train)));
        Hub.Report($"routing: ready again {back.TotalSeconds:0.0} s after its start");
    }

    [Fact]
    public async Task The_broker_dies_and_nothing_accepted_meanwhile_is_lost()
    {
        using var forwarder = new Forwarder(hub);
        var train = await ATrainAsync(forwarder);
        await hub.Broker.KillAsync();

        await SetRoomAsync(train, 0); // REST accepts while the broker is away
        (await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Boxes)).Options().ShouldNotBeEmpty();

        var clock = Stopwatch.StartNew();
        await hub.Broker.StartAsync();
        await Eventually.ValueAsync(
            () => RailOnlyAsync(forwarder),
            quote => !quote.Options().Any(option => option.Rides(train)),
            TimeSpan.FromSeconds(90),
            $"the change of {train} that was made without a broker"
        );
        Hub.Report($"broker: the change was known {clock.Elapsed.TotalSeconds:0.0} s after its start");
        await SetRoomAsync(train, 90);
        await Eventually.ValueAsync(() => RailOnlyAsync(forwarder), quote => quote.Options().Any(option => option.Rides(train)));
        await hub.ReadyAsync("waterway", "rail", "road", "air", "routing");
    }

    [Fact]
    public async Task The_database_dies_and_quotes_recover()
    {
        using var forwarder = new Forwarder(hub);
        await hub.Database.KillAsync();
        using var client = hub.Client("routing", "acme", "quotes:write");
        using var meanwhile = await client.PostAsJsonAsync("/v1/quotes", Forwarder.Request("BLG-PRT", "QZP-PLP", Boxes));
        ((int)meanwhile.StatusCode).ShouldBe(503, "a quote cannot be kept, and says so");

        var clock = Stopwatch.StartNew();
        await hub.Database.StartAsync();
        await Eventually.ValueAsync(
            () => forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Boxes),
            quote => quote.Options().Any(),
            TimeSpan.FromSeconds(60)
        );
        await ChangeIsSeenAsync(forwarder);
        Hub.Report($"database: quotes and changes work {clock.Elapsed.TotalSeconds:0.0} s after its start");
        await hub.ReadyAsync("waterway", "rail", "road", "air", "routing");
    }

    private async Task<TimeSpan> RestartAsync(string name)
    {
        var clock = Stopwatch.StartNew();
        hub.Service(name).Start();
        await hub.ReadyAsync(name);
        return clock.Elapsed;
    }

    /// <summary>The way from a PATCH at rail to the next quote works.</summary>
    private async Task ChangeIsSeenAsync(Forwarder forwarder)
    {
        var train = await ATrainAsync(forwarder);
        await SetRoomAsync(train, 0);
        await Eventually.ValueAsync(
            () => RailOnlyAsync(forwarder),
            quote => !quote.Options().Any(option => option.Rides(train)),
            TimeSpan.FromSeconds(60),
            $"{train} no longer being offered"
        );
        await SetRoomAsync(train, 90);
        await Eventually.ValueAsync(
            () => RailOnlyAsync(forwarder),
            quote => quote.Options().Any(option => option.Rides(train)),
            TimeSpan.FromSeconds(60),
            $"{train} being offered again"
        );
    }

    private static async Task<string> ATrainAsync(Forwarder forwarder) =>
        (await RailOnlyAsync(forwarder))
            .Options()
            .SelectMany(option => option.Legs())
            .First(leg => leg.Text("mode") == "RAIL")
            .Text("movementId");

    private static Task<JsonObject> RailOnlyAsync(Forwarder forwarder) =>
        forwarder.QuoteAsync(
            "QZR-EST",
            "BLR-RAIL",
            Boxes,
            request =>
            {
                request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
                request["maxOptions"] = 20;
            }
        );

    private async Task SetRoomAsync(string train, int teu)
    {
        using var rail = hub.Client("rail", "rail-operator", "schedules:write");
        var offered = new JsonObject { ["teu"] = $"{teu}", ["kg"] = teu * 24_000 };
        var change = new JsonObject { ["offered"] = offered };
        await Eventually.PassesAsync(async () =>
        {
            using var answer = await rail.PatchAsJsonAsync($"/v1/movements/{train}/capacity", change);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        });
    }
}
