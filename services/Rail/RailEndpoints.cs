using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.Rail.Features;

namespace Qujiang.Rail;

/// <summary>What this mode adds to the kernel's endpoints.</summary>
public static class RailEndpoints
{
    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddRail(this IServiceCollection services, LegModule module) =>
        services.AddSingleton(Sections.Load(module)).AddSingleton((RailData)module.Data!);

    /// <summary>Maps them.</summary>
    public static void MapRail(this IEndpointRouteBuilder app)
    {
        GetSections.Map(app);
        PutSectionLimit.Map(app);
        var data = app.ServiceProvider.GetRequiredService<RailData>();
        app.MapData(data.Sections, "/v1/sections", "Sections", "Section of railway");
        app.MapData(data.Trains, "/v1/trains", "Trains", "Class of trains", list: true);
        app.MapData(data.Lines, "/v1/lines", "Lines", "Train of a line");
    }
}
