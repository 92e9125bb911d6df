using Qujiang.LegKernel.Facts;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Ledger;

/// <summary>
/// The commands of the queue, as many as wait, in the transaction of the inbox, which commits it: the commands are remembered, the room taken and the
/// facts written together.
/// </summary>
internal sealed class HoldCommands(LegModule module, CapacityLedger ledger) : IBatchHandler
{
    public Task HandleAsync(UnitOfWork work, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        ledger.HandleAsync(new LegWork(work, module), [.. deliveries.Select(d => new LedgerCommand(d.Message, d))], cancellationToken);
}
