using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>Messages for later.</summary>
public sealed class ScheduleTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task A_scheduled_message_survives_a_restart_and_is_neither_early_nor_lost()
    {
        await using var heard = await bench.ListenAsync("test.noted.v1");
        var first = await bench.StartAsync();
        var due = DateTimeOffset.UtcNow.AddSeconds(2);
        await using (var work = await Bench.Units(first).BeginAsync())
        {
            work.Schedule(new Noted("later"), due);
            work.Publish(new Noted("now"));
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(() => heard.Messages.Count == 1, what: "the message for now");
        await bench.StopAsync(first);
        var second = await bench.StartAsync();
        await Eventually.TrueAsync(() => heard.Messages.Count == 2, what: "the message for later");
        var late = heard.Messages.Last();
        late.Body.ShouldContain("\"later\"");
        late.At.ShouldBeInRange(due, due.AddSeconds(1));
        TestContext.Current.TestOutputHelper!.WriteLine($"sent {(late.At - due).TotalMilliseconds:0} ms after it was due");
        await bench.StopAsync(second);
    }

    [Fact]
    public async Task A_cancelled_message_is_not_sent()
    {
        await using var heard = await bench.ListenAsync("test.good.v1");
        var host = await bench.StartAsync();
        Guid token;
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            token = work.Schedule(new Good("cancelled later"), DateTimeOffset.UtcNow.AddSeconds(1));
            var atOnce = work.Schedule(new Good("cancelled at once"), DateTimeOffset.UtcNow.AddMilliseconds(100));
            (await work.CancelScheduledAsync(atOnce)).ShouldBeTrue();
            await work.CommitAsync();
        }

        await using (var work = await Bench.Units(host).BeginAsync())
        {
            (await work.CancelScheduledAsync(token)).ShouldBeTrue();
            (await work.CancelScheduledAsync(Guid.NewGuid())).ShouldBeFalse();
            await work.CommitAsync();
        }

        await Task.Delay(1500);
        heard.Messages.ShouldBeEmpty();
        await bench.StopAsync(host);
    }
}
