using MassTransit;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Ledger;

// Each works in the transaction of the inbox, which commits it: the command is remembered, the room taken and the facts written together.

internal sealed class HoldCapacityConsumer(UnitOfWork work, LegModule module, CapacityLedger ledger) : IConsumer<HoldCapacity>
{
    public Task Consume(ConsumeContext<HoldCapacity> context) =>
        ledger.HoldAsync(new LegWork(work, module), context.Message, context.CancellationToken);
}

internal sealed class ConfirmHoldConsumer(UnitOfWork work, LegModule module, CapacityLedger ledger) : IConsumer<ConfirmHold>
{
    public Task Consume(ConsumeContext<ConfirmHold> context) =>
        ledger.ConfirmAsync(new LegWork(work, module), context.Message, context.CancellationToken);
}

internal sealed class ReleaseHoldConsumer(UnitOfWork work, LegModule module, CapacityLedger ledger) : IConsumer<ReleaseHold>
{
    public Task Consume(ConsumeContext<ReleaseHold> context) =>
        ledger.ReleaseAsync(new LegWork(work, module), context.Message, context.CancellationToken);
}
