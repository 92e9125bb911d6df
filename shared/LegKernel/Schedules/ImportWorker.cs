using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Applies staged imports one after the other, also those that a killed service has left behind. Replicas may do it at once.</summary>
internal sealed class ImportWorker(ImportStore store, ImportApply apply, TimeProvider time, ILogger<ImportWorker> logger)
    : BackgroundService
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told already.
        }
    }

    public override void Dispose()
    {
        signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.AbortSilentAsync(stoppingToken);
                while (await store.NextAsync(stoppingToken) is { } import && await ApplyAsync(import, stoppingToken))
                    logger.LogDebug("Import {ImportId} is finished", import.ImportId);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                logger.LogWarning(failure, "Imports cannot be applied now and will be tried again");
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    private async Task<bool> ApplyAsync(ScheduleImport import, CancellationToken cancellationToken)
    {
        if (import.Attempts >= MostAttempts)
        {
            await store.EndAsync(
                import.ImportId,
                "FAILED",
                $"gave up after {MostAttempts} attempts; nothing was applied",
                cancellationToken
            );
            return true;
        }
        try
        {
            return await apply.ApplyAsync(import, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && failure is not NpgsqlException { IsTransient: true })
        {
            // An absent database is waited for; whatever else comes three times comes always.
            logger.LogError(failure, "Import {ImportId} could not be applied", import.ImportId);
            await store.AttemptAsync(import.ImportId, cancellationToken);
            return true;
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var timer = new CancellationTokenSource(Pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stoppingToken);
        try
        {
            await signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Another replica may have left something.
        }
    }
}
