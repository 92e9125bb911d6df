using Qujiang.LegKernel;
using Qujiang.LegKernel.House;

namespace Qujiang.Air;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class AirEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddAir(this IServiceCollection services, LegModule module) =>
        services.AddSingleton((AirData)module.Data!);

    /// <summary>Maps them.</summary>
    public static void MapAir(this IEndpointRouteBuilder app)
    {
        var data = app.ServiceProvider.GetRequiredService<AirData>();
        app.MapData(data.Airports, "/v1/airports", "Airports", "Airport", list: true);
        app.MapData(data.Aircraft, "/v1/aircraft", "Aircraft", "Class of aircraft", list: true);
        app.MapData(data.BlockTimes, "/v1/block-times", "Block times", "Block times of all flights", list: true);
        app.MapData(data.Goods, "/v1/dangerous-goods", "Dangerous goods", "Dangerous goods by UN number", list: true);
    }
}
