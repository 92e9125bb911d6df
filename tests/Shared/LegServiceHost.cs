using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.ServiceDefaults;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Tests.Shared;

/// <summary>A leg service with the hub's own timetable of ten days, on a real Kestrel, broker and database. Compiled by link into the tests of each mode that needs it.</summary>
/// <param name="module">Of its own: replicas share nothing but database and broker.</param>
/// <param name="other">A running one of which this is a replica; null: the first of its house.</param>
public abstract class LegServiceHost(LegModule module, LegServiceHost? other = null) : IAsyncLifetime
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory($"qj-{module.Service}-keys-");
    private TestDatabase database = null!;
    private TestVhost vhost = null!;
    private WebApplication app = null!;

    public HttpClient Client { get; } = new();

    /// <summary>What the service is made of.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Broker and virtual host, for who listens or commands himself.</summary>
    public string BrokerUri => vhost.Uri;

    /// <summary>Hears these facts from now on.</summary>
    /// <param name="facts">Names such as <c>qujiang.capacity-changed.v1</c>.</param>
    public Task<Listener> ListenAsync(params string[] facts) => Listener.ToAsync(BrokerUri, facts);

    /// <summary>Asks for room, as a command from the bus would; the answer may be a refusal.</summary>
    public async Task<Hold> AskAsync(params HoldLeg[] legs)
    {
        var command = new HoldCapacity(Guid.NewGuid(), "acme", "test", legs, 3_600, DateTimeOffset.UnixEpoch);
        await using var work = await Services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        var hold = await Services.GetRequiredService<CapacityLedger>().HoldAsync(work, command, default);
        await work.CommitAsync(default);
        return hold;
    }

    /// <summary>Takes room that is there.</summary>
    public async Task<Guid> HoldAsync(params HoldLeg[] legs)
    {
        var hold = await AskAsync(legs);
        hold.State.ShouldBe(HoldState.Held, hold.Refusal?.ToString());
        return hold.HoldId;
    }

    /// <summary>Gives room back.</summary>
    public async Task ReleaseAsync(Guid hold)
    {
        var command = new ReleaseHold(hold, "test", DateTimeOffset.UnixEpoch);
        await using var work = await Services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        await Services.GetRequiredService<CapacityLedger>().ReleaseAsync(work, command, default);
        await work.CommitAsync(default);
    }

    public async ValueTask InitializeAsync()
    {
        database = other?.database ?? await TestDatabase.CreateAsync(module.Service);
        vhost = other?.vhost ?? await TestVhost.CreateAsync();
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        var key = Path.Combine(keys.FullName, "public.pem");
        await File.WriteAllTextAsync(key, publicPem);
        using var minter = TokenMinter.FromPem(privatePem, TimeProvider.System);

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
        AddServices(builder.Services);
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapLegKernel();
        Map(app);
        await app.StartAsync();
        Client.BaseAddress = new Uri(app.Urls.First());
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", minter.Mint("acme", ["schedules:write"]));
        await Eventually.TrueAsync(
            async () => (await Client.GetAsync("/health/ready")).IsSuccessStatusCode,
            TimeSpan.FromSeconds(90),
            "readiness"
        );
    }

    /// <summary>What the mode's own Program.cs adds to the container.</summary>
    protected abstract void AddServices(IServiceCollection services);

    /// <summary>The endpoints that the mode's own Program.cs maps.</summary>
    protected abstract void Map(WebApplication app);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        if (other is null)
        {
            await vhost.DisposeAsync();
            await database.DisposeAsync();
        }

        keys.Delete(recursive: true);
    }
}
