using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Qujiang.Testing;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>From the outbox to the broker. Sends are counted by a plain listener: an inbox would hide a message that is sent twice.</summary>
public sealed class RelayTests(Bench bench, ITestOutputHelper output) : IClassFixture<Bench>
{
    private static readonly Dictionary<string, string?> NoRelay = new() { ["Messaging:RelayEnabled"] = "false" };

    [Fact]
    public async Task Four_relays_at_once_send_each_message_once()
    {
        const int count = 4000;
        await using var heard = await bench.ListenAsync("test.noted.v1");
        await WriteAsync(count, i => new Noted($"four {i}"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var relays = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => bench.StartAsync(settings: new() { ["Messaging:RelayBatchSize"] = "50" }))
        );

        await Eventually.TrueAsync(() => heard.Messages.Count >= count, TimeSpan.FromSeconds(60), $"{count} sends");
        var seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(500);
        foreach (var relay in relays)
        {
            await bench.StopAsync(relay);
        }

        heard.Messages.Count.ShouldBe(count);
        heard.Messages.Select(m => m.MessageId).Distinct().Count().ShouldBe(count);
        (await bench.CountAsync("messaging.outbox")).ShouldBe(0);
        output.WriteLine($"four relays: {count} messages sent once each in {seconds:0.00} s");
    }

