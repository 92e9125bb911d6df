using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Rail;

/// <summary>With which trains the lines ran, run and will run.</summary>
/// <param name="byLine">By id.</param>
public sealed class Roster(IReadOnlyDictionary<string, DataSheet<LineData>> byLine)
{
    /// <summary>What runs as a line on a day.</summary>
    public LineData On(string line, DateOnly day) => byLine[line].OnOrFirst(day).Data;

    /// <summary>A line of the file as it is on a day.</summary>
    public LineRow On(LineRow row, DateOnly day) =>
        On(row.LineId, day) is var (vehicle, dwell) ? row with { Vehicle = vehicle, DwellMinutes = dwell } : row;
}
