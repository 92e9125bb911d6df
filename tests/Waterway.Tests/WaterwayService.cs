using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;

namespace Qujiang.Waterway.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class WaterwayService : LegServiceHost
{
    private readonly LegModule module;

    public WaterwayService()
        : this(WaterwayModule.Create()) { }

    private WaterwayService(LegModule module)
        : base(module) => this.module = module;

    protected override void AddServices(IServiceCollection services) => services.AddWaterway(module);

    protected override void Map(WebApplication app) => app.MapWaterway();
}
