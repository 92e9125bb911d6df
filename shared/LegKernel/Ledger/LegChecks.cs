using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.LegKernel.Ledger;

/// <summary>Everything that may refuse a leg besides the room taken by others. Pure.</summary>
internal static class LegChecks
{
    /// <summary>Longest list of legs in one hold.</summary>
    public const int MaxLegs = 20;

    /// <summary>Most boxes on one leg: far more than anything in the data carries.</summary>
    public const int MaxBoxes = 1_000;

    /// <summary>Most pieces on one leg.</summary>
    public const int MaxPieces = 10_000;

    /// <summary>What is wrong with the command itself, before anything is looked up.</summary>
    public static Refusal? Form(HoldCapacity command)
    {
        if (command.Legs.Count is 0 or > MaxLegs || command.TtlSeconds <= 0)
            return new Refusal(0, "invalid");
        for (var i = 0; i < command.Legs.Count; i++)
        {
            var leg = command.Legs[i];
            var onMovement = leg is { MovementId: not null, FromCall: not null, ToCall: not null, LaneId: null, Day: null };
            var onLane = leg is { LaneId: not null, Day: not null, MovementId: null, FromCall: null, ToCall: null } && IsOnItsDay(leg);
            var values = Room.Values(leg.Demand);
            if (onMovement == onLane || values.Any(v => v < 0) || values.All(v => v == 0) || !AreBoxes(leg.Boxes) || !IsCargo(leg.Cargo))
                return new Refusal(i, "invalid");
        }
        return null;
    }

    private static bool AreBoxes(IReadOnlyList<HoldBoxes>? boxes) =>
        boxes is null
        || (
            boxes.All(b => b is { LengthFeet: > 0 and <= 60, Count: > 0 and <= MaxBoxes, GrossKg: > 0 and <= 100_000 })
            && boxes.Sum(b => (long)b.Count) <= MaxBoxes
        );

    private static bool IsCargo(HoldCargo? cargo) =>
        cargo is null
        || (
            (cargo.Pieces ?? []).All(p =>
                p is { Count: > 0 and <= MaxPieces, Kg: >= 0 and <= 100_000, LengthCm: >= 0 and <= 3_000, WidthCm: >= 0 and <= 3_000 }
                && p.HeightCm is >= 0 and <= 3_000
            )
            && (cargo.Pieces ?? []).Sum(p => (long)p.Count) <= MaxPieces
            && (cargo.DangerousGoods ?? []).All(g => g is { UnNumber.Length: <= 4, Class.Length: <= 8 })
        );

    private static bool IsOnItsDay(HoldLeg leg) =>
        leg switch
        {
            { Departure: { } departure } => HubTime.DayOf(departure) == leg.Day && (leg.Arrival is null || leg.Arrival >= departure),
            _ => leg.Arrival is null,
        };

    /// <summary>Whether a movement, as it stands, carries this leg at all.</summary>
    public static Refusal? Movement(LegModule module, Movement? movement, int index, HoldLeg leg, DateTimeOffset now)
    {
        if (movement is null)
            return new Refusal(index, "unknown");
        var (from, to) = (leg.FromCall!.Value, leg.ToCall!.Value);
        if (from < 0 || to >= movement.Calls.Count || from >= to)
            return new Refusal(index, "invalid");
        if (movement.Calls[from].Kind != CallKind.Cargo || movement.Calls[to].Kind != CallKind.Cargo)
            return new Refusal(index, "invalid");
        if (movement.Status == MovementStatus.Cancelled)
            return new Refusal(index, "cancelled");
        var special = leg.Cargo is { KeptAtTemperature: true } or { DangerousGoods.Count: > 0 };
        var sooner = special ? movement.Rules.SpecialCutoffMinutes ?? 0 : 0;
        if ((movement.Calls[from].Cutoff ?? movement.Calls[from].Departure) <= now.AddMinutes(sooner))
            return new Refusal(index, "cutoff");
        if ((leg.Demand.ReeferPlugs > 0 || leg.Cargo is { KeptAtTemperature: true }) && !movement.Rules.Reefer)
            return new Refusal(index, "reefer");
        if (leg.Cargo?.DangerousGoods?.FirstOrDefault(g => !movement.Rules.DangerousGoods.Contains(g.Class)) is { } goods)
            return new Refusal(index, "dangerousGoods", goods.Class);
        return module.Fits?.Invoke(new FitRequest(movement, from, to, leg.Demand, leg.Boxes, leg.Cargo)) is { } misfit
            ? new Refusal(index, misfit.Constraint, misfit.Dimension, misfit.Segment)
            : null;
    }

    /// <summary>Whether a lane takes this leg at all.</summary>
    public static Refusal? Lane(LegModule module, LaneState? lane, int index, HoldLeg leg, DateTimeOffset now) =>
        lane switch
        {
            null => new Refusal(index, "unknown"),
            { Withdrawn: true } => new Refusal(index, "withdrawn"),
            _ when leg.Day < HubTime.DayOf(now) => new Refusal(index, "cutoff"),
            { Closed: true } => new Refusal(index, "closed"),
            { Reefer: false } when leg.Demand.ReeferPlugs > 0 => new Refusal(index, "reefer"),
            _ => module.FitsLane?.Invoke(new LaneFitRequest(leg.LaneId!, leg.Demand, leg.Boxes, leg.Cargo)) is { } misfit
                ? new Refusal(index, misfit.Constraint, misfit.Dimension, misfit.Segment)
                : null,
        };

    /// <summary>The segment and dimension that fall shortest of the demand; null when it fits.</summary>
    public static Refusal? Capacity(int leg, IEnumerable<(int? Segment, CapacityVector Free)> rooms, CapacityVector demand)
    {
        // The first of those that fall equally short, in whatever order the database gave them.
        var scarce = rooms.Where(r => !r.Free.Covers(demand)).OrderBy(r => r.Segment).ToList();
        if (scarce.Count == 0)
            return null;
        var need = Room.Values(demand);
        var (segment, free) = scarce.MinBy(r =>
            Room.Values(r.Free).Zip(need).Where(p => p.Second > 0).Min(p => (double)p.First / p.Second)
        );
        return new Refusal(leg, "capacity", Room.Scarcest(free, demand), segment, free);
    }
}
