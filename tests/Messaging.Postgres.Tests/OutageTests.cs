using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>A broker that is not there yet, is killed, and comes back; a database that is killed under consumers.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commits_go_on_without_a_broker_and_arrive_when_it_is_back()
    {
        await using var bench = new Bench();
        await bench.InitializeAsync();
        await using var broker = await PrivateBroker.CreateAsync();
        await broker.KillAsync();

        // The host starts without the broker ...
        var (ready, lost, attempts) = (0, 0, new Attempts());
        var host = await bench.StartAsync(
            m =>
                m.Queue("outage.notes", q => q.Consumer<Writer>())
                    .TransientQueue(
                        "outage.projection",
                        q => q.Consumer<Projection>().OnReady(_ => Count(ref ready)).OnLost(_ => Count(ref lost))
                    ),
            services: s => s.AddSingleton(attempts).AddHealthChecks().AddPostgresMessaging(),
            brokerUri: broker.Uri
        );
        await CommitAsync(host, "before the first start");
        (await ReadinessAsync(host)).ShouldBe(("Healthy", "Unhealthy"));
        await broker.StartAsync();
        await Eventually.TrueAsync(async () => await ReadinessAsync(host) == ("Healthy", "Healthy"), Long, "readiness");
        // ... and an event published when nobody had bound a queue yet may have passed; from here on nothing may.
        await CommitAsync(host, "with the broker");
        await Eventually.TrueAsync(
            async () => await bench.CountAsync("effect WHERE what = 'with the broker'") == 1,
            Long,
            "the first effect"
        );

        await Eventually.TrueAsync(() => attempts.Count("with the broker") == 1, Long, "the projection");
        ready.ShouldBe(1);
        await Task.Delay(2000); // RabbitMQ 3.10 writes its directory of quorum queues every half second
        await broker.KillAsync();
        for (var i = 0; i < 100; i++)
        {
            await CommitAsync(host, $"down {i}");
        }

        (await ReadinessAsync(host)).ShouldBe(("Healthy", "Unhealthy"));
        (await bench.CountAsync("messaging.outbox")).ShouldBeGreaterThanOrEqualTo(100);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await broker.StartAsync();
        var started = clock.Elapsed;
        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what LIKE 'down %'") == 100, Long, "100 effects");
        await Eventually.TrueAsync(async () => await ReadinessAsync(host) == ("Healthy", "Healthy"), Long, "readiness");
        (await bench.CountAsync("effect WHERE what LIKE 'down %'")).ShouldBe(100);
        ready.ShouldBe(2);
        lost.ShouldBeGreaterThanOrEqualTo(1);
        await CommitAsync(host, "after all");
        await Eventually.TrueAsync(() => attempts.Count("after all") == 1, Long, "the projection");
        output.WriteLine($"broker up after {started.TotalSeconds:0.0} s, all effects {(clock.Elapsed - started).TotalSeconds:0.0} s later");
        await bench.StopAsync(host);

        static Task Count(ref int counter)
        {
            Interlocked.Increment(ref counter);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_killed_database_loses_nothing_and_sets_nothing_aside()
    {
        await using var bench = new Bench();
        await bench.InitializeAsync();
        await using var database = await PrivateDatabase.CreateAsync();
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        await dataSource.MigrateAsync();
        await using (var command = dataSource.CreateCommand("CREATE TABLE effect (what text)"))
        {
            await command.ExecuteNonQueryAsync();
        }

        using var host = Bench.Build(dataSource, bench.Vhost.Uri, m => m.Queue("outage.database", q => q.Consumer<SlowWriter>()), null);
        await host.StartAsync();
        await bench.ConsumedAsync("outage.database");
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            for (var i = 0; i < 300; i++)
            {
                work.Publish(new Noted($"{i}"));
            }

            await work.CommitAsync();
        }

        await Eventually.TrueAsync(async () => await EffectsAsync() != "0 of 0", what: "the first effects");
        await database.KillAsync();
        await Task.Delay(4000); // longer than all retries together would take without waiting
        await database.StartAsync();
        await Eventually.ValueAsync(EffectsAsync, seen => seen == "300 of 300", Long, "300 effects, once each");
        (await new ErrorQueue(host.Services.GetRequiredService<BrokerConnection>()).PeekAsync("outage.database")).ShouldBeEmpty();
        await host.StopAsync();

        async Task<string> EffectsAsync()
        {
            await using var command = dataSource.CreateCommand("SELECT count(DISTINCT what) || ' of ' || count(*) FROM effect");
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task A_refused_virtual_host_shows_in_readiness_and_is_used_once_it_is_there()
    {
        await using var bench = new Bench();
        await bench.InitializeAsync();
        var name = bench.Vhost.Name + "-later";
        var host = await bench.StartAsync(
            m => m.Queue("outage.later", q => q.Consumer<Writer>()),
            services: s => s.AddHealthChecks().AddPostgresMessaging(),
            brokerUri: bench.Vhost.Uri + "-later"
        );
        (await ReadinessAsync(host)).ShouldBe(("Healthy", "Unhealthy"));
        await SendAsync("waits");
        await Task.Delay(500);
        (await bench.CountAsync("messaging.outbox WHERE attempts = 0")).ShouldBe(1);

        var user = new Uri(bench.Vhost.Uri).UserInfo.Split(':')[0];
        var management = bench.Vhost.Management;
        await management.PutAsync($"vhosts/{name}");
        // For a moment the virtual host is there and the user may not use it.
        await Task.Delay(1000);
        await management.PutAsync($"permissions/{name}/{user}", """{"configure":".*","write":".*","read":".*"}""");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what = 'waits'") == 1, what: "the effect");
        output.WriteLine($"effect {clock.Elapsed.TotalSeconds:0.0} s after the virtual host could be used");
        await bench.StopAsync(host);
        await management.DeleteAsync($"vhosts/{name}");

        async Task SendAsync(string what)
        {
            await using var work = await Bench.Units(host).BeginAsync();
            work.Send("outage.later", new Noted(what));
            await work.CommitAsync();
        }
    }

    private static async Task CommitAsync(IHost host, string what)
    {
        await using var work = await Bench.Units(host).BeginAsync();
        work.Publish(new Noted(what));
        await work.CommitAsync();
    }

    private static async Task<(string Database, string Broker)> ReadinessAsync(IHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));
        return (report.Entries["database"].Status.ToString(), report.Entries["broker"].Status.ToString());
    }
}

/// <summary>A projection in memory, as Routing keeps one.</summary>
public sealed class Projection(Attempts attempts) : IConsumer<NotedElsewhere>
{
    public Task Consume(ConsumeContext<NotedElsewhere> context)
    {
        attempts.Add(context.Message.What);
        return Task.CompletedTask;
    }
}
