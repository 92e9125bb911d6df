using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Qujiang.LegKernel.Upkeep;

/// <summary>Runs a pass at the start and then at intervals; the service is ready once the first has succeeded.</summary>
internal sealed class UpkeepService(UpkeepPass pass, UpkeepOptions options, TimeProvider time, ILogger<UpkeepService> logger)
    : BackgroundService,
        IHealthCheck
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private volatile string? missing = "the timetable has not been made yet";

    /// <summary>Why there is no whole timetable yet; null once there is one.</summary>
    internal string? Missing => missing;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(missing is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.Interval;
            try
            {
                var report = await pass.RunAsync(stoppingToken);
                missing = null;
                logger.LogInformation("Timetable upkeep: {Report}", report);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it was, the timetable must go on being kept: a pass is made to be run again.
            catch (Exception failure)
            {
                logger.LogError(failure, "Timetable upkeep failed and will be tried again");
                pause = RetryPause;
            }
            try
            {
                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
