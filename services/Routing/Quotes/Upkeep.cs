using Microsoft.Extensions.Options;
using Npgsql;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>Every ten minutes: forgets movements that have left; every time it starts and then daily: deletes old quotes.</summary>
public sealed class Upkeep(
    LiveTimetable timetable,
    QuoteStore quotes,
    IOptions<RoutingOptions> options,
    TimeProvider time,
    ILogger<Upkeep> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var nextDeletion = DateTimeOffset.MinValue;
        do
        {
            var dropped = timetable.DropDeparted();
            if (dropped > 0)
            {
                logger.LogDebug("{Count} movements have left", dropped);
            }
            if (time.GetUtcNow() >= nextDeletion && await DeleteOldQuotesAsync(stoppingToken))
            {
                nextDeletion = time.GetUtcNow().AddDays(1);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> DeleteOldQuotesAsync(CancellationToken cancellation)
    {
        try
        {
            var deleted = await quotes.DeleteOlderThanAsync(time.GetUtcNow().AddDays(-options.Value.KeepQuotesDays), cancellation);
            logger.LogInformation("{Count} quotes older than {Days} days deleted", deleted, options.Value.KeepQuotesDays);
            return true;
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("Old quotes are not deleted now: {Reason}", e.Message);
            return false;
        }
    }
}
