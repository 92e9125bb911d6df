using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.LegKernel;
using Qujiang.Rail.Features;
using Qujiang.ServiceDefaults;
using Qujiang.Testing;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>The service with the hub's own timetable of ten days, on a real Kestrel, broker and database.</summary>
public sealed class RailService : IAsyncLifetime
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory("qj-rail-keys-");
    private TestDatabase database = null!;
    private TestVhost vhost = null!;
    private WebApplication app = null!;

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync("rail_limit");
        vhost = await TestVhost.CreateAsync();
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        var key = Path.Combine(keys.FullName, "public.pem");
        await File.WriteAllTextAsync(key, publicPem);
        using var minter = TokenMinter.FromPem(privatePem, TimeProvider.System);

        var module = RailModule.Create();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:Database"] = database.ConnectionString,
                ["RabbitMq:Uri"] = vhost.Uri,
                ["Auth:DevelopmentKeyPath"] = key,
                ["Upkeep:HorizonDays"] = "10",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:MassTransit"] = "Error",
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(module.Service);
        builder.AddLegKernel(module);
        builder.Services.AddSingleton(Sections.Load(module));
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapLegKernel();
        PutSectionLimit.Map(app);
        await app.StartAsync();
        Client.BaseAddress = new Uri(app.Urls.First());
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", minter.Mint("acme", ["schedules:write"]));
        await Eventually.TrueAsync(
            async () => (await Client.GetAsync("/health/ready")).IsSuccessStatusCode,
            TimeSpan.FromSeconds(90),
            "readiness"
        );
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await vhost.DisposeAsync();
        await database.DisposeAsync();
        keys.Delete(recursive: true);
    }
}
