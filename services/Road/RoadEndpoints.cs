using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.Road.Features;

namespace Qujiang.Road;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class RoadEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddRoad(this IServiceCollection services, LegModule module) =>
        services.AddSingleton((RoadData)module.Data!);

    /// <summary>Maps them.</summary>
    public static void MapRoad(this IEndpointRouteBuilder app)
    {
        ListCorridors.Map(app);
        CorridorClosure.Map(app);
        var data = app.ServiceProvider.GetRequiredService<RoadData>();
        app.MapData(data.Roads, "/v1/corridors", "Corridors", "Road");
        app.MapData(data.Cities, "/v1/cities", "Cities", "City around a terminal", list: true);
        app.MapData(data.DriverHours, "/v1/driver-hours", "Drivers", "Hours of drivers, speeds and stays", list: true);
        app.MapData(data.DangerousGoodsBans, "/v1/dangerous-goods-bans", "Drivers", "Ban of dangerous goods", list: true);
        app.MapData(data.Trucks, "/v1/trucks", "Trucks", "Truck", list: true);
        app.MapData(data.Pools, "/v1/truck-pools", "Trucks", "Trucks of a terminal", list: true);
    }
}
