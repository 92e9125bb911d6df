using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;
using Shouldly;

namespace Qujiang.Rail.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class RailService : LegServiceHost
{
    private readonly LegModule module;

    public RailService()
        : this(RailModule.Create()) { }

    private RailService(LegModule module)
        : base(module) => this.module = module;

    /// <summary>The runs of a line by id.</summary>
    internal async Task<Dictionary<string, Train>> TrainsAsync(string line)
    {
        var page = await Client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!.AsArray().ToDictionary(m => m!["movementId"]!.GetValue<string>(), m => Train.Of(m!));
    }

    /// <summary>A train of an operator from Quzhou, with what a body may leave out left out.</summary>
    public Task<(HttpStatusCode Status, JsonNode Body)> PutTrainAsync(
        string id,
        DateOnly day,
        string to,
        string accepts = "CONTAINER",
        string vehicle = "manifest-50teu"
    ) =>
        new DataClient(Client).SetAsync(
            $"/v1/movements/{id}",
            $$"""
            {"lineId": "EXTRA", "vehicle": "{{vehicle}}", "tariffId": "RL-2026",
             "calls": [{"terminal": "QZR-EST", "kind": "CARGO", "departure": "{{day:yyyy-MM-dd}}T04:00:00+08:00", "handlingMinutes": 0},
                       {"terminal": "{{to}}", "kind": "CARGO", "arrival": "{{day:yyyy-MM-dd}}T15:00:00+08:00", "handlingMinutes": 180}],
             "segments": [{"km": "379", "offered": {"teu": "50", "kg": 1500000} }],
             "rules": {"accepts": ["{{accepts}}"], "dangerousGoods": [], "reefer": false} }
            """
        );

    public async Task CancelAsync(string id) =>
        (await Client.PostAsJsonAsync($"/v1/movements/{id}/cancel", new { reason = "test" })).StatusCode.ShouldBe(HttpStatusCode.OK);

    protected override void AddServices(IServiceCollection services) => services.AddRail(module);

    protected override void Map(WebApplication app) => app.MapRail();
}
