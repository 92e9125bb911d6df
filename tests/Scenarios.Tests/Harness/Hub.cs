using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using Qujiang.ServiceDefaults;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// The whole system, running: a broker and a database of its own, the four leg services and routing as processes. One hub serves all scenarios of
/// the run, one at a time; a scenario leaves it as it found it.
/// </summary>
public sealed class Hub : IAsyncLifetime
{
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(240);
    private static readonly string[] Legs = ["waterway", "rail", "road", "air"];
    private readonly Dictionary<string, ServiceProcess> services = [];
    private readonly string keys = Directory.CreateTempSubdirectory("qj-scenario-keys-").FullName;
    private TokenMinter? minter;

    public PrivateBroker Broker { get; private set; } = null!;

    public PrivateDatabase Database { get; private set; } = null!;

    public ServiceProcess Service(string name) => services[name];

    public async ValueTask InitializeAsync()
    {
        var clock = Stopwatch.StartNew();
        var broker = PrivateBroker.CreateAsync();
        var database = PrivateDatabase.CreateAsync();
        Broker = await broker;
        Database = await database;
        WriteKeys();
        var port = await TestServices.FreePortsAsync(5);
        foreach (var name in Legs)
        {
            await CreateDatabaseAsync(name);
            services[name] = new(name, Project(name), port++, Environment(name));
        }
        await CreateDatabaseAsync("routing");
        var routing = Environment("routing");
        foreach (var name in Legs)
        {
            routing[$"Services__{name}__Url"] = services[name].Url.ToString();
        }
        services["routing"] = new("routing", "Routing", port, routing);
        foreach (var service in services.Values)
        {
            service.Start();
        }
        await ReadyAsync([.. services.Keys]);
        using var client = Client("routing");
        await LiveAsync(client);
        Report($"the hub is up after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Waits until routing knows every mode: on a busy machine it calls itself ready without one that takes more than a minute to load.</summary>
    internal static Task LiveAsync(HttpClient routing) =>
        Eventually.TrueAsync(
            async () =>
            {
                var status = JsonNode.Parse(await routing.GetStringAsync("/v1/network/status"))!;
                return status["modes"]!.AsArray().All(mode => (string)mode!["status"]! == "LIVE");
            },
            StartPatience,
            "every mode being live"
        );

    /// <summary>Waits until each of the services says it is ready.</summary>
    public async Task ReadyAsync(params string[] names)
    {
        using var client = new HttpClient();
        foreach (var name in names)
        {
            try
            {
                await Eventually.TrueAsync(
                    async () => (await client.GetAsync(new Uri(services[name].Url, "health/ready"))).IsSuccessStatusCode,
                    StartPatience,
                    $"{name} being ready"
                );
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException($"{exception.Message}\n{services[name].LogTail()}", exception);
            }
        }
    }

    /// <summary>A client of a service for a tenant; without scopes it may only read.</summary>
    public HttpClient Client(string service, string tenant = "acme", params string[] scopes)
    {
        var client = new HttpClient { BaseAddress = services[service].Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(tenant, scopes));
        return client;
    }

    /// <summary>A token of a tenant.</summary>
    public string Token(string tenant, params string[] scopes) => minter!.Mint(tenant, scopes);

    public static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.Values)
        {
            await service.DisposeAsync();
        }
        await Database.DisposeAsync();
        await Broker.DisposeAsync();
        minter?.Dispose();
        Directory.Delete(keys, recursive: true);
    }

    private static string Project(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private Dictionary<string, string> Environment(string name) =>
        new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Database"] = DatabaseOf(name),
            ["RabbitMq__Uri"] = Broker.Uri,
            ["RateLimits__Enabled"] = "false",
            ["Auth__DevelopmentKeyPath"] = Path.Combine(keys, "dev-public.pem"),
            ["Auth__DevelopmentPrivateKeyPath"] = Path.Combine(keys, "dev-private.pem"),
            ["Offers__SigningKeyPath"] = Path.Combine(keys, "offers.pem"),
        };

    internal string DatabaseOf(string name) =>
        new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = name }.ConnectionString;

    private async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the names are the five constants above
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private void WriteKeys()
    {
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        File.WriteAllText(Path.Combine(keys, "dev-private.pem"), privatePem);
        File.WriteAllText(Path.Combine(keys, "dev-public.pem"), publicPem);
        File.WriteAllText(Path.Combine(keys, "offers.pem"), TokenMinter.CreateKeyPair().PrivatePem);
        minter = TokenMinter.FromFile(Path.Combine(keys, "dev-private.pem"), TimeProvider.System);
    }
}

/// <summary>All scenarios share one hub and run one after the other.</summary>
[CollectionDefinition(nameof(HubCollection))]
public sealed class HubCollection : ICollectionFixture<Hub>;
