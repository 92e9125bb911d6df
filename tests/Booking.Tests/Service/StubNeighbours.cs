using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Service;

/// <summary>What booking asks over HTTP, answered as a test wants it, in the shape that Routing and the leg services answer.</summary>
internal sealed class StubNeighbours : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubNeighbours(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Ways from a terminal (and on to another) with the room that is free on each.</summary>
    public ConcurrentDictionary<(string From, string To), IReadOnlyList<(Plan Plan, int FreeTeu)>> Ways { get; } = [];

    public ConcurrentDictionary<string, IReadOnlyList<Call>> Calls { get; } = [];

    public ConcurrentQueue<JsonObject> Asked { get; } = [];

    public volatile bool RoutingIsAway;

    /// <summary>As Routing does, show only what leaves first where nothing that leaves later is better.</summary>
    public volatile bool OnlyWhatLeavesFirst;

    public volatile bool RoutingHangs;

    public static async Task<StubNeighbours> StartAsync(OfferMint offers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubNeighbours(app);
        app.MapPost(
            "/v1/quotes",
            async (HttpRequest request) =>
            {
                if (stub.RoutingHangs)
                {
                    await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
                }

                return stub.Quote((await request.ReadFromJsonAsync<JsonObject>())!, offers, TenantOf(request));
            }
        );
        app.MapGet(
            "/v1/movements/{id}",
            (string id) => stub.Calls.TryGetValue(id, out var calls) ? Results.Json(new { movementId = id, calls }) : Results.NotFound()
        );
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string TenantOf(HttpRequest request) =>
        new JsonWebToken(request.Headers.Authorization.ToString()["Bearer ".Length..]).GetClaim("tenant").Value;

    private IResult Quote(JsonObject request, OfferMint offers, string tenant)
    {
        Asked.Enqueue(request);
        if (RoutingIsAway)
        {
            return Results.StatusCode(503);
        }

        var key = (request["origin"]!["terminal"]!.ToString(), request["destination"]!["terminal"]!.ToString());
        var ready = DateTimeOffset.Parse(request["readyAt"]!.ToString());
        var ways = Ways.GetValueOrDefault(key, []).Where(w => w.Plan.FirstCutoff >= ready).ToArray();
        if (OnlyWhatLeavesFirst)
        {
            ways = [.. ways.OrderBy(w => w.Plan.FirstCutoff).Take(1)];
        }

        var options = ways.Select(w => new
        {
            offer = offers.Sign(w.Plan, tenant),
            legs = w.Plan.Legs.Select(_ => new { free = new { teu = $"{w.FreeTeu}.00", kg = 1_000_000 } }),
        });
        return Results.Json(
            new { options, reasons = ways.Length > 0 ? [] : new[] { new { constraint = "unreachable", detail = "nothing goes there" } } },
            statusCode: 201
        );
    }
}
