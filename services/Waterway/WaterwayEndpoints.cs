using Qujiang.LegKernel;
using Qujiang.Waterway.Features;

namespace Qujiang.Waterway;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class WaterwayEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddWaterway(this IServiceCollection services, LegModule module) =>
        services
            .AddSingleton(Fleet.Load(module))
            .AddSingleton(Locks.Load())
            .AddSingleton(Channels.Load())
            .AddSingleton(Waterways.Load())
            .AddSingleton(s => Tides.Load(s.GetRequiredService<Waterways>()));

    /// <summary>Maps them.</summary>
    public static void MapWaterway(this IEndpointRouteBuilder app)
    {
        GetReaches.Map(app);
        PutWaterLevel.Map(app);
        GetLocks.Map(app);
        PutLockQueue.Map(app);
        GetTides.Map(app);
    }
}
