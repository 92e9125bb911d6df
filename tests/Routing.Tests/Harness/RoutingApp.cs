using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.ServiceDefaults;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>Routing as it runs in production, on a real Kestrel, broker and database, with leg services that do as they are told.</summary>
public class RoutingApp : IAsyncLifetime
{
    private readonly string keys = Directory.CreateTempSubdirectory("qj-routing-tests-").FullName;
    private TestDatabase? database;
    private TestVhost? vhost;
    private (string Database, string Broker) addresses;
    private TokenMinter minter = null!;
    private App app = null!;

    internal SmallNetwork Network { get; } = new();

    internal FakeLegs Legs { get; private set; } = null!;

    internal LiveNetwork Live => app.Services.GetRequiredService<LiveNetwork>();

    public IServiceProvider Services => app.Services;

    public Uri Url => app.ClientOptions.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        addresses = await StartNeighboursAsync();
        Legs = await FakeLegs.StartAsync(Network.Legs, addresses.Broker);
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        minter = TokenMinter.FromPem(privatePem, TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(keys, "private.pem"), privatePem);
        await File.WriteAllTextAsync(Path.Combine(keys, "public.pem"), publicPem);
        await File.WriteAllTextAsync(Path.Combine(keys, "offers.pem"), TokenMinter.CreateKeyPair().PrivatePem);
        Start();
        await LiveAsync();
    }

    /// <summary>Starts a process' worth of routing; what is in the database stays.</summary>
    internal void Start()
    {
        app = new App(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:Database"] = addresses.Database,
                ["RabbitMq:Uri"] = addresses.Broker,
                ["Auth:DevelopmentKeyPath"] = Path.Combine(keys, "public.pem"),
                ["Auth:DevelopmentPrivateKeyPath"] = Path.Combine(keys, "private.pem"),
                ["Offers:SigningKeyPath"] = Path.Combine(keys, "offers.pem"),
                ["Legs:Waterway:Url"] = Legs.Url(Network.Waterway),
                ["Legs:Rail:Url"] = Legs.Url(Network.Rail),
                ["Legs:Road:Url"] = Legs.Url(Network.Road),
                ["Legs:Air:Url"] = Legs.Url(Network.Air),
                ["Routing:HeartbeatEvery"] = "00:00:00.5",
                ["Routing:StaleAfter"] = "00:00:03",
                ["Routing:GapPatience"] = "00:00:00.5",
                ["RateLimits:Enabled"] = "false",
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        app.UseKestrel(0);
        app.StartServer();
    }

    internal async Task StopAsync() => await app.DisposeAsync();

    /// <summary>Whatever a test did to the timetable, the next one in this house finds it as it was at first.</summary>
    internal async ValueTask PutBackAsync()
    {
        foreach (var leg in Network.Legs)
        {
            Legs.Moods[leg.Service] = Mood.Well;
        }
        await LiveAsync();
        foreach (var leg in Network.Legs)
        {
            var state = Live[Enum.Parse<Mode>(leg.Service, ignoreCase: true)].State;
            foreach (var fact in leg.PutBack())
            {
                await Legs.PublishAsync(fact);
                await Eventually.TrueAsync(
                    () => state.Movements[fact.MovementId].Revision >= fact.Revision,
                    what: $"{fact.MovementId} as it was"
                );
            }
        }
    }

    internal Task LiveAsync() =>
        Eventually.TrueAsync(
            () => Live.Feeds.All(feed => feed.Status().Health == FeedHealth.Live),
            TimeSpan.FromSeconds(60),
            "every mode being live"
        );

    internal HttpClient Client(string tenant = "acme", params string[] scopes)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", minter.Mint(tenant, scopes));
        return client;
    }

    internal HttpClient Forwarder(string tenant = "acme") => Client(tenant, "quotes:write");

    internal static JsonObject Request(string from = "QZP-PLP", string to = "BLG-PRT") =>
        new()
        {
            ["origin"] = new JsonObject { ["terminal"] = from },
            ["destination"] = new JsonObject { ["terminal"] = to },
            ["readyAt"] = Ready(1, 8).ToString("yyyy-MM-ddTHH:mm:sszzz"),
            ["equipment"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "45G1",
                    ["count"] = 2,
                    ["cargoKg"] = 20_000,
                }
            ),
        };

    /// <summary>An hour of a day to come at the hub.</summary>
    internal static DateTimeOffset Ready(int day, int hour) => HubTime.InstantOf(SmallNetwork.Today.AddDays(day), new TimeOnly(hour, 0));

    internal async Task<JsonObject> QuoteAsync(JsonObject request)
    {
        using var client = Forwarder();
        using var answer = await client.PostAsJsonAsync("/v1/quotes", request);
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(201, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Legs.DisposeAsync();
        await StopNeighboursAsync();
        minter.Dispose();
        Directory.Delete(keys, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The database and the broker that routing works with.</summary>
    protected virtual async Task<(string Database, string Broker)> StartNeighboursAsync()
    {
        database = await TestDatabase.CreateAsync("routing");
        vhost = await TestVhost.CreateAsync();
        return (database.ConnectionString, vhost.Uri);
    }

    protected virtual async Task StopNeighboursAsync()
    {
        await vhost!.DisposeAsync();
        await database!.DisposeAsync();
    }

    private sealed class App(Dictionary<string, string> settings) : WebApplicationFactory<LiveNetwork>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}

internal static class Reading
{
    public static IEnumerable<JsonObject> Options(this JsonObject quote) => quote["options"]!.AsArray().Select(o => o!.AsObject());

    public static IEnumerable<JsonObject> Legs(this JsonObject option) => option["legs"]!.AsArray().Select(l => l!.AsObject());

    public static string Chain(this JsonObject option) => string.Join('>', option.Legs().Select(l => (string)l["mode"]!));

    public static bool Rides(this JsonObject quote, string movement) =>
        quote.Options().Any(o => o.Legs().Any(l => (string?)l["movementId"] == movement));

    public static decimal Decimal(this JsonNode node, string name) =>
        decimal.Parse((string)node[name]!, System.Globalization.CultureInfo.InvariantCulture);
}
