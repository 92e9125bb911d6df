using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.Tests.Shared;
using Shouldly;

namespace Qujiang.Rail.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class RailService : LegServiceHost
{
    private readonly LegModule module;
    private IServiceProvider services = null!;

    public RailService()
        : this(RailModule.Create()) { }

    private RailService(LegModule module)
        : base(module) => this.module = module;

    /// <summary>The broker it tells its facts to.</summary>
    public string BrokerUri => services.GetRequiredService<IConfiguration>()["RabbitMq:Uri"]!;

    /// <summary>Asks the ledger for room on the first segments of a movement, as the command on the bus does.</summary>
    public async Task<Hold> HoldAsync(string movement, int toCall, CapacityVector demand, params HoldBoxes[] boxes)
    {
        await using var work = await services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        var leg = new HoldLeg(demand, movement, 0, toCall, Boxes: boxes);
        var hold = await services
            .GetRequiredService<CapacityLedger>()
            .HoldAsync(work, new(Guid.NewGuid(), "acme", "test", [leg], 3_600, DateTimeOffset.UtcNow), default);
        await work.CommitAsync(default);
        return hold;
    }

    /// <summary>Gives it back.</summary>
    public async Task ReleaseAsync(Hold hold)
    {
        hold.State.ShouldBe(HoldState.Held, hold.Refusal?.ToString());
        await using var work = await services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        await services.GetRequiredService<CapacityLedger>().ReleaseAsync(work, new(hold.HoldId, "test", DateTimeOffset.UtcNow), default);
        await work.CommitAsync(default);
    }

    protected override void AddServices(IServiceCollection services) => services.AddRail(module);

    protected override void Map(WebApplication app)
    {
        app.MapRail();
        services = app.Services;
    }
}
