using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Features;

/// <summary><c>GET /v1/events</c>: the facts that quotes use, as they are applied (Server-Sent Events).</summary>
public static class GetEvents
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/events", Handle)
            .WithTags("Network")
            .WithSummary("Streams the facts that quotes use, as they are applied.")
            .WithDescription(
                "Server-Sent Events: event is the message name, data the fact's JSON, id service:sequence. mode=RAIL,AIR filters. "
                    + "Every 15 s without a fact there is an event heartbeat. Facts about holds are not shown."
            )
            .Produces<string>(contentType: "text/event-stream")
            .DisableRequestTimeout();

    private static Results<ServerSentEventsResult<string>, ProblemHttpResult> Handle(
        EventHub hub,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        HttpContext http,
        string? mode = null
    )
    {
        var modes = new HashSet<Mode>();
        foreach (var name in (mode ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse<Mode>(name, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                return Problems.InvalidParameter("mode", "must be WATERWAY, RAIL, ROAD or AIR, or several of them with commas between");
            }
            modes.Add(known);
        }
        http.Response.Headers.CacheControl = "no-store";
        var watch = hub.Subscribe(); // now, so that nothing is missed between the answer's headers and its first event
        http.Response.RegisterForDispose(watch);
        return TypedResults.ServerSentEvents(StreamAsync(watch, modes, time, lifetime.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> StreamAsync(
        EventHub.Watch watch,
        HashSet<Mode> modes,
        TimeProvider time,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken aborted
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        yield return Beat(time);
        while (!either.IsCancellationRequested)
        {
            if (await HasFactAsync(watch, time, either.Token))
            {
                while (watch.Facts.TryRead(out var fact))
                {
                    if (modes.Count == 0 || modes.Contains(fact.Mode))
                    {
                        yield return fact.Item;
                    }
                }
            }
            else if (!either.IsCancellationRequested)
            {
                yield return Beat(time);
            }
        }
    }

    private static async Task<bool> HasFactAsync(EventHub.Watch watch, TimeProvider time, CancellationToken cancellation)
    {
        using var quiet = new CancellationTokenSource(Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
        try
        {
            return await watch.Facts.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static SseItem<string> Beat(TimeProvider time) => new($$"""{"at":"{{time.GetUtcNow():O}}"}""", "heartbeat");
}
