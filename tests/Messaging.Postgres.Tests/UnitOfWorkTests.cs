using Dapper;
using Npgsql;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>Changes and messages: both or neither.</summary>
public sealed class UnitOfWorkTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task What_is_rolled_back_is_never_sent()
    {
        await using var heard = await bench.ListenAsync("test.noted.v1");
        var host = await bench.StartAsync();
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            await work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES ('rolled back')", transaction: work.Transaction);
            work.Publish(new Noted("rolled back"));
            work.Schedule(new Noted("rolled back, later"), DateTimeOffset.UtcNow);
        }

        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.Publish(new Noted("failed"));
            work.BeforeCommit(_ => throw new InvalidOperationException("the last step failed"));
            await Should.ThrowAsync<InvalidOperationException>(() => work.CommitAsync());
        }

        await CommitAsync(host, new Noted("committed"));
        await Eventually.TrueAsync(() => !heard.Messages.IsEmpty, what: "the committed message");
        await Task.Delay(300);
        heard.Messages.ShouldHaveSingleItem().Body.ShouldContain("\"committed\"");
        (await bench.CountAsync("effect")).ShouldBe(0);
        await bench.StopAsync(host);
    }

    /// <summary>A consumer's is disposed by the inbox and by the container; meanwhile somebody else may have rented the connection.</summary>
    [Fact]
    public async Task Disposing_it_twice_does_not_roll_back_whoever_has_the_connection_by_then()
    {
        var one = new NpgsqlConnectionStringBuilder(bench.Database.ConnectionString) { MaxPoolSize = 1 };
        await using var dataSource = NpgsqlDataSource.Create(one.ConnectionString);
        using var host = Bench.Build(dataSource, bench.Vhost.Uri, null, null);
        var first = await Bench.Units(host).BeginAsync();
        await first.DisposeAsync();
        await using (var second = await Bench.Units(host).BeginAsync())
        {
            await second.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES ('second')", transaction: second.Transaction);
            await first.DisposeAsync();
            await second.CommitAsync();
        }

        (await bench.CountAsync("effect WHERE what = 'second'")).ShouldBe(1);
        await bench.ExecuteAsync("DELETE FROM effect WHERE what = 'second'");
    }

    [Fact]
    public async Task Numbers_taken_before_the_commit_have_no_gaps_and_go_out_in_order()
    {
        await using var heard = await bench.ListenAsync("test.numbered.v1");
        await bench.ExecuteAsync("CREATE TABLE numbers (next bigint NOT NULL); INSERT INTO numbers VALUES (0)");
        var host = await bench.StartAsync();
        await Parallel.ForAsync(
            0,
            200,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, cancellation) =>
            {
                await using var work = await Bench.Units(host).BeginAsync(cancellation);
                work.BeforeCommit(async token =>
                {
                    var number = await work.Connection.ExecuteScalarAsync<long>(
                        new("UPDATE numbers SET next = next + 1 RETURNING next", transaction: work.Transaction, cancellationToken: token)
                    );
                    work.Publish(new Numbered(number));
                });
                if (i % 4 != 3)
                {
                    await work.CommitAsync(cancellation);
                }
            }
        );

        await Eventually.TrueAsync(() => heard.Messages.Count >= 150, what: "150 messages");
        heard
            .Messages.Select(m => m.Envelope.GetProperty("message").GetProperty("number").GetInt64())
            .ShouldBe(Enumerable.Range(1, 150).Select(n => (long)n));
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task A_fact_is_recognised_by_its_own_id_and_written_as_its_contract_says()
    {
        await using var heard = await bench.ListenAsync("qujiang.hold-refused.v1");
        var fact = new HoldRefused(
            Guid.NewGuid(),
            new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            "rail",
            7,
            Guid.NewGuid(),
            "acme",
            "booking-1",
            0,
            "capacity",
            "teu100",
            null,
            new CapacityVector(Teu100: 225)
        );
        var host = await bench.StartAsync();
        await CommitAsync(host, fact);
        await Eventually.TrueAsync(() => !heard.Messages.IsEmpty, what: "the fact");
        var message = heard.Messages.Single();
        message.MessageId.ShouldBe(fact.EventId.ToString());
        message.Properties.Persistent.ShouldBeTrue();
        message
            .Envelope.GetProperty("message")
            .GetRawText()
            .ShouldBe(System.Text.Json.JsonSerializer.Serialize(fact, ContractJson.Options));
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task Misuse_is_refused_at_once()
    {
        var host = await bench.StartAsync();
        await using var work = await Bench.Units(host).BeginAsync();
        Should.Throw<InvalidOperationException>(() => work.Publish(new Nameless("x"))).Message.ShouldContain("[MessageName]");
        await work.CommitAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => work.CommitAsync());
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task After_commit_runs_only_after_a_commit()
    {
        var host = await bench.StartAsync();
        var ran = 0;
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.AfterCommit(() => ran++);
        }

        ran.ShouldBe(0);
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.AfterCommit(() => ran++);
            await work.CommitAsync();
        }

        ran.ShouldBe(1);
        await bench.StopAsync(host);
    }

    private static async Task CommitAsync(Microsoft.Extensions.Hosting.IHost host, object message)
    {
        await using var work = await Bench.Units(host).BeginAsync();
        work.Publish(message);
        await work.CommitAsync();
    }
}

[MessageName("test.numbered.v1")]
public sealed record Numbered(long Number);

public sealed record Nameless(string What);
