using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Road.Features;
using Qujiang.Tests.Shared;

namespace Qujiang.Road.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class RoadService : LegServiceHost
{
    private readonly RoadLanes lanes;

    public RoadService()
        : this(RoadModule.Lanes()) { }

    private RoadService(RoadLanes lanes)
        : base(RoadModule.Create(lanes)) => this.lanes = lanes;

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(lanes);

    protected override void Map(WebApplication app)
    {
        ListCorridors.Map(app);
        CorridorClosure.Map(app);
    }
}
