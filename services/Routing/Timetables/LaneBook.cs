using System.Collections.Concurrent;

namespace Qujiang.Routing.Timetables;

/// <summary>The offered lanes by their ends. Written by one, read by many.</summary>
public sealed class LaneBook
{
    private readonly ConcurrentDictionary<(string From, string To), DriveSlot[]> lanes = new();

    /// <summary>Every lane from one terminal to another, detours among them.</summary>
    public IReadOnlyList<DriveSlot> Between(string from, string to) => lanes.GetValueOrDefault((from, to), []);

    /// <summary>Notes a lane in place of what was known of it.</summary>
    public void Set(DriveSlot slot)
    {
        var ends = (slot.Lane.From, slot.Lane.To);
        lanes[ends] = [.. Without(ends, slot.Lane.LaneId), slot];
    }

    public void Remove(DriveSlot slot)
    {
        var ends = (slot.Lane.From, slot.Lane.To);
        lanes[ends] = Without(ends, slot.Lane.LaneId);
    }

    public void Clear() => lanes.Clear();

    private DriveSlot[] Without((string From, string To) ends, string laneId) =>
        [.. lanes.GetValueOrDefault(ends, []).Where(s => s.Lane.LaneId != laneId)];
}
