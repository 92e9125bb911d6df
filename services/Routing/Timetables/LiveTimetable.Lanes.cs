using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>A lane as it was put into the engine.</summary>
/// <param name="Shut">When nobody sets out, in the engine's seconds.</param>
public sealed record DriveSlot(LanePublished Lane, IReadOnlyList<(int From, int To)> Shut);

/// <summary>One lane into the engine, and the closures that shut it.</summary>
public sealed partial class LiveTimetable
{
    private readonly Dictionary<Mode, IReadOnlyList<DisruptionRaised>> closures = [];

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
            return;
        }
        var plan = new LanePlan
        {
            From = from,
            To = to,
            Durations = durations.ShutDuring(shut),
            Delayed = lane.DangerousGoodsTimes is { } times
                ? (Traits.AnyDanger, LaneTimes.Durations(times, lane.DurationMinutes).ShutDuring(shut))
                : null,
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
        drives[index.Value] = new DriveSlot(lane, shut);
        laneTariffs[lane.TariffId] = true;
    }

    private void RemoveLane(TimetableEdit edit, string laneId)
    {
        if (lanes.TryGetValue(laneId, out var index) && drives.TryRemove(index.Value, out _))
        {
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
