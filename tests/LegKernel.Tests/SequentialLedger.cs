namespace Qujiang.LegKernel.Tests;

/// <summary>
/// The ledger as one would write it for one user at a time. The facts, in the order of their sequence, must be what it would have done: every room told
/// is the room it has, and no step takes more than is free.
/// </summary>
internal static class SequentialLedger
{
    public static void Replay(IReadOnlyList<IFact> facts, IReadOnlyDictionary<Guid, HoldCapacity> commands)
    {
        var held = new Dictionary<(string, int), int>();
        var confirmed = new Dictionary<(string, int), int>();
        var states = new Dictionary<Guid, HoldState>();
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        var told = new Dictionary<string, CapacityChanged>(StringComparer.Ordinal);

        void Take(Guid id, Dictionary<(string, int), int> book, int sign)
        {
            foreach (var leg in commands[id].Legs)
            {
                for (var s = leg.FromCall!.Value; s < leg.ToCall!.Value; s++)
                    book[(leg.MovementId!, s)] = book.GetValueOrDefault((leg.MovementId!, s)) + (sign * leg.Demand.Teu100);
            }
        }

        for (var i = 0; i < facts.Count; i++)
        {
            if (facts[i] is IMovementFact m)
            {
                m.Revision.ShouldBe(revisions.GetValueOrDefault(m.MovementId) + 1);
                revisions[m.MovementId] = m.Revision;
            }
            switch (facts[i])
            {
                case CapacityChanged change:
                    told[change.MovementId] = change;
                    change.Segments.ShouldAllBe(s => s.Offered.Covers(s.Held.Plus(s.Confirmed)));
                    continue;
                case CapacityHeld fact when states.TryAdd(fact.HoldId, HoldState.Held):
                    Take(fact.HoldId, held, 1);
                    break;
                case HoldConfirmed fact when states[fact.HoldId] == HoldState.Held:
                    states[fact.HoldId] = HoldState.Confirmed;
                    Take(fact.HoldId, held, -1);
                    Take(fact.HoldId, confirmed, 1);
                    break;
                case HoldReleased fact
                    when states.GetValueOrDefault(fact.HoldId, HoldState.Released) is HoldState.Held or HoldState.Confirmed:
                    Take(fact.HoldId, states[fact.HoldId] == HoldState.Held ? held : confirmed, -1);
                    states[fact.HoldId] = HoldState.Released;
                    break;
                case HoldExpired fact when states[fact.HoldId] == HoldState.Held:
                    Take(fact.HoldId, held, -1);
                    states[fact.HoldId] = HoldState.Expired;
                    break;
            }
            // The expiry of many is told after all of their room: compare at the last of them.
            if (facts[i] is HoldExpired && i + 1 < facts.Count && facts[i + 1] is HoldExpired)
                continue;
            foreach (var change in told.Values)
            {
                foreach (var s in change.Segments)
                {
                    s.Held.Teu100.ShouldBe(held.GetValueOrDefault((change.MovementId, s.Index)), $"held after #{facts[i].Sequence}");
                    s.Confirmed.Teu100.ShouldBe(
                        confirmed.GetValueOrDefault((change.MovementId, s.Index)),
                        $"sold after #{facts[i].Sequence}"
                    );
                }
            }
        }
    }
}
