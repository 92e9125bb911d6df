using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Tests.Simulation;

/// <summary>A leg service as its contract describes it: every command is answered by the state in which the hold then is, also when it comes twice or too late.</summary>
internal sealed class SimLedger(string service, IReadOnlyDictionary<string, int> offered)
{
    public enum HoldState
    {
        Held,
        Confirmed,
        Released,
        Expired,
        Refused,
    }

    public sealed record Hold(AskHold? Ask, DateTimeOffset ExpiresAt, HoldState State, PartRefused? Refusal = null);

    private readonly HashSet<string> _cancelled = [];

    public string Service => service;

    public Dictionary<Guid, Hold> Holds { get; } = [];

    public int Taken(string movement) =>
        Holds
            .Values.Where(h => h.State is HoldState.Held or HoldState.Confirmed)
            .SelectMany(h => h.Ask!.Legs)
            .Where(l => l.MovementId == movement)
            .Sum(l => l.Demand.Teu100);

    public IEnumerable<string> Oversold => offered.Where(o => Taken(o.Key) > o.Value).Select(o => o.Key);

    public void CancelMovement(string movement) => _cancelled.Add(movement);

    public PartInput Receive(LegCommand command, DateTimeOffset now)
    {
        var id = command.HoldId;
        var hold = Holds.GetValueOrDefault(id);
        hold = command switch
        {
            AskHold ask when hold is null => Ask(ask, now),
            AskConfirm when hold is { State: HoldState.Held } => Confirm(hold, now),
            AskRelease when hold is null => new Hold(null, now, HoldState.Released),
            AskRelease when hold is { State: HoldState.Held } => hold with { State = Late(hold, now) },
            AskRelease when hold is { State: HoldState.Confirmed } => hold with { State = HoldState.Released },
            _ => hold,
        };
        if (hold is null)
        {
            return new PartRefused(service, id, 0, "unknown");
        }

        Holds[id] = hold;
        return Tell(id, hold);
    }

    public IEnumerable<PartInput> Expire(DateTimeOffset now)
    {
        foreach (var (id, hold) in Holds.Where(h => h.Value.State == HoldState.Held && h.Value.ExpiresAt <= now).ToArray())
        {
            Holds[id] = hold with { State = HoldState.Expired };
            yield return new PartExpired(service, id);
        }
    }

    private static HoldState Late(Hold hold, DateTimeOffset now) => now >= hold.ExpiresAt ? HoldState.Expired : HoldState.Released;

    private Hold Ask(AskHold ask, DateTimeOffset now)
    {
        for (var i = 0; i < ask.Legs.Count; i++)
        {
            var movement = ask.Legs[i].MovementId!;
            var wanted = ask.Legs.Where(l => l.MovementId == movement).Sum(l => l.Demand.Teu100);
            if (_cancelled.Contains(movement))
            {
                return Refuse(ask, now, new PartRefused(service, ask.HoldId, i, "cancelled"));
            }

            if (Taken(movement) + wanted > offered[movement])
            {
                return Refuse(ask, now, new PartRefused(service, ask.HoldId, i, "capacity", "teu100"));
            }
        }

        return new Hold(ask, now.AddSeconds(ask.TtlSeconds), HoldState.Held);
    }

    private Hold Confirm(Hold hold, DateTimeOffset now) =>
        now >= hold.ExpiresAt ? hold with { State = HoldState.Expired }
        : hold.Ask!.Legs.Any(l => _cancelled.Contains(l.MovementId!))
            ? Refuse(hold.Ask, now, new PartRefused(service, hold.Ask.HoldId, 0, "cancelled"))
        : hold with { State = HoldState.Confirmed };

    private static Hold Refuse(AskHold ask, DateTimeOffset now, PartRefused refusal) => new(ask, now, HoldState.Refused, refusal);

    private PartInput Tell(Guid id, Hold hold) =>
        hold.State switch
        {
            HoldState.Held => new PartHeld(service, id, hold.ExpiresAt),
            HoldState.Confirmed => new PartConfirmed(service, id),
            HoldState.Released => new PartReleased(service, id),
            HoldState.Expired => new PartExpired(service, id),
            _ => hold.Refusal!,
        };
}
