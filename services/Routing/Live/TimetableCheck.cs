using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qujiang.Routing.Live;

/// <summary>
/// Ready when every mode is loaded, or was given the time to and is declared stale. A stale mode degrades; with nothing loaded at all there is
/// nothing to quote from.
/// </summary>
public sealed class TimetableCheck(LiveNetwork network) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var modes = network.Feeds.Select(feed => (feed.Mode, Status: feed.Status())).ToList();
        var text = string.Join(
            ", ",
            modes.Select(m => $"{m.Mode.ToString().ToUpperInvariant()} {m.Status.Health.ToString().ToUpperInvariant()}")
        );
        return Task.FromResult(
            modes.Exists(m => m.Status.Health == FeedHealth.Loading) || modes.TrueForAll(m => m.Status.AsOf is null)
                ? HealthCheckResult.Unhealthy(text)
            : modes.TrueForAll(m => m.Status.Health == FeedHealth.Live) ? HealthCheckResult.Healthy(text)
            : HealthCheckResult.Degraded(text)
        );
    }
}
