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

    /// <summary>A replica of a running one.</summary>
    internal WaterwayService(WaterwayService other)
        : this(WaterwayModule.Create(), other) { }

    private WaterwayService(LegModule module, WaterwayService? other = null)
        : base(module, other) => this.module = module;

    /// <summary>What this replica goes by.</summary>
    internal LegModule Module => module;

    protected override void AddServices(IServiceCollection services) => services.AddWaterway(module);

    protected override void Map(WebApplication app) => app.MapWaterway();
}
