using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Tests.Domain;
using Qujiang.Contracts.V1;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Tests.Service;

/// <summary>The booking service on a real broker and database, with stubbed leg services behind the broker.</summary>
public sealed class BookingApp : IAsyncLifetime
{
    private readonly string _keys = Directory.CreateTempSubdirectory("qj-booking-keys-").FullName;
    private readonly OfferMint _offers = new();
    private TestDatabase _database = null!;
    private TestVhost _vhost = null!;
    private WebApplicationFactory<BookingOptions> _factory = null!;
    private TokenMinter _minter = null!;
    private int _movements;

    internal StubLegs Legs { get; private set; } = null!;

    /// <summary>Routing and the leg services' REST side.</summary>
    internal StubNeighbours Neighbours { get; private set; } = null!;

    public TestDatabase Database => _database;

    public TestVhost Vhost => _vhost;

    /// <summary>So much room (hundredths of a TEU) on every movement that a test makes up.</summary>
    public const int RoomPerMovement = 1000;

    public async ValueTask InitializeAsync()
    {
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        await File.WriteAllTextAsync(Path.Combine(_keys, "dev.pem"), publicPem);
        await File.WriteAllTextAsync(Path.Combine(_keys, "offers.pem"), _offers.PublicPem);
        await File.WriteAllTextAsync(Path.Combine(_keys, "private.pem"), privatePem);
        _minter = TokenMinter.FromPem(privatePem, TimeProvider.System);
        _database = await TestDatabase.CreateAsync("booking");
        _vhost = await TestVhost.CreateAsync();
        Legs = await StubLegs.StartAsync(_vhost.Uri, new RoomOnAnything());
        Neighbours = await StubNeighbours.StartAsync(_offers);
        _factory = new WebApplicationFactory<BookingOptions>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Development");
            web.UseSetting("ConnectionStrings:Database", _database.ConnectionString);
            web.UseSetting("RabbitMq:Uri", _vhost.Uri);
            web.UseSetting("RateLimits:Enabled", "false");
            web.UseSetting("Auth:DevelopmentKeyPath", Path.Combine(_keys, "dev.pem"));
            web.UseSetting("Auth:DevelopmentPrivateKeyPath", Path.Combine(_keys, "private.pem"));
            web.UseSetting("Offers:PublicKeyPath", Path.Combine(_keys, "offers.pem"));
            foreach (var neighbour in new[] { "routing", "waterway", "rail", "road", "air" })
            {
                web.UseSetting($"Services:{neighbour}:Url", Neighbours.Url);
            }

            web.UseSetting("Booking:Tenants:auto:AutoAcceptReplans", "true");
            web.UseSetting("Booking:Tenants:auto:AutoAcceptMaxExtraPercent", "50");
            web.UseSetting("Booking:HoldWait", "00:00:05");
            web.UseSetting("Booking:OtherOfferWait", "00:00:01");
            web.UseSetting("Booking:Tenants:small:OpenHolds", "2");
            web.UseSetting("Logging:LogLevel:Default", "Warning");
        });
        using var first = Client();
        await Eventually.TrueAsync(
            async () => (await first.GetAsync("/health/ready")).IsSuccessStatusCode,
            TimeSpan.FromSeconds(30),
            "booking being ready"
        );
    }

    public HttpClient Client(string tenant = "acme", string scopes = "bookings:read bookings:write")
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            _minter.Mint(tenant, scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        );
        return client;
    }

    /// <summary>A plan over three services on movements of its own.</summary>
    internal Plan FreshPlan(int teu = 1)
    {
        var n = Interlocked.Increment(ref _movements);
        return Soon(Plans.Of(teu, (Mode.Road, $"RD-{n}"), (Mode.Rail, $"RL-{n}"), (Mode.Waterway, $"WW-{n}")));
    }

    internal static Plan Soon(Plan plan)
    {
        var shift = DateTimeOffset.UtcNow.Date - Plans.Start.Date;
        return plan with
        {
            ReadyAt = plan.ReadyAt + shift,
            Legs =
            [
                .. plan.Legs.Select(l =>
                    l with
                    {
                        Cutoff = l.Cutoff + shift,
                        Departure = l.Departure + shift,
                        Arrival = l.Arrival + shift,
                        AvailableAt = l.AvailableAt + shift,
                    }
                ),
            ],
        };
    }

    internal string Offer(Plan plan, string tenant = "acme", TimeSpan? valid = null, OfferedSplit? split = null) =>
        _offers.Sign(plan, tenant, valid, split);

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Legs.DisposeAsync();
        await Neighbours.DisposeAsync();
        await _vhost.DisposeAsync();
        await _database.DisposeAsync();
        _offers.Dispose();
        _minter.Dispose();
        Directory.Delete(_keys, recursive: true);
    }

    /// <summary>The same room on whatever movement is asked for.</summary>
    private sealed class RoomOnAnything : Dictionary<string, int>, IReadOnlyDictionary<string, int>
    {
        int IReadOnlyDictionary<string, int>.this[string key] => RoomPerMovement;
    }
}

/// <summary>Reading answers.</summary>
internal static class Reading
{
    public static string Text(this JsonObject body, string name) => body[name]?.ToString() ?? "";
}
