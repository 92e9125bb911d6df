using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Tests.House;

/// <summary>The real thing: four leg services, Routing and Booking as processes on a real broker and databases of their own.</summary>
public sealed class House : IAsyncLifetime
{
    public static readonly string[] LegNames = ["waterway", "rail", "road", "air"];

    private readonly string _keys = Directory.CreateTempSubdirectory("qj-house-keys-").FullName;
    private readonly Dictionary<string, ServiceProcess> _services = [];
    private readonly Dictionary<string, TestDatabase> _databases = [];
    private TestVhost _vhost = null!;
    private TokenMinter _minter = null!;

    public ServiceProcess Service(string name) => _services[name];

    public async ValueTask InitializeAsync()
    {
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        await File.WriteAllTextAsync(Path.Combine(_keys, "public.pem"), publicPem);
        await File.WriteAllTextAsync(Path.Combine(_keys, "private.pem"), privatePem);
        await File.WriteAllTextAsync(Path.Combine(_keys, "offers.pem"), TokenMinter.CreateKeyPair().PrivatePem);
        _minter = TokenMinter.FromPem(privatePem, TimeProvider.System);
        _vhost = await TestVhost.CreateAsync();
        var names = LegNames.Append("routing").Append("booking").ToArray();
        var port = await TestServices.FreePortsAsync(names.Length);
        foreach (var name in names)
        {
            _databases[name] = await TestDatabase.CreateAsync(name);
            var environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Database"] = _databases[name].ConnectionString,
                ["RabbitMq__Uri"] = _vhost.Uri,
                ["RateLimits__Enabled"] = "false",
                ["Auth__DevelopmentKeyPath"] = Path.Combine(_keys, "public.pem"),
                ["Auth__DevelopmentPrivateKeyPath"] = Path.Combine(_keys, "private.pem"),
                ["Auth__ServiceScope"] = "quotes:write",
                ["Booking__HoldWait"] = "00:00:25",
            };
            foreach (var other in _services)
            {
                environment[$"Services__{other.Key}__Url"] = other.Value.Url.ToString();
            }

            if (name == "routing")
            {
                environment["Offers__SigningKeyPath"] = Path.Combine(_keys, "offers.pem");
            }

            _services[name] = new ServiceProcess(name, char.ToUpperInvariant(name[0]) + name[1..], port++, environment);
            _services[name].Start();
        }