    [Fact]
    public async Task A_row_held_by_another_relay_does_not_hold_up_the_rest()
    {
        await using var heard = await bench.ListenAsync("test.held.v1");
        await WriteAsync(3, i => new Held($"held {i}"));
        await using var other = await bench.DataSource.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (
            var command = new NpgsqlCommand(
                "SELECT id FROM messaging.outbox WHERE destination = 'test.held.v1' ORDER BY id LIMIT 1 FOR UPDATE",
                other,
                transaction
            )
        )
        {
            await command.ExecuteScalarAsync();
        }

        var relay = await bench.StartAsync();
        await Eventually.TrueAsync(() => heard.Messages.Count == 2, what: "the other two");
        await transaction.RollbackAsync();
        await Eventually.TrueAsync(() => heard.Messages.Count == 3, what: "the third");
        await bench.StopAsync(relay);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_it_has_committed()
    {
        await using var heard = await bench.ListenAsync("test.noted.v1");
        var committed = await Victim.RunAndKillAsync(bench.Database.ConnectionString, bench.Vhost.Uri, messages: 400);
        var before = heard.Messages.Count;
        var left = await bench.CountAsync("messaging.outbox");

        var relay = await bench.StartAsync();
        await Eventually.TrueAsync(async () => await bench.CountAsync("messaging.outbox") == 0, what: "an empty outbox");
        await Eventually.TrueAsync(() => committed.IsSubsetOf(heard.Messages.Select(m => m.MessageId)), what: "every committed message");
        await bench.StopAsync(relay);

        var sends = heard.Messages.Where(m => m.Body.Contains("victim", StringComparison.Ordinal)).ToList();
        heard.Messages.ShouldNotContain(m => m.Body.Contains("never", StringComparison.Ordinal));
        // One more may have been committed than the process lived to tell.
        sends.Select(m => m.MessageId).Distinct().Count().ShouldBeInRange(committed.Count, committed.Count + 1);
        output.WriteLine($"SIGKILL: {committed.Count} committed, {before} sent before, {left} left behind, {sends.Count} sends in all");
    }

    [Fact]
    public async Task A_relay_that_dies_between_send_and_delete_sends_again_under_the_same_id()
    {
        await using var heard = await bench.ListenAsync("test.again.v1");
        await WriteAsync(1, _ => new Again("again"));
        using var host = Bench.Build(bench.DataSource, bench.Vhost.Uri, null, NoRelay);
        var broker = host.Services.GetRequiredService<BrokerConnection>();
        await using (var sender = new OutboxSender(broker, TimeSpan.FromSeconds(10), TimeProvider.System))
        {
            // What the relay does, without its last step.
            await sender.ConnectAsync(default);
            var row = await bench.QueryAsync<OutboxRow>(
                "SELECT id, message_id AS MessageId, kind, destination, body, headers::text AS headers, created_at AS CreatedAt FROM messaging.outbox WHERE destination = 'test.again.v1'"
            );
            (await sender.SendAsync([row], default)).ShouldHaveSingleItem().Outcome.ShouldBe(SendOutcome.Confirmed);
        }

        var relay = await bench.StartAsync();
        await Eventually.TrueAsync(() => heard.Messages.Count == 2, what: "the second send");
        heard.Messages.Select(m => m.MessageId).Distinct().ShouldHaveSingleItem();
        await bench.StopAsync(relay);
    }

    [Fact]
    public async Task A_poisonous_row_is_parked_and_the_others_pass_it()
    {
        await using var heard = await bench.ListenAsync("test.good.v1");
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        // Declared by somebody else in another way: declaring it as ours closes the channel.
        await channel.ExchangeDeclareAsync("test.poison.v1", ExchangeType.Direct, durable: true);
        await WriteAsync(41, i => i == 20 ? new Poison("poison") : new Good($"good {i}"));

        var relay = await bench.StartAsync(
            settings: new() { ["Messaging:RelayMaxAttempts"] = "3", ["Messaging:RelayFirstBackoff"] = "00:00:00.020" }
        );
        await Eventually.TrueAsync(() => heard.Messages.Select(m => m.MessageId).Distinct().Count() == 40, what: "the others");
        var parked = new ParkedMessages(bench.DataSource);
        var given = (await Eventually.ValueAsync(() => parked.ListAsync(), list => list.Count == 1, what: "one parked row")).Single();
        given.Destination.ShouldBe("test.poison.v1");
        given.Attempts.ShouldBe(3);
        given.LastError!.ShouldContain("PRECONDITION_FAILED");

        await channel.ExchangeDeleteAsync("test.poison.v1");
        await using var cured = await bench.ListenAsync("test.poison.v1");
        (await parked.RetryAsync()).ShouldBe(1);
        await Eventually.TrueAsync(() => cured.Messages.Count == 1, what: "the cured message");
        heard.Messages.Count.ShouldBe(40);
        await bench.StopAsync(relay);
    }

    [Fact]
    public async Task A_command_waits_for_its_queue_and_an_event_for_nobody()
    {
        var relay = await bench.StartAsync(settings: new() { ["Messaging:RelayFirstBackoff"] = "00:00:00.020" });
        await using (var work = await Bench.Units(relay).BeginAsync())
        {
            work.Send("not.there.yet", new Do("wait for me"));
            work.Publish(new Unheard("nobody listens"));
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(
            async () => await bench.CountAsync("messaging.outbox WHERE attempts >= 2 AND last_error LIKE 'Unroutable: 312 NO_ROUTE%'") == 1,
            what: "two refused attempts"
        );
        (await bench.CountAsync("messaging.outbox")).ShouldBe(1);
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("not.there.yet", durable: true, exclusive: false, autoDelete: false);
        var message = await Eventually.ValueAsync(
            () => channel.BasicGetAsync("not.there.yet", autoAck: true),
            got => got is not null,
            what: "the command"
        );
        System.Text.Encoding.UTF8.GetString(message!.Body.Span).ShouldContain("urn:message:test.do.v1");
        await bench.StopAsync(relay);
    }

    [Fact]
    public async Task A_process_without_a_relay_wakes_that_of_another()
    {
        await using var heard = await bench.ListenAsync("test.woken.v1");
        var relay = await bench.StartAsync(settings: new() { ["Messaging:RelayPollInterval"] = "00:01:00" });
        await Task.Delay(500); // it has looked, found nothing and gone to sleep for a minute
        await WriteAsync(1, _ => new Woken("wake up"));
        await Eventually.TrueAsync(() => heard.Messages.Count == 1, TimeSpan.FromSeconds(5), "the message");
        await bench.StopAsync(relay);
    }

    private async Task WriteAsync(int count, Func<int, object> message)
    {
        using var host = Bench.Build(bench.DataSource, bench.Vhost.Uri, null, NoRelay);
        await using var work = await Bench.Units(host).BeginAsync();
        for (var i = 0; i < count; i++)
        {
            work.Publish(message(i));
        }

        await work.CommitAsync();
    }
}
