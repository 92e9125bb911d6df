using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Qujiang.ServiceDefaults;

internal static class TelemetryExtensions
{
    private const string MetricsPath = "/metrics";

    /// <summary>Instruments of this system are named <c>Qujiang.Something</c>; the wildcard saves each service a registration.</summary>
    private static readonly string[] OwnAndBus = ["Qujiang.*", "MassTransit"];

    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        AddConsole(builder);

        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"qujiang-{service}", "qujiang", version))
            .WithTracing(tracing =>
                tracing
                    .AddSource(OwnAndBus)
                    .AddNpgsql()
                    .AddHttpClientInstrumentation()
                    .AddAspNetCoreInstrumentation(options =>
                        options.Filter = context =>
                            !context.Request.Path.StartsWithSegments(HealthEndpoints.Root, StringComparison.Ordinal)
                            && !context.Request.Path.StartsWithSegments(MetricsPath, StringComparison.Ordinal)
                    )
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(OwnAndBus)
                    .AddMeter("Npgsql", "Polly")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter()
            );

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithLogging(
                configureBuilder: null,
                configureOptions: logging =>
                {
                    logging.IncludeScopes = true;
                    logging.IncludeFormattedMessage = true;
                }
            );
            telemetry.UseOtlpExporter(); // traces, metrics and logs; endpoint, protocol and headers from the standard OTEL_* names
        }
    }

    public static void MapMetrics(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous().DisableRateLimiting();

    private static void AddConsole(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.Configure(options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        if (builder.Configuration.GetValue("Logging:Json", defaultValue: false))
        {
            builder.Logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });
        }
    }
}