        await ReadyAsync(names);
        await LiveAsync();
    }

    /// <summary>On a busy machine Routing starts before the leg services are there, and is ready without their timetables: then it has no options.</summary>
    private async Task LiveAsync()
    {
        using var routing = Client("routing");
        await Eventually.TrueAsync(
            async () =>
                (await routing.SendAsync(HttpMethod.Get, "/v1/network/status")).Body["modes"]!
                    .AsArray()
                    .All(m => m!["status"]!.ToString() == "LIVE"),
            TimeSpan.FromSeconds(180),
            "every timetable being there"
        );
    }

    public async Task ReadyAsync(params string[] names)
    {
        using var client = new HttpClient();
        foreach (var name in names)
        {
            try
            {
                await Eventually.TrueAsync(
                    async () => (await client.GetAsync(new Uri(_services[name].Url, "health/ready"))).IsSuccessStatusCode,
                    TimeSpan.FromSeconds(120),
                    $"{name} being ready"
                );
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"{late.Message}\n{_services[name].LogTail()}", late);
            }
        }
    }

    public HttpClient Client(
        string service,
        string tenant = "acme",
        string scopes = "quotes:write bookings:read bookings:write schedules:write"
    )
    {
        var client = new HttpClient { BaseAddress = _services[service].Url, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _minter.Mint(tenant, scopes.Split(' ')));
        return client;
    }

    /// <summary>Options for containers between two terminals, ready tomorrow morning at the hub.</summary>
    public async Task<IReadOnlyList<JsonObject>> QuoteAsync(string from, string to, int boxes = 1, string tenant = "acme") =>
        [.. (await AskAsync(from, to, boxes, tenant))["options"]!.AsArray().Select(o => o!.AsObject())];

    /// <summary>Likewise, by rail alone and in parts.</summary>
    public async Task<IReadOnlyList<JsonObject>> SplitsAsync(string from, string to, int boxes) =>
        [.. (await AskAsync(from, to, boxes, "acme", "RAIL"))["splits"]!.AsArray().Select(s => s!.AsObject())];

    private async Task<JsonObject> AskAsync(string from, string to, int boxes, string tenant, params string[] modes)
    {
        using var routing = Client("routing", tenant);
        var request = new
        {
            origin = new { terminal = from },
            destination = new { terminal = to },
            readyAt = DateTimeOffset.UtcNow.AddHours(20).ToString("yyyy-MM-ddTHH:mm:ssZ"),
            equipment = new[]
            {
                new
                {
                    type = "22G1",
                    count = boxes,
                    cargoKg = 18_000,
                },
            },
            maxOptions = 12,
            limits = modes.Length == 0 ? null : new { modes },
        };
        var (response, quote) = await routing.SendAsync(HttpMethod.Post, "/v1/quotes", request);
        response.IsSuccessStatusCode.ShouldBeTrue(quote.ToJsonString());
        return quote;
    }

    /// <summary>What all ledgers together have held and sold, in holds; and whether any row offers less than that.</summary>
    public async Task<(long Held, long Confirmed, long Oversold)> LedgersAsync()
    {
        long held = 0;
        long confirmed = 0;
        long oversold = 0;
        foreach (var name in LegNames)
        {
            await using var connection = await _databases[name].DataSource.OpenConnectionAsync();
            held += await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM leg.hold WHERE state = 'HELD'");
            confirmed += await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM leg.hold WHERE state = 'CONFIRMED'");
            oversold += await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM leg.segment WHERE offered_teu100 < held_teu100 + confirmed_teu100 OR offered_kg < held_kg + confirmed_kg"
            );
        }

        return (held, confirmed, oversold);
    }

    /// <summary>What waits where, for the message of a test that gave up waiting.</summary>
    public async Task<string> WhatWaitsAsync()
    {
        var lines = new List<string>();
        foreach (var (name, database) in _databases)
        {
            await using var connection = await database.DataSource.OpenConnectionAsync();
            lines.AddRange(
                await connection.QueryAsync<string>(
                    """
                    SELECT @name || ': ' || count(*) || ' to ' || destination || ', parked ' || count(parked_at) || ', attempts ' || max(attempts)
                        || ', due ' || min(enqueue_time) || ', ' || coalesce(max(last_error), '')
                    FROM messaging.outbox GROUP BY destination
                    """,
                    new { name }
                )
            );
            lines.AddRange(
                await connection.QueryAsync<string>(
                    """
                    SELECT @name || ': ' || state || ' since ' || xact_start || ' ' || coalesce(wait_event, '') || ' ' || left(query, 200)
                    FROM pg_stat_activity WHERE datname = current_database() AND xact_start < clock_timestamp() - interval '2 seconds'
                    """,
                    new { name }
                )
            );
        }

        foreach (var queue in LegNames.Select(n => $"{n}-commands").Append("booking"))
        {
            lines.Add($"{queue}: {await _vhost.MessagesAsync(queue)}, in error {await _vhost.MessagesAsync($"{queue}_error")}");
        }

        await using var booking = await DatabaseAsync("booking");
        lines.AddRange(
            await booking.QueryAsync<string>(
                """
                SELECT booking_id || ' ' || status || ' ' || (state->>'phase') || ' wakes ' || coalesce(wake_at::text, 'never') || ' '
                    || (SELECT string_agg((p->>'service') || ' ' || (p->>'status'), ', ') FROM jsonb_array_elements(state->'current'->'parts') p)
                FROM booking.booking WHERE NOT decided OR NOT settled LIMIT 10
                """
            )
        );
        return string.Join('\n', lines);
    }

    public Task<NpgsqlConnection> DatabaseAsync(string service) => _databases[service].DataSource.OpenConnectionAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values)
        {
            await service.DisposeAsync();
        }

        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }

        await _vhost.DisposeAsync();
        _minter.Dispose();
        Directory.Delete(_keys, recursive: true);
    }
}
