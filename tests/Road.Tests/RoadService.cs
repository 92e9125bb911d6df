using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;

namespace Qujiang.Road.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class RoadService : LegServiceHost
{
    private readonly LegModule module;

    public RoadService()
        : this(RoadModule.Create()) { }

    private RoadService(LegModule module)
        : base(module) => this.module = module;

    protected override void AddServices(IServiceCollection services) => services.AddRoad(module);

    protected override void Map(WebApplication app) => app.MapRoad();
}
