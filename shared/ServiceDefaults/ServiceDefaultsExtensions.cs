using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Qujiang.ServiceDefaults;

/// <summary>The two lines of each Program.cs.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers telemetry, health, authentication, problem documents, limits, OpenAPI and graceful shutdown.</summary>
    /// <param name="builder">The application under construction.</param>
    /// <param name="service">Short lower-case name of the service, e.g. <c>rail</c>; telemetry calls it <c>qujiang-rail</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(service);
        builder.AddQuietDefaults();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ServiceIdentity(service));

        builder.AddTelemetry(service);
        builder.AddHealth();
        builder.AddTokenAuthentication();
        builder.AddProblems();
        builder.AddHttpLimits();
        builder.AddServiceTokens();
        builder.AddOpenApiDocument(service);

        if (DocumentGeneration.IsRunning)
        {
            builder.Host.UseServiceProviderFactory(new DocumentGeneration.InertHostFactory());
        }

        return builder;
    }

    /// <summary>Adds the middleware in its one right order, and <c>/health/*</c>, <c>/metrics</c>, <c>/openapi/v1.json</c> and <c>/docs</c>.</summary>
    /// <remarks>Call it directly after <c>Build()</c>, before the service maps its own endpoints.</remarks>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter(); // after authentication: the partition is the tenant
        app.UseAuthorization();
        app.UseQueryCheck();

        app.MapHealth();
        app.MapMetrics();
        app.MapApiReference();
        return app;
    }

    /// <summary>Binds an options section, checks its data annotations, and refuses to start when they do not hold.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Log levels that any other configuration source overrides.</summary>
    private static void AddQuietDefaults(this WebApplicationBuilder builder) =>
        builder.Configuration.Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Logging:LogLevel:Default"] = "Information",
                    ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                    ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
                    ["Logging:LogLevel:Npgsql"] = "Warning", // each command is a line otherwise
                    ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Error", // degraded is said at each probe
                    ["Logging:LogLevel:Polly"] = "None", // who called says what came of it; the attempts are in traces and metrics
                },
            }
        );
}

/// <summary>Which service this process is.</summary>
/// <param name="Name">Short lower-case name, e.g. <c>rail</c>.</param>
public sealed record ServiceIdentity(string Name);
