using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults;

/// <summary>Section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the service goes on serving after it has stopped calling itself ready, so that load balancers can take it out first.
    /// Unset: 5 seconds, in Development none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan? Drain { get; init; }

    /// <summary>How long requests and background work then get to finish.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    internal TimeSpan DrainFor(IHostEnvironment environment) =>
        Drain ?? (environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
}

/// <summary>Readiness goes false first, then the listener closes.</summary>
internal sealed class Draining(
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    IOptions<ShutdownOptions> options,
    TimeProvider time,
    ILogger<Draining> logger
) : IHealthCheck, IHostedLifecycleService
{
    private volatile bool started;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("shutting down")
            : started ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("starting")
        );

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        started = true;
        return Task.CompletedTask;
    }

    /// <summary>Runs before any hosted service, the listener included, is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication(); // already so after a signal; a host stopped by code must flip readiness too
        var drain = options.Value.DrainFor(environment);
        if (drain > TimeSpan.Zero)
        {
            logger.LogInformation("Not ready any more; serving for another {Drain} before the listener closes", drain);
            await Task.Delay(drain, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
