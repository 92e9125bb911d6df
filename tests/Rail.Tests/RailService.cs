using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;

namespace Qujiang.Rail.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class RailService : LegServiceHost
{
    private readonly LegModule module;

    public RailService()
        : this(RailModule.Create()) { }

    private RailService(LegModule module)
        : base(module) => this.module = module;

    protected override void AddServices(IServiceCollection services) => services.AddRail(module);

    protected override void Map(WebApplication app) => app.MapRail();
}
