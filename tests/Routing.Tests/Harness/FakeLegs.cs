using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Qujiang.Contracts;
using Qujiang.Routing.Live;
using RabbitMQ.Client;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>What a leg service's snapshot endpoint does.</summary>
internal enum Mood
{
    Well,
    Away,
    BreaksOff,
    Lies,
}

/// <summary>
/// Leg services as routing sees them: a snapshot endpoint on a real Kestrel, and facts on a real broker in the envelope that the real ones use.
/// For what real leg services cannot be made to do at will; the scenario tests run the real ones.
/// </summary>
internal sealed class FakeLegs : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string brokerUri;
    private readonly SemaphoreSlim publishing = new(1, 1);
    private IConnection? connection;
    private IChannel? channel;

    private FakeLegs(IReadOnlyList<LegModel> legs, string brokerUri)
    {
        this.brokerUri = brokerUri;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        foreach (var leg in legs)
        {
            Moods[leg.Service] = Mood.Well;
            app.MapGet($"/{leg.Service}/v1/snapshot", (HttpContext http) => AnswerAsync(leg, http));
        }
    }

    public ConcurrentDictionary<string, Mood> Moods { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    public string Url(LegModel leg) => $"{app.Urls.First()}/{leg.Service}";

    public static async Task<FakeLegs> StartAsync(IReadOnlyList<LegModel> legs, string brokerUri)
    {
        var fake = new FakeLegs(legs, brokerUri);
        await fake.app.StartAsync();
        return fake;
    }

    /// <summary>Puts a fact on the bus; the broker has confirmed it.</summary>
    public async Task PublishAsync(Contracts.V1.IFact fact)
    {
        var name = FactCatalogue.NameOf(fact);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = fact.EventId,
                messageType = new[] { $"urn:message:{name}" },
                message = JsonSerializer.SerializeToElement(fact, fact.GetType(), ContractJson.Options),
            },
            ContractJson.Options
        );
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            MessageId = fact.EventId.ToString(),
            Persistent = true,
        };
        await publishing.WaitAsync();
        try
        {
            await (await OpenAsync()).BasicPublishAsync(name, "", mandatory: false, properties, body);
        }
        finally
        {
            publishing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await app.DisposeAsync();
        publishing.Dispose();
    }

    private async Task<IChannel> OpenAsync()
    {
        if (channel is { IsOpen: true })
        {
            return channel;
        }
        await CloseAsync();
        connection = await new ConnectionFactory { Uri = new Uri(brokerUri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        foreach (var name in FactCatalogue.LegFacts)
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
        }
        return channel;
    }

    private async Task CloseAsync()
    {
        if (channel is not null)
        {
            await channel.DisposeAsync();
            await connection!.DisposeAsync();
        }
        (channel, connection) = (null, null);
    }

    private async Task AnswerAsync(LegModel leg, HttpContext http)
    {
        Asked.AddOrUpdate(leg.Service, 1, (_, n) => n + 1);
        var mood = Moods[leg.Service];
        if (mood == Mood.Away)
        {
            http.Response.StatusCode = 503;
            return;
        }
        var snapshot = leg.Snapshot(DateTimeOffset.UtcNow);
        http.Response.ContentType = "application/x-ndjson";
        await WriteAsync(
            new
            {
                type = "snapshot",
                service = leg.Service,
                sequence = snapshot.Sequence,
                asOf = snapshot.AsOf,
            }
        );
        var facts = mood == Mood.BreaksOff ? snapshot.Facts.Take(3) : snapshot.Facts;
        foreach (var fact in facts)
        {
            await WriteAsync(
                new
                {
                    type = FactCatalogue.NameOf(fact),
                    @event = JsonSerializer.SerializeToElement(fact, fact.GetType(), ContractJson.Options),
                }
            );
        }
        if (mood != Mood.BreaksOff)
        {
            await WriteAsync(new { type = "end", count = snapshot.Facts.Count + (mood == Mood.Lies ? 1 : 0) });
        }

        async Task WriteAsync<T>(T line) =>
            await http.Response.WriteAsync(JsonSerializer.Serialize(line, ContractJson.Options) + "\n", http.RequestAborted);
    }
}
