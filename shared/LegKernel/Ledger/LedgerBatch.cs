using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>
/// Hold and confirm commands of one transaction, each about another hold. The rows of room are locked while it is decided in memory which of them have
/// room; they are then written by statements that, again, touch only what has room enough. Should a statement find less than was decided on, nothing
/// is committed, and each command is decided by itself.
/// </summary>
internal sealed class LedgerBatch
{
    private readonly CapacityLedger ledger;
    private readonly LegWork work;
    private readonly List<(LedgerCommand From, HoldCapacity Command, Hold Hold)> asked = [];
    private readonly List<(LedgerCommand From, Hold Hold)> selling = [];
    private readonly List<LedgerCommand> single = [];
    private readonly Dictionary<Guid, Refusal> refused = [];
    private readonly Dictionary<Guid, IReadOnlyDictionary<int, LaneState>> lanes = [];
    private readonly Dictionary<(string?, int?, string?, DateOnly?), bool> closed = [];
    private readonly Dictionary<string, string> toldMovements = new(StringComparer.Ordinal);
    private readonly Dictionary<PoolDayKey, string> toldDays = [];
    private readonly List<(LedgerCommand From, Hold Hold)> answers = [];
    private ILookup<Guid, TakenLeg> taken = Enumerable.Empty<TakenLeg>().ToLookup(_ => Guid.Empty);
    private Dictionary<string, Movement> seen = new(StringComparer.Ordinal);
    private DateTimeOffset now;
    private bool givesBack;

    private LedgerBatch(CapacityLedger ledger, LegWork work) => (this.ledger, this.work) = (ledger, work);

    private IEnumerable<(LedgerCommand From, HoldCapacity Command, Hold Hold)> Wanted =>
        asked.Where(a => !refused.ContainsKey(a.Hold.HoldId));

    /// <summary>Makes the holds that are new and reserves the others, each in the order of their ids.</summary>
    public static async Task<LedgerBatch> ReserveHoldsAsync(
        CapacityLedger ledger,
        LegWork work,
        IReadOnlyList<LedgerCommand> commands,
        CancellationToken cancellationToken
    )
    {
        var batch = new LedgerBatch(ledger, work) { givesBack = commands.Any(c => c.Command is ReleaseHold) };
        var made = await HoldBatchSql.MakeAsync(work, ledger, commands, cancellationToken);
        var others = commands.Select(c => c.HoldId).Where(id => !made.ContainsKey(id)).ToArray();
        var known = await HoldBatchSql.ReserveAsync(work, others, cancellationToken);
        batch.taken = await HoldBatchSql.LegsAsync(work, [.. known.Keys], cancellationToken);
        var cancelled = await HoldBatchSql.CancelledAsync(
            work,
            [.. commands.Where(c => c.Command is ConfirmHold).Select(c => c.HoldId)],
            cancellationToken
        );
        foreach (var command in commands)
        {
            if (command.Command is HoldCapacity hold && made.TryGetValue(hold.HoldId, out var row))
            {
                batch.now = row.Now;
                batch.asked.Add((command, hold, new Hold(hold.HoldId, hold.Tenant, hold.Owner, HoldState.Held, row.ExpiresAt, null, null)));
            }
            else if (
                command.Command is ConfirmHold
                && known.TryGetValue(command.HoldId, out var found)
                && found is { Hold.State: HoldState.Held, Due: false }
                && !cancelled.Contains(command.HoldId)
            )
            {
                batch.selling.Add((command, found.Hold));
            }
            else if (command.Command is not ReleaseHold)
            {
                batch.single.Add(command); // as it stands, unknown, too late, or no longer carried
            }
        }

        // What is too late to be confirmed gives its room back as well.
        batch.givesBack |= batch.single.Count > 0;
        return batch;
    }

