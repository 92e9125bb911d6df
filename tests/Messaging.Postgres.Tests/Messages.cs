using Dapper;
using MassTransit;
using Qujiang.Contracts;

namespace Qujiang.Messaging.Postgres.Tests;

public enum Colour
{
    DarkBlue,
    Red,
}

[MessageName("test.noted.v1")]
public sealed record Noted(string What, DateTimeOffset At = default, Colour Colour = Colour.Red);

/// <summary>What another service makes of the same message: its own record, an addition it knows and the publisher does not.</summary>
[MessageName("test.noted.v1")]
public sealed record NotedElsewhere(string What, Colour Colour, DateTimeOffset At, int? Addition);

[MessageName("test.do.v1")]
public sealed record Do(string What);

[MessageName("test.done.v1")]
public sealed record Done(string What);

/// <summary>Writes what it was told, in its unit of work, and tells that it did.</summary>
public sealed class Writer(UnitOfWork work) : IConsumer<NotedElsewhere>
{
    public async Task Consume(ConsumeContext<NotedElsewhere> context)
    {
        await work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@What)", context.Message, work.Transaction);
        work.Publish(new Done(context.Message.What));
    }
}

/// <summary>A <see cref="Writer"/> that takes its time, so that something can happen meanwhile.</summary>
public sealed class SlowWriter(UnitOfWork work) : IConsumer<NotedElsewhere>
{
    public async Task Consume(ConsumeContext<NotedElsewhere> context)
    {
        await Task.Delay(50);
        await work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@What)", context.Message, work.Transaction);
    }
}

[MessageName("test.held.v1")]
public sealed record Held(string What);

[MessageName("test.again.v1")]
public sealed record Again(string What);

[MessageName("test.good.v1")]
public sealed record Good(string What);

[MessageName("test.poison.v1")]
public sealed record Poison(string What);

[MessageName("test.unheard.v1")]
public sealed record Unheard(string What);

[MessageName("test.woken.v1")]
public sealed record Woken(string What);
