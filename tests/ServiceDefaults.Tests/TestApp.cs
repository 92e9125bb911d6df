using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Qujiang.ServiceDefaults.Tests;

public enum Mode
{
    Waterway,
    Rail,
    DoorToDoor,

    [JsonStringEnumMemberName("AIR_BELLY")]
    Belly,
}

public sealed record Box(string Type, int Count, decimal? CargoKg = null);

public sealed record Wish(
    string Origin,
    IReadOnlyList<Box> Equipment,
    Mode? Mode = null,
    DateTimeOffset? ReadyAt = null,
    bool Urgent = false
);

/// <summary>A small service on a real Kestrel: the two lines, and endpoints that show what they do.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly Meter meter = new("Qujiang.Test");

    private TestApp(WebApplication app, DevelopmentKeys keys)
    {
        App = app;
        Keys = keys;
        Seen = meter.CreateCounter<int>("qujiang.test.seen");
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) // leaves no spans of its own
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public WebApplication App { get; }

    public DevelopmentKeys Keys { get; }

    public HttpClient Client { get; }

    public Counter<int> Seen { get; }

    public static WebApplicationBuilder Builder(
        DevelopmentKeys keys,
        IDictionary<string, string?>? settings = null,
        string environment = "Development"
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Auth:DevelopmentKeyPath"] = keys.PublicPath,
                ["Auth:DevelopmentPrivateKeyPath"] = keys.PrivatePath,
                ["Logging:LogLevel:Default"] = "Critical",
                ["Logging:LogLevel:Qujiang"] = "None",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("test");
        return builder;
    }

    public static async Task<TestApp> StartAsync(
        IDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        string environment = "Development"
    )
    {
        var keys = new DevelopmentKeys();
        try
        {
            var builder = Builder(keys, settings, environment);
            configure?.Invoke(builder);
            return new TestApp(await RunningAsync(builder.Build(), map), keys);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private static async Task<WebApplication> RunningAsync(WebApplication app, Action<WebApplication>? map)
    {
        app.MapServiceDefaults();
        MapEndpoints(app);
        map?.Invoke(app);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = "", HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Length > 0 ? token : Keys.Token());
        }
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token = "") => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> PostAsync(string path, string body, string mediaType = "application/json", string? token = "") =>
        SendAsync(HttpMethod.Post, path, token, new StringContent(body, Encoding.UTF8, mediaType));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        meter.Dispose();
        Keys.Dispose();
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapPost("/v1/wishes", Take).RequireScope("quotes:write");
        app.MapPost("/v1/imports", (Wish[] wishes) => TypedResults.Ok(wishes.Length)).WithBodyLimit(1024 * 1024);
        app.MapGet("/v1/tenant", (HttpContext context) => TypedResults.Ok(context.Tenant().Value));
        app.MapGet("/v1/things", (int limit, string? after) => TypedResults.Ok($"{limit}{after}"));
        app.MapGet("/v1/things/{id:guid}", (Guid id) => Problems.NotFound($"There is no thing {id}."));
        app.MapGet("/v1/boom", new Func<string>(() => throw new InvalidOperationException("secret inside")));
        app.MapGet("/v1/no-database", NoDatabase);
        app.MapGet("/v1/slow", SlowAsync)
            .WithRequestTimeout(
                new RequestTimeoutPolicy
                {
                    Timeout = TimeSpan.FromMilliseconds(100),
                    TimeoutStatusCode = 504,
                    WriteTimeoutResponse = app
                        .Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<RequestTimeoutOptions>>()
                        .Value.DefaultPolicy!.WriteTimeoutResponse,
                }
            );
        app.MapGet("/open", () => TypedResults.Ok("open")).AllowAnonymous();
    }

    private static Results<Ok<Wish>, ProblemHttpResult> Take(Wish wish)
    {
        var check = new Validator();
        check.Require(wish.Origin.Length > 0, "origin", "must not be empty");
        foreach (var (i, box) in wish.Equipment.Index())
        {
            check.At("equipment").At(i).Require(box.Count > 0, "count", "must be positive");
        }
        return check.Fails(out var problem) ? problem : TypedResults.Ok(wish);
    }

    private static async Task<string> NoDatabase()
    {
        await using var connection = new Npgsql.NpgsqlConnection("Host=127.0.0.1;Port=1;Username=x;Password=x;Timeout=2");
        await connection.OpenAsync();
        return "";
    }

    private static async Task<string> SlowAsync(TimeProvider time, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(10), time, cancellation);
        return "";
    }
}

internal static class Answers
{
    public static async Task<JsonElement> ProblemAsync(this Task<HttpResponseMessage> sending, int status, string slug)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonElement.Parse(text);
        problem.GetProperty("type").GetString().ShouldBe("urn:qujiang:problem:" + slug);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        text.ShouldNotContain("   at "); // no stack trace
        text.ShouldNotContain("Qujiang."); // no CLR type
        text.ShouldNotContain("System.");
        return problem;
    }

    /// <summary>The errors, a line each: <c>/equipment/0/count: must be positive</c>.</summary>
    public static string Errors(this JsonElement problem) =>
        string.Join(
            '\n',
            problem
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e =>
                    (e.TryGetProperty("pointer", out var pointer) ? pointer.GetString() : "?" + e.GetProperty("parameter").GetString())
                    + ": "
                    + e.GetProperty("detail").GetString()
                )
        );
}
