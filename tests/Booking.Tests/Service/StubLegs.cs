using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Tests.Simulation;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Tests.Service;

/// <summary>
/// Three leg services in this process, behind the real broker: the simulation's ledger with the bus in front of it. For the cases that a
/// real leg service cannot be brought to on demand; the real ones are in the tests of the whole system.
/// </summary>
internal sealed class StubLegs : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestDatabase _database;

    private StubLegs(IHost host, TestDatabase database, LegBook book)
    {
        _host = host;
        _database = database;
        Book = book;
    }

    public LegBook Book { get; }

    public static async Task<StubLegs> StartAsync(string brokerUri, IReadOnlyDictionary<string, int> offered)
    {
        var database = await TestDatabase.CreateAsync("legs");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["RabbitMq:Uri"] = brokerUri;
        builder.Services.AddSingleton(database.DataSource);
        var book = new LegBook(offered);
        builder.Services.AddSingleton(book);
        builder.Services.AddPostgresMessaging(
            builder.Configuration,
            "legs",
            bus =>
            {
                foreach (var service in LegBook.Services)
                {
                    bus.Queue(
                        $"{service}-commands",
                        queue =>
                        {
                            queue.ReceivesEvents = false;
                            queue.Consumer<StubConsumer>();
                        }
                    );
                }
            }
        );
        var host = builder.Build();
        await database.DataSource.MigrateAsync();
        await host.StartAsync();
        var health = await host
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        health.ShouldBe(BusHealthStatus.Healthy, "the stubbed leg services do not consume");
        return new StubLegs(host, database, book);
    }

    /// <summary>Tells everybody something a leg service would tell.</summary>
    public async Task PublishAsync(object fact)
    {
        await using var work = await _host.Services.GetRequiredService<UnitOfWorkFactory>().BeginAsync();
        work.Publish(fact);
        await work.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
    }
}

/// <summary>The ledgers of all the stubbed services.</summary>
internal sealed class LegBook(IReadOnlyDictionary<string, int> offered)
{
    public static readonly string[] Services = ["rail", "road", "waterway", "air"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimLedger> _ledgers = Services.ToDictionary(s => s, s => new SimLedger(s, offered));

    /// <summary>Services that are away: they take no commands until they are back.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Away { get; } = [];

    public PartInput Receive(LegCommand command)
    {
        lock (_lock)
        {
            return _ledgers[command.Service].Receive(command, DateTimeOffset.UtcNow);
        }
    }

    public PartInput[] Expire()
    {
        lock (_lock)
        {
            return [.. _ledgers.Values.SelectMany(l => l.Expire(DateTimeOffset.UtcNow))];
        }
    }

    /// <summary>Hundredths of a TEU taken on a movement.</summary>
    public int Taken(string movement)
    {
        lock (_lock)
        {
            return _ledgers.Values.Sum(l => l.Taken(movement));
        }
    }
}

internal sealed class StubConsumer(UnitOfWork work, LegBook book) : IConsumer<HoldCapacity>, IConsumer<ConfirmHold>, IConsumer<ReleaseHold>
{
    private static long _sequence;

    public Task Consume(ConsumeContext<HoldCapacity> context)
    {
        var m = context.Message;
        return AnswerAsync(new AskHold(ServiceOf(context), m.HoldId, m.Legs, m.TtlSeconds), m.Tenant, m.Owner);
    }

    public Task Consume(ConsumeContext<ConfirmHold> context) => AnswerAsync(new AskConfirm(ServiceOf(context), context.Message.HoldId));

    public Task Consume(ConsumeContext<ReleaseHold> context) =>
        AnswerAsync(new AskRelease(ServiceOf(context), context.Message.HoldId, context.Message.Reason));

    public static object FactOf(PartInput answer, string tenant = "", string owner = "")
    {
        var (id, now, service, n) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow, answer.Who, Interlocked.Increment(ref _sequence));
        return answer switch
        {
            PartHeld h => new CapacityHeld(id, now, service, n, h.HoldId, tenant, owner, h.ExpiresAt),
            PartRefused r => new HoldRefused(id, now, service, n, r.HoldId, tenant, owner, r.Leg, r.Constraint, r.Dimension, null, r.Free),
            PartConfirmed c => new HoldConfirmed(id, now, service, n, c.HoldId, tenant, owner),
            PartReleased r => new HoldReleased(id, now, service, n, r.HoldId, tenant, owner, ""),
            _ => new HoldExpired(id, now, service, n, answer.HoldId, tenant, owner),
        };
    }

    private async Task AnswerAsync(LegCommand command, string tenant = "", string owner = "")
    {
        if (book.Away.TryGetValue(command.Service, out var back))
        {
            await back.Task;
        }

        work.Publish(FactOf(book.Receive(command), tenant, owner));
    }

    private static string ServiceOf(ConsumeContext context) =>
        context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1].Replace("-commands", "");
}
