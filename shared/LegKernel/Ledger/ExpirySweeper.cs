using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Ledger;

/// <summary>Gives expired holds back. Several replicas may sweep at once.</summary>
internal sealed class ExpirySweeper(
    LegWorkFactory factory,
    CapacityLedger ledger,
    LedgerOptions options,
    TimeProvider time,
    ILogger<ExpirySweeper> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SweepAsync(stoppingToken) == options.SweepBatch)
                    logger.LogInformation("Gave {Count} expired holds back; there are more", options.SweepBatch);
                await Task.Delay(options.SweepInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                // The next turn does what this one could not.
                logger.LogWarning(failure, "Expired holds could not be given back");
                await Task.Delay(options.SweepInterval, time, CancellationToken.None);
            }
        }
    }

    private async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        var expired = await ledger.ExpireAsync(work, options.SweepBatch, cancellationToken);
        if (expired > 0)
            await work.CommitAsync(cancellationToken);
        return expired;
    }
}
