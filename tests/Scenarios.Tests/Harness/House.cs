using System.Net.Http.Headers;
using Npgsql;
using Qujiang.ServiceDefaults;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// The system with Booking: six processes, a virtual host and databases of their own on the shared broker and database server. All proofs share one,
/// one at a time; a proof gives back what it took.
/// </summary>
public sealed class House : IAsyncLifetime
{
    public static readonly string[] Legs = ["waterway", "rail", "road", "air"];
    public static readonly string[] Names = [.. Legs, "routing", "booking"];

    /// <summary>The tenant whose policy takes the best way out by itself, whatever it costs.</summary>
    public const string AutoTenant = "floodauto";

    private readonly string keys = Directory.CreateTempSubdirectory("qj-proof-keys-").FullName;
    private readonly Dictionary<string, ServiceProcess> services = [];
    private readonly Dictionary<string, TestDatabase> databases = [];
    private TokenMinter? minter;

    public TestVhost Vhost { get; private set; } = null!;

    public ServiceProcess Service(string name) => services[name];

    /// <summary>Where a service looks for what is to befall it.</summary>
    public string FailpointFile(string name) => Path.Combine(keys, $"{name}.failpoint");

    /// <summary>Forges offers as Routing signs them: the house owns the key.</summary>
    internal OfferPress Offers { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        var offers = TokenMinter.CreateKeyPair().PrivatePem;
        await File.WriteAllTextAsync(Path.Combine(keys, "public.pem"), publicPem);
        await File.WriteAllTextAsync(Path.Combine(keys, "private.pem"), privatePem);
        await File.WriteAllTextAsync(Path.Combine(keys, "offers.pem"), offers);
        Offers = new OfferPress(offers);
        minter = TokenMinter.FromPem(privatePem, TimeProvider.System);
        Vhost = await TestVhost.CreateAsync();
        var port = await TestServices.FreePortsAsync(Names.Length);
        foreach (var name in Names)
        {
            databases[name] = await TestDatabase.CreateAsync($"proof_{name}");
            services[name] = new ServiceProcess(name, char.ToUpperInvariant(name[0]) + name[1..], port++, Environment(name));
            services[name].Start();
        }

        await ReadyAsync(Names);
    }

    /// <summary>Waits until each of the services says it is ready, and Routing knows every mode.</summary>
    public async Task ReadyAsync(params string[] names)
    {
        using var client = new HttpClient();
        foreach (var name in names)
        {
            try
            {
                await Eventually.TrueAsync(
                    async () => (await client.GetAsync(new Uri(services[name].Url, "health/ready"))).IsSuccessStatusCode,
                    Hub.StartPatience,
                    $"{name} being ready"
                );
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"{late.Message}\n{services[name].LogTail()}", late);
            }
        }

        if (names.Contains("routing"))
        {
            using var routing = Client("routing");
            await Hub.LiveAsync(routing);
        }
    }

    /// <summary>A client of a service for a tenant.</summary>
    /// <param name="connections">Requests beyond so many wait their turn in the client.</param>
    public HttpClient Client(string service, string tenant = "acme", int connections = 100)
    {
#pragma warning disable CA2000 // the client owns its handler
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
#pragma warning restore CA2000
        var client = new HttpClient(handler) { BaseAddress = services[service].Url, Timeout = TimeSpan.FromMinutes(10) };
        Sign(client.DefaultRequestHeaders, tenant);
        return client;
    }

    public AuthenticationHeaderValue Token(string tenant) =>
        new("Bearer", minter!.Mint(tenant, ["quotes:write", "bookings:read", "bookings:write", "schedules:write"]));

    public NpgsqlDataSource Database(string service) => databases[service].DataSource;

    /// <summary>The options of a quote for boxes of 18 t, ready in 20 hours.</summary>
    public async Task<IReadOnlyList<JsonObject>> QuoteAsync(
        string from,
        string to,
        int boxes = 1,
        string tenant = "acme",
        Action<JsonObject>? with = null
    )
    {
        using var client = Client("routing", tenant);
        var request = Forwarder.Request(from, to, Forwarder.Boxes(boxes, "22G1", 18_000));
        request["readyAt"] = DateTimeOffset.UtcNow.AddHours(20).ToString("yyyy-MM-ddTHH:mm:ssZ");
        request["maxOptions"] = 12;
        with?.Invoke(request);
        var (answer, quote) = await client.AskAsync(HttpMethod.Post, "/v1/quotes", request);
        answer.ShouldBe(201, quote.ToJsonString());
        return [.. quote.Options()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.Values)
        {
            await service.DisposeAsync();
        }

        foreach (var database in databases.Values)
        {
            await database.DisposeAsync();
        }

        await Vhost.DisposeAsync();
        Offers.Dispose();
        minter?.Dispose();
        Directory.Delete(keys, recursive: true);
    }

    private void Sign(HttpRequestHeaders headers, string tenant) => headers.Authorization = Token(tenant);

    private Dictionary<string, string> Environment(string name)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            // Small pools: the server is shared with other tests.
            ["ConnectionStrings__Database"] = new NpgsqlConnectionStringBuilder(databases[name].ConnectionString)
            {
                MaxPoolSize = name == "booking" ? 40 : 24,
            }.ConnectionString,
            ["RabbitMq__Uri"] = Vhost.Uri,
            ["RateLimits__Enabled"] = "false",
            ["Auth__DevelopmentKeyPath"] = Path.Combine(keys, "public.pem"),
            ["Auth__DevelopmentPrivateKeyPath"] = Path.Combine(keys, "private.pem"),
            ["Auth__ServiceScope"] = "quotes:write",
            ["Offers__SigningKeyPath"] = Path.Combine(keys, "offers.pem"),
            ["Logging__LogLevel__Default"] = "Warning",
            ["QJ_FAILPOINT_FILE"] = FailpointFile(name),
            [$"Booking__Tenants__{AutoTenant}__AutoAcceptReplans"] = "true",
            [$"Booking__Tenants__{AutoTenant}__AutoAcceptMaxExtraPercent"] = "1000",
            [$"Booking__Tenants__{AutoTenant}__AutoAcceptOnlyInTime"] = "false",
        };
        foreach (var (other, service) in services)
        {
            environment[$"Services__{other}__Url"] = service.Url.ToString();
        }

        return environment;
    }
}

/// <summary>All proofs share one house and run one after the other.</summary>
[CollectionDefinition(nameof(HouseCollection))]
public sealed class HouseCollection : ICollectionFixture<House>;
