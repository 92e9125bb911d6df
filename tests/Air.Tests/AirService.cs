using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Tests.Shared;

namespace Qujiang.Air.Tests;

/// <summary>The service as its Program.cs puts it together.</summary>
public sealed class AirService() : LegServiceHost(AirModule.Create())
{
    protected override void AddServices(IServiceCollection services) { }

    protected override void Map(WebApplication app) { }
}
