using MassTransit;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Routing.Live;

/// <summary>Hands a fact from the bus to its feed.</summary>
public sealed class FactConsumer<TFact>(LiveNetwork network) : IConsumer<TFact>
    where TFact : class, IFact
{
    public Task Consume(ConsumeContext<TFact> context)
    {
        network.Post(context.Message);
        return Task.CompletedTask;
    }
}

/// <summary>The queue of this replica.</summary>
public static class FactQueue
{
    /// <summary>
    /// Listens to every fact that a leg service publishes. Those that change nothing here count as well: every event has a number, and one that is
    /// not listened to would look lost.
    /// </summary>
    public static void Configure(MessagingBuilder messaging) =>
        messaging.TransientQueue(
            "routing",
            queue =>
            {
                queue.Concurrency = 1;
                queue.Prefetch = 500;
                queue
                    .Consumer<FactConsumer<MovementPublished>>()
                    .Consumer<FactConsumer<CapacityChanged>>()
                    .Consumer<FactConsumer<MovementRescheduled>>()
                    .Consumer<FactConsumer<MovementCancelled>>()
                    .Consumer<FactConsumer<LanePublished>>()
                    .Consumer<FactConsumer<PoolCapacityChanged>>()
                    .Consumer<FactConsumer<TariffPublished>>()
                    .Consumer<FactConsumer<ReferenceDataPublished>>()
                    .Consumer<FactConsumer<DisruptionRaised>>()
                    .Consumer<FactConsumer<DisruptionCleared>>()
                    .Consumer<FactConsumer<CapacityHeld>>()
                    .Consumer<FactConsumer<HoldRefused>>()
                    .Consumer<FactConsumer<HoldConfirmed>>()
                    .Consumer<FactConsumer<HoldReleased>>()
                    .Consumer<FactConsumer<HoldExpired>>()
                    .OnReady(services =>
                    {
                        services.GetRequiredService<LiveNetwork>().BusIsReady();
                        return Task.CompletedTask;
                    });
            }
        );
}
