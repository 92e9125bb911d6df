using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Tests;

/// <summary>Commands over the real broker, answered by facts.</summary>
public sealed class BusTests : IAsyncLifetime
{
    private static readonly string Run = Timetable.MovementId("L-DAILY", Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(4), 1);
    private TestService service = null!;
    private TestDatabase askersDatabase = null!;
    private IHost asker = null!;

    public async ValueTask InitializeAsync()
    {
        service = await TestService.StartAsync("bus");
        askersDatabase = await TestDatabase.CreateAsync("leg_asker");
        await askersDatabase.DataSource.MigrateAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("RabbitMq:Uri", service.Vhost.Uri)]);
        builder.Services.AddSingleton(askersDatabase.DataSource);
        builder.Services.AddSingleton<Answers>();
        builder.Services.AddPostgresMessaging(
            builder.Configuration,
            "asker",
            bus => bus.TransientQueue("answers", queue => queue.Consumer<AnswerConsumer>())
        );
        asker = builder.Build();
        await asker.StartAsync();
        await asker.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await asker.StopAsync();
        asker.Dispose();
        await service.DisposeAsync();
        await askersDatabase.DisposeAsync();
    }

    [Fact]
    public async Task A_hold_goes_from_command_to_confirmed_fact()
    {
        var command = Samples.Hold(Samples.Teu(2), Run, 0, 2);
        await SendAsync(command);
        var held = await AnswerAsync<CapacityHeld>(command.HoldId);
        held.Service.ShouldBe("sample");
        await SendAsync(new ConfirmHold(command.HoldId, DateTimeOffset.UtcNow));
        (await AnswerAsync<HoldConfirmed>(command.HoldId)).Sequence.ShouldBeGreaterThan(held.Sequence);
        (await service.GetAsync($"/v1/holds/{command.HoldId}")).Body["state"]!.ToString().ShouldBe("CONFIRMED");
        (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![1]!["confirmed"]!["teu"]!.ToString().ShouldBe("2.00");
        await SendAsync(new ReleaseHold(command.HoldId, "changed his mind", DateTimeOffset.UtcNow));
        (await AnswerAsync<HoldReleased>(command.HoldId)).Reason.ShouldBe("changed his mind");

        var tooMuch = Samples.Hold(Samples.Teu(51), Run, 0, 2);
        await SendAsync(tooMuch);
        (await AnswerAsync<HoldRefused>(tooMuch.HoldId)).ShouldSatisfyAllConditions(
            r => r.Constraint.ShouldBe("capacity"),
            r => r.Dimension.ShouldBe("teu100"),
            r => r.Free.ShouldBe(Samples.FiftyTeu)
        );
    }

    [Fact]
    public async Task What_nobody_confirms_expires_by_itself()
    {
        var command = Samples.Hold(Samples.Teu(2), Run, 0, 2, ttl: 1);
        await SendAsync(command);
        await AnswerAsync<HoldExpired>(command.HoldId);
        (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![0]!["held"]!["teu"]!.ToString().ShouldBe("0.00");
    }

    [Fact]
    public async Task Five_hundred_holds_over_the_bus_sell_what_there_is()
    {
        var commands = Enumerable.Range(0, 500).Select(_ => Samples.Hold(Samples.Teu(1), Run, 0, 2)).ToList();
        var clock = Stopwatch.StartNew();
        await SendAsync([.. commands]);
        var answers = asker.Services.GetRequiredService<Answers>();
        await Eventually.TrueAsync(
            () => commands.TrueForAll(c => answers.ByHold.ContainsKey(c.HoldId)),
            TimeSpan.FromSeconds(60),
            "all answers"
        );
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"500 holds over broker, inbox, ledger, outbox and back in {clock.Elapsed.TotalSeconds:0.0} s"
        );
        commands.Count(c => answers.ByHold[c.HoldId].Any(f => f is CapacityHeld)).ShouldBe(50);
        (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![0]!["held"]!["teu"]!.ToString().ShouldBe("50.00");
    }

    private async Task SendAsync(params object[] commands)
    {
        await using var work = await asker.Services.GetRequiredService<UnitOfWorkFactory>().BeginAsync();
        foreach (var command in commands)
            work.Send("sample-commands", command);
        await work.CommitAsync();
    }

    private Task<T> AnswerAsync<T>(Guid hold)
        where T : class, IFact =>
        Eventually.ValueAsync(
            () =>
                Task.FromResult(
                    asker.Services.GetRequiredService<Answers>().ByHold.TryGetValue(hold, out var facts)
                        ? facts.OfType<T>().FirstOrDefault()
                        : null
                )!,
            (T? fact) => fact is not null,
            what: typeof(T).Name
        )!;

    internal sealed class Answers
    {
        public ConcurrentDictionary<Guid, ConcurrentQueue<IFact>> ByHold { get; } = new();

        public Task Add(Guid hold, IFact fact)
        {
            ByHold.GetOrAdd(hold, _ => new ConcurrentQueue<IFact>()).Enqueue(fact);
            return Task.CompletedTask;
        }
    }

    internal sealed class AnswerConsumer(Answers answers)
        : IConsumer<CapacityHeld>,
            IConsumer<HoldRefused>,
            IConsumer<HoldConfirmed>,
            IConsumer<HoldReleased>,
            IConsumer<HoldExpired>
    {
        public Task Consume(ConsumeContext<CapacityHeld> context) => answers.Add(context.Message.HoldId, context.Message);

        public Task Consume(ConsumeContext<HoldRefused> context) => answers.Add(context.Message.HoldId, context.Message);

        public Task Consume(ConsumeContext<HoldConfirmed> context) => answers.Add(context.Message.HoldId, context.Message);

        public Task Consume(ConsumeContext<HoldReleased> context) => answers.Add(context.Message.HoldId, context.Message);

        public Task Consume(ConsumeContext<HoldExpired> context) => answers.Add(context.Message.HoldId, context.Message);
    }
}
