using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Ledger;

/// <summary>A command to the ledger, and the delivery it came in.</summary>
internal sealed record LedgerCommand(object Command, Delivery? Delivery = null)
{
    public Guid HoldId { get; } =
        Command switch
        {
            HoldCapacity c => c.HoldId,
            ConfirmHold c => c.HoldId,
            ReleaseHold c => c.HoldId,
            _ => throw new ArgumentException($"{Command.GetType().Name} is no command to a ledger.", nameof(Command)),
        };
}

public sealed partial class CapacityLedger
{
    /// <summary>
    /// Several commands in one transaction, as if one came after the other: what is given back first, then what is sold, then what is set aside. Everything
    /// is reserved beforehand in the one order that all transactions follow - holds, movements, pool days - and each row of room is written once.
    /// </summary>
    internal async Task HandleAsync(LegWork work, IReadOnlyList<LedgerCommand> commands, CancellationToken cancellationToken)
    {
        if (commands.Count == 1)
        {
            await HandleAsync(work, commands[0], cancellationToken);
            return;
        }

        var seen = new HashSet<Guid>();
        var (first, later) = (new List<LedgerCommand>(), new List<LedgerCommand>());
        foreach (var command in commands)
            (seen.Add(command.HoldId) ? first : later).Add(command);
        var batch = await LedgerBatch.ReserveHoldsAsync(this, work, first, cancellationToken);
        await batch.LookAsync(cancellationToken);
        await batch.ReserveRoomAsync(cancellationToken);
        foreach (var release in first.Where(c => c.Command is ReleaseHold))
            await HandleAsync(work, release, cancellationToken);
        await batch.ConfirmAsync(cancellationToken);
        await batch.HoldAsync(cancellationToken);
        await batch.TellAsync(cancellationToken);

        // Commands about a hold that another command of this batch was about before.
        foreach (var command in later)
            await HandleAsync(work, command, cancellationToken);
    }

    internal async Task HandleAsync(LegWork work, LedgerCommand one, CancellationToken cancellationToken)
    {
        work.ActFor(one.Delivery);
        switch (one.Command)
        {
            case HoldCapacity hold:
                await HoldAsync(work, hold, cancellationToken);
                break;
            case ConfirmHold confirm:
                await ConfirmAsync(work, confirm, cancellationToken);
                break;
            case ReleaseHold release:
                await ReleaseAsync(work, release, cancellationToken);
                break;
        }
    }

    internal int TtlSeconds(HoldCapacity command) => Math.Min(Math.Max(command.TtlSeconds, 0), (int)options.MaxHold.TotalSeconds);
}
