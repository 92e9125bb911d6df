using Qujiang.LegKernel;
using Qujiang.Rail.Features;

namespace Qujiang.Rail;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class RailEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddRail(this IServiceCollection services, LegModule module) =>
        services.AddSingleton(Sections.Load(module)).AddSingleton(Railway.Load());

    /// <summary>Maps them.</summary>
    public static void MapRail(this IEndpointRouteBuilder app)
    {
        GetSections.Map(app);
        PutSectionLimit.Map(app);
    }
}
