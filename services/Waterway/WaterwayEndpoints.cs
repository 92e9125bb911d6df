using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.Waterway.Features;

namespace Qujiang.Waterway;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class WaterwayEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddWaterway(this IServiceCollection services, LegModule module) =>
        services.AddSingleton(Fleet.Of(module)).AddSingleton((WaterwayData)module.Data!);

    /// <summary>Maps them.</summary>
    public static void MapWaterway(this IEndpointRouteBuilder app)
    {
        GetReaches.Map(app);
        PutWaterLevel.Map(app);
        GetLocks.Map(app);
        PutLockQueue.Map(app);
        GetTides.Map(app);
        var data = app.ServiceProvider.GetRequiredService<WaterwayData>();
        app.MapData(data.Channels, "/v1/channels", "Reaches", "Channel of a reach", list: true);
        app.MapData(data.Locks, "/v1/locks", "Locks", "Lock");
        app.MapData(data.Tides, "/v1/tides", "Tides", "Tide of a port");
        app.MapData(data.Upgrades, "/v1/upgrades", "Lines", "Other vessel of a line", list: true);
        app.MapData(data.Vessels, "/v1/vessels", "Vessels", "Class of vessels", list: true);
    }
}
