using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>From a commit to an effect elsewhere.</summary>
public sealed class FlowTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task A_committed_message_reaches_another_services_record_of_the_same_name()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        await using var noted = await bench.ListenAsync("test.noted.v1");
        var host = await bench.StartAsync(m => m.Queue("flow.notes", q => q.Consumer<Writer>()));
        await bench.ConsumedAsync("flow.notes");

        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.Publish(new Noted("hello", new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.FromHours(8)), Colour.DarkBlue));
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what = 'hello'") == 1, what: "the effect");
        await Eventually.TrueAsync(() => done.Messages.Count == 1, what: "the consumer's own event");
        var envelope = noted.Messages.ShouldHaveSingleItem().Envelope;
        envelope.GetProperty("messageType").EnumerateArray().Select(t => t.GetString()).ShouldBe(["urn:message:test.noted.v1"]);
        envelope.GetProperty("message").GetRawText().ShouldBe("""{"what":"hello","at":"2026-12-01T08:00:00+08:00","colour":"DARK_BLUE"}""");
        await Eventually.TrueAsync(async () => await bench.CountAsync("messaging.outbox") == 0, what: "an empty outbox");
    }
}