    /// <summary>First without waiting for anybody: what is committed to be impossible now is refused without queueing for a busy row.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var known = new Dictionary<(string, DateOnly?, DateTimeOffset?, DateTimeOffset?), LaneState?>();
        foreach (var (_, command, hold) in asked)
        {
            if (LegChecks.Form(command) is { } malformed)
            {
                refused[hold.HoldId] = malformed;
                continue;
            }

            lanes[hold.HoldId] = await LaneStates.OfAsync(work, command, known, cancellationToken);
            // Where something is given back first there will be more room than there is now.
            if (!givesBack && Check(command, hold) is { } early)
                refused[hold.HoldId] = await ExplainAsync(command, early, cancellationToken);
        }
    }

    /// <summary>Reserves all room that any command of the batch may touch.</summary>
    public async Task ReserveRoomAsync(CancellationToken cancellationToken)
    {
        var legs = taken.SelectMany(t => t).ToList();
        var movements = legs.Select(l => l.MovementId).Concat(Wanted.SelectMany(w => w.Command.Legs).Select(l => l.MovementId));
        var reserved = await MovementStore.ReserveAsync(
            work,
            [.. movements.OfType<string>().Distinct(StringComparer.Ordinal)],
            cancellationToken
        );
        var days = legs.Where(l => l.PoolId is not null).Select(l => new PoolDayKey(l.PoolId!, l.Day!.Value)).Concat(WantedDays());
        await PoolStore.ReserveAsync(work, [.. days.Distinct()], cancellationToken);
        if (seen.Values.Any(m => reserved.TryGetValue(m.MovementId, out var revision) && revision != m.Revision))
            givesBack = true; // somebody has changed them meanwhile: what was seen no longer counts
    }

    /// <summary>Sells what is held.</summary>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (selling.Count > 0)
        {
            var sums = new RoomSums();
            foreach (var leg in selling.SelectMany(s => taken[s.Hold.HoldId]))
                sums.Add(leg);
            await sums.WriteAsync(work, RoomSums.Sell, cancellationToken);
            Note(sums, "confirmed");
            Guid[] ids = [.. selling.Select(s => s.Hold.HoldId)];
            await HoldStore.SaveStateAsync(work, ids, HoldState.Confirmed, null, null, cancellationToken);
            answers.AddRange(selling.Select(s => (s.From, s.Hold with { State = HoldState.Confirmed })));
        }

        foreach (var command in single)
            await ledger.HandleAsync(work, command, cancellationToken);
    }

    /// <summary>Sets room aside, for one command after the other.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (givesBack)
            await LoadAsync(cancellationToken);
        var days = await PoolStore.FindDaysAsync(work, [.. WantedDays().Distinct()], cancellationToken);
        var sums = new RoomSums();
        var legs = new List<(Guid HoldId, TakenLeg Leg)>();
        foreach (var (_, command, hold) in Wanted.ToList())
        {
            var refusal = Check(command, hold);
            var takes = new List<TakenLeg>();
            for (var i = 0; i < command.Legs.Count && refusal is null; i++)
            {
                var leg = command.Legs[i];
                var pool = lanes[hold.HoldId].GetValueOrDefault(i)?.PoolId;
                var take = new TakenLeg(i, leg.Demand, leg.MovementId, leg.FromCall, leg.ToCall, leg.LaneId, pool, leg.Day);
                if (Short(take, days) is { } short_)
                    refusal = short_;
                else
                {
                    takes.Add(take);
                    Take(take, days, take.Demand);
                }
            }

            if (refusal is null)
            {
                legs.AddRange(takes.Select(t => (hold.HoldId, t)));
                takes.ForEach(sums.Add);
                continue;
            }

            foreach (var take in takes)
                Take(take, days, new CapacityVector(0, 0, 0, 0, 0).Minus(take.Demand));
            refused[hold.HoldId] = await ExplainAsync(command, refusal, cancellationToken);
        }

        await sums.WriteAsync(work, RoomSums.Take, cancellationToken);
        await HoldBatchSql.InsertLegsAsync(work, legs, cancellationToken);
        await HoldBatchSql.RefuseAsync(work, refused, cancellationToken);
        Note(sums, "held");
        answers.AddRange(
            asked.Select(a =>
                (
                    a.From,
                    refused.TryGetValue(a.Hold.HoldId, out var refusal)
                        ? a.Hold with
                        {
                            State = HoldState.Refused,
                            Refusal = refusal,
                        }
                        : a.Hold
                )
            )
        );
    }

    /// <summary>Counts the change of each movement and pool day once, and answers each command.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await MovementStore.TellCapacityAsync(work, toldMovements.Keys, id => toldMovements[id], cancellationToken);
        foreach (var days in toldDays.GroupBy(d => d.Value, d => d.Key, StringComparer.Ordinal))
            await PoolStore.TellCapacityAsync(work, [.. days], days.Key, cancellationToken);
        foreach (var (from, hold) in answers)
        {
            work.ActFor(from.Delivery);
            HoldStore.Tell(work, hold);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        string[] ids =
        [
            .. Wanted.SelectMany(w => w.Command.Legs).Select(l => l.MovementId).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        var movements = await MovementStore.LoadAsync(work.Connection, ids, cancellationToken);
        seen = movements.ToDictionary(m => m.MovementId, StringComparer.Ordinal);
    }

    private Refusal? Check(HoldCapacity command, Hold hold)
    {
        var ridden = command.Legs.Select(l => l.MovementId).OfType<string>().Distinct(StringComparer.Ordinal);
        return ledger.Check([.. ridden.Where(seen.ContainsKey).Select(id => seen[id])], lanes[hold.HoldId], command, now);
    }

    private Refusal? Short(TakenLeg leg, Dictionary<PoolDayKey, PoolDay> days)
    {
        if (leg.MovementId is { } id)
        {
            var ridden = seen[id].Segments.Where(s => s.Index >= leg.FromCall && s.Index < leg.ToCall);
            return LegChecks.Capacity(leg.Index, ridden.Select(s => ((int?)s.Index, s.Free())), leg.Demand);
        }

        return days.TryGetValue(new PoolDayKey(leg.PoolId!, leg.Day!.Value), out var day)
            ? LegChecks.Capacity(leg.Index, [(null, day.Free)], leg.Demand)
            : new Refusal(leg.Index, "unknown"); // the pool's days reach only as far as the timetable
    }

    /// <summary>What the next command finds.</summary>
    private void Take(TakenLeg leg, Dictionary<PoolDayKey, PoolDay> days, CapacityVector room)
    {
        if (leg.MovementId is { } id)
        {
            var segments = seen[id].Segments;
            seen[id] = seen[id] with
            {
                Segments =
                [
                    .. segments.Select(s => s.Index >= leg.FromCall && s.Index < leg.ToCall ? s with { Held = s.Held.Plus(room) } : s),
                ],
            };
            return;
        }

        var key = new PoolDayKey(leg.PoolId!, leg.Day!.Value);
        days[key] = days[key] with { Held = days[key].Held.Plus(room) };
    }

    private async Task<Refusal> ExplainAsync(HoldCapacity command, Refusal refusal, CancellationToken cancellationToken)
    {
        var leg = command.Legs[refusal.Leg];
        var place = (leg.MovementId, refusal.Segment, leg.LaneId, leg.Day);
        if (string.Equals(refusal.Constraint, "capacity", StringComparison.Ordinal) && closed.TryGetValue(place, out var isClosed))
            return isClosed ? new Refusal(refusal.Leg, "closed", Segment: refusal.Segment) : refusal;
        var explained = await CapacityLedger.ExplainAsync(work, command, refusal, cancellationToken);
        if (string.Equals(refusal.Constraint, "capacity", StringComparison.Ordinal))
            closed[place] = !ReferenceEquals(explained, refusal);
        return explained;
    }

    private IEnumerable<PoolDayKey> WantedDays() =>
        Wanted.SelectMany(w => lanes[w.Hold.HoldId].Select(l => new PoolDayKey(l.Value.PoolId, w.Command.Legs[l.Key].Day!.Value)));

    private void Note(RoomSums sums, string reason)
    {
        foreach (var id in sums.Movements)
            toldMovements[id] = reason;
        foreach (var day in sums.Days)
            toldDays[day] = reason;
    }
}
