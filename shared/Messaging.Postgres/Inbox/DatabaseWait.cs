using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>Consumers and an absent database.</summary>
internal static class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits for an absent database: sending messages to the error queue meanwhile would only make work for people.</summary>
    /// <param name="cause">The message that is being handled; null: several.</param>
    /// <param name="consumer">Who waits, for the log.</param>
    public static async Task<UnitOfWork> BeginWhenThereAsync(
        this UnitOfWorkFactory units,
        ConsumeContext? cause,
        string consumer,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                return await units.BeginAsync(cause, cancellationToken);
            }
            catch (NpgsqlException away) when (away.IsTransient)
            {
                logger.LogWarning("{Consumer} waits for the database: {Reason}", consumer, away.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
