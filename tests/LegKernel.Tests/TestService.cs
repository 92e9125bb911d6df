using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Tests;

/// <summary>A leg service as its Program.cs makes it, on a real Kestrel, broker and database.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory("qj-leg-keys-");
    private readonly TestDatabase database;
    private readonly WebApplication app;

    private TestService(TestDatabase database, TestVhost vhost, LegModule module, IEnumerable<(string Name, string Value)> settings)
    {
        this.database = database;
        Vhost = vhost;
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        File.WriteAllText(Path.Combine(keys.FullName, "public.pem"), publicPem);
        Minter = TokenMinter.FromPem(privatePem, TimeProvider.System);

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:Database"] = database.ConnectionString,
                ["RabbitMq:Uri"] = vhost.Uri,
                ["Auth:DevelopmentKeyPath"] = Path.Combine(keys.FullName, "public.pem"),
                ["RateLimits:Enabled"] = "false",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:MassTransit"] = "Error",
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(module.Service);
        builder.AddLegKernel(module);
        app = builder.Build();
        app.MapServiceDefaults();
        app.MapLegKernel();
    }

    public TokenMinter Minter { get; }

    public TestVhost Vhost { get; }

    public HttpClient Client { get; } = new();

    public NpgsqlDataSource DataSource => database.DataSource;

    public static async Task<TestService> StartAsync(
        string purpose,
        LegModule? module = null,
        params (string Name, string Value)[] settings
    )
    {
        var service = new TestService(
            await TestDatabase.CreateAsync($"leg_{purpose}"),
            await TestVhost.CreateAsync(),
            module ?? Samples.Module,
            settings
        );
        await service.app.StartAsync();
        service.Client.BaseAddress = new Uri(service.app.Urls.First());
        service.Client.DefaultRequestHeaders.Authorization = service.Token("schedules:write");
        await Eventually.TrueAsync(
            async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode,
            TimeSpan.FromSeconds(60),
            "readiness"
        );
        return service;
    }

    public AuthenticationHeaderValue Token(params string[] scopes) => new("Bearer", Minter.Mint("acme", scopes));

    public Task<(int Status, JsonNode Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<(int Status, JsonNode Body)> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        var node = await response.Content.ReadFromJsonAsync<JsonNode>();
        node!.AsObject()["etag"] = response.Headers.ETag?.Tag;
        return ((int)response.StatusCode, node);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Minter.Dispose();
        await Vhost.DisposeAsync();
        await database.DisposeAsync();
        keys.Delete(recursive: true);
    }
}
