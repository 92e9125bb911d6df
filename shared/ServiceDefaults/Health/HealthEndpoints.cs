using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qujiang.ServiceDefaults;

/// <summary>Liveness and readiness.</summary>
/// <remarks>
/// <c>/health/live</c> answers 200 as long as the process serves requests; it asks nobody, so a broken database never gets a healthy
/// process restarted. <c>/health/ready</c> runs every check tagged <see cref="Ready"/> and answers 503 when one of them is unhealthy.
/// A degraded check (one mode's timetable is stale, say) is named but keeps the service ready.
/// </remarks>
public static class HealthEndpoints
{
    /// <summary>The tag of checks that decide readiness.</summary>
    public const string Ready = "ready";

    internal const string Root = "/health";

    /// <summary>A check that has no timeout of its own gets this one: a prober gives up before long, and a hung check must say so itself.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(3);

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    internal static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        builder.Services.AddHealthChecks().AddCheck<Draining>("accepting", tags: [Ready]);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var registration in options.Registrations.Where(r => r.Timeout == Timeout.InfiniteTimeSpan))
            {
                registration.Timeout = CheckTimeout;
            }
        });
        builder
            .Services.AddOptions<Microsoft.Extensions.Hosting.HostOptions>()
            .Configure<Microsoft.Extensions.Options.IOptions<ShutdownOptions>>(
                (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Timeout + shutdown.Value.DrainFor(builder.Environment)
            );
    }

    internal static void MapHealth(this WebApplication app)
    {
        Map("/live", _ => false);
        Map("/ready", check => check.Tags.Contains(Ready));

        void Map(string path, Func<HealthCheckRegistration, bool> predicate) =>
            app.MapHealthChecks(Root + path, new HealthCheckOptions { Predicate = predicate, ResponseWriter = WriteAsync })
                .AllowAnonymous()
                .DisableRateLimiting()
                .DisableRequestTimeout();
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var service = context.RequestServices.GetRequiredService<ServiceIdentity>();
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("service", service.Name);
            json.WriteString("status", Name(report.Status));
            json.WriteStartArray("checks");
            foreach (var (name, entry) in report.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("status", Name(entry.Status));
                json.WriteString("detail", FirstLine(entry.Description ?? entry.Exception?.Message));
                json.WriteNumber("durationMs", Math.Round(entry.Duration.TotalMilliseconds, 1));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    private static string Name(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };

    private static string? FirstLine(string? text) => text?.Split('\n', 2)[0].TrimEnd();
}
