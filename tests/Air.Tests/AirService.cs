using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class AirService : LegServiceHost
{
    private readonly LegModule module;

    public AirService()
        : this(AirModule.Create()) { }

    private AirService(LegModule module)
        : base(module) => this.module = module;

    /// <summary>The flights of a line that have not set out, by id.</summary>
    public async Task<Dictionary<string, Flight>> FlightsAsync(string line)
    {
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(2);
        var page = await Client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!
            .AsArray()
            .Select(m => new Flight(m!))
            .Where(f => f.Departs > soon)
            .ToDictionary(f => f.Id, StringComparer.Ordinal);
    }

    protected override void AddServices(IServiceCollection services) => services.AddAir(module);

    protected override void Map(WebApplication app) => app.MapAir();
}

/// <summary>One service for all tests that change its data; each puts back what it changes.</summary>
[CollectionDefinition(nameof(AirHouse))]
public sealed class AirHouse : ICollectionFixture<AirService>;
