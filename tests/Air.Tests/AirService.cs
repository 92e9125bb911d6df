using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class AirService : LegServiceHost
{
    private readonly LegModule module;

    public AirService()
        : this(AirModule.Create()) { }

    private AirService(LegModule module)
        : base(module) => this.module = module;

    /// <summary>amqp URI of its broker.</summary>
    public string BrokerUri { get; private set; } = "";

    protected override void AddServices(IServiceCollection services) => services.AddAir(module);

    protected override void Map(WebApplication app)
    {
        BrokerUri = app.Configuration["RabbitMq:Uri"]!;
        app.MapAir();
    }
}

/// <summary>One service for all tests that change its data; each puts back what it changes.</summary>
[CollectionDefinition(nameof(AirHouse))]
public sealed class AirHouse : ICollectionFixture<AirService>;
