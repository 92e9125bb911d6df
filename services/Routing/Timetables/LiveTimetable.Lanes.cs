using System.Collections.Concurrent;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>A lane as it was put into the engine.</summary>
/// <param name="Shut">When nobody sets out, in the engine's seconds.</param>
/// <param name="Forbidden">What it refuses.</param>
/// <param name="Road">How long its road takes, shut where the road itself is: for trucks that come from or go on to elsewhere.</param>
/// <param name="DangerousRoad">Likewise with dangerous goods; null: as with all other cargo.</param>
public sealed record DriveSlot(
    LanePublished Lane,
    IReadOnlyList<(int From, int To)> Shut,
    ulong Forbidden,
    LaneDurations Road,
    LaneDurations? DangerousRoad
)
{
    public LaneDurations RoadOf(bool dangerous) => dangerous ? DangerousRoad ?? Road : Road;
}

/// <summary>One lane into the engine, and the closures that shut it.</summary>
public sealed partial class LiveTimetable
{
    private readonly ConcurrentDictionary<Mode, IReadOnlyList<DisruptionRaised>> closures = new();

    /// <summary>Every lane that is offered, by its ends.</summary>
    public LaneBook LaneBook { get; } = new();

    /// <summary>The open closures of a mode.</summary>
    public IReadOnlyList<DisruptionRaised> ClosuresOf(Mode mode) => closures.GetValueOrDefault(mode, []);

    private void Put(TimetableEdit edit, Mode mode, LanePublished lane)
    {
        if (
            lane.Withdrawn
            || !terminalIndices.TryGetValue(lane.From, out var from)
            || !terminalIndices.TryGetValue(lane.To, out var to)
            || from == to
        )
        {
            RemoveLane(edit, lane.LaneId);
            return;
        }
        var durations = LaneTimes.Durations(lane.Times, lane.DurationMinutes);
        var shut = LaneTimes.Shut(lane, durations, closures.GetValueOrDefault(mode, []), Clock);
        if (
            lanes.TryGetValue(lane.LaneId, out var index)
            && drives.TryGetValue(index.Value, out var known)
            && Plans.IsSameTimetable(known.Lane, lane)
            && known.Shut.SequenceEqual(shut)
        )
        {
            drives[index.Value] = known with { Lane = lane };
            LaneBook.Set(drives[index.Value]);
            return;
        }
        var dangerous = lane.DangerousGoodsTimes is { } times ? LaneTimes.Durations(times, lane.DurationMinutes) : null;
        var plan = new LanePlan
        {
            From = from,
            To = to,
            Durations = durations.ShutDuring(shut),
            Delayed = dangerous is null ? null : (Traits.AnyDanger, dangerous.ShutDuring(shut)),
            Mode = new ModeIndex((byte)mode),
            CostClass = new CostClass(
                LanePricings.Of(
                    new LanePricing(string.Intern(lane.TariffId), lane.Km, Hours.OfMinutes(lane.DurationMinutes), lane.TolledKm ?? 0)
                )
            ),
            Forbidden = Traits.Refused(lane.Rules, mode),
            Loading = lane.LoadingMinutes * 60,
            Handling = lane.HandlingMinutes * 60,
            Pool = PoolOf(edit, lane.PoolId),
        };
        if (lanes.TryGetValue(lane.LaneId, out index))
        {
            edit.ReplaceLane(index, plan);
        }
        else
        {
            index = edit.AddLane(plan);
            lanes[lane.LaneId] = index;
        }
        var road = LaneTimes.Shut(lane, durations, ClosuresOf(mode).Select(c => c with { Terminals = [] }), Clock);
        drives[index.Value] = new DriveSlot(lane, shut, plan.Forbidden, durations.ShutDuring(road), dangerous?.ShutDuring(road));
        LaneBook.Set(drives[index.Value]);
        laneTariffs[lane.TariffId] = true;
    }

    private void RemoveLane(TimetableEdit edit, string laneId)
    {
        if (lanes.TryGetValue(laneId, out var index) && drives.TryRemove(index.Value, out var slot))
        {
            LaneBook.Remove(slot);
            edit.RemoveLane(index);
        }
    }

    /// <summary>Shuts and opens lanes as the open closures now are.</summary>
    private void Follow(TimetableEdit edit, Mode mode, ModeState state)
    {
        var before = closures.GetValueOrDefault(mode, []);
        var after = LaneTimes.Closures(state.OpenDisruptions);
        closures[mode] = after;
        var changed = before.Except(after).Concat(after.Except(before)).ToList();
        if (changed.Count == 0)
        {
            return;
        }
        var named = changed.SelectMany(c => c.Lines).ToHashSet(StringComparer.Ordinal);
        var shut = changed.SelectMany(c => c.Terminals).ToHashSet(StringComparer.Ordinal);
        foreach (var lane in state.Lanes.Values.Where(l => named.Contains(l.LaneId) || shut.Contains(l.From) || shut.Contains(l.To)))
        {
            Put(edit, mode, lane);
        }
    }
}
