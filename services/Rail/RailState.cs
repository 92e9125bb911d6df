using System.Collections.Concurrent;
using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.LegKernel.Upkeep;

namespace Qujiang.Rail;

/// <summary>The railways and their trains by one version of the data. Never changes itself.</summary>
public sealed class RailState
{
    private readonly ConcurrentDictionary<(string Line, int Period), LinePattern?> runs = new();
    private readonly DateOnly[] changes;

    /// <summary>Puts it together.</summary>
    /// <param name="today">The day of which is asked where nobody names one.</param>
    public RailState(
        Railway railway,
        IReadOnlyDictionary<string, DataSheet<SectionData>> sections,
        IReadOnlyDictionary<string, DataSheet<TrainData>> trains,
        IReadOnlyDictionary<string, DataSheet<LineData>> lines,
        DateOnly today
    )
    {
        (Railway, Tracks, Fleet, Roster, Today) = (railway, new(railway, sections), new(trains), new(lines), today);
        (Paths, Classes) = (Tracks.Paths(), Fleet.Classes(today));
        changes = [.. Days(sections).Concat(Days(trains)).Concat(Days(lines)).Distinct().Order()];
    }

    /// <summary>Which sections there are.</summary>
    public Railway Railway { get; }

    /// <summary>How they are built.</summary>
    public Tracks Tracks { get; }

    /// <summary>What runs on them.</summary>
    public Fleet Fleet { get; }

    /// <summary>Which of them runs as which line.</summary>
    public Roster Roster { get; }

    /// <summary>The day of which is asked where nobody names one.</summary>
    public DateOnly Today { get; }

    /// <summary>Sections over which only so many freight trains a day may run.</summary>
    public IReadOnlyList<PathLimit> Paths { get; }

    /// <summary>Every class of trains as it is made up today.</summary>
    public IReadOnlyDictionary<string, VehicleClass> Classes { get; }

    /// <summary>The way from one terminal directly to another as it is run today; null where there is none.</summary>
    public IReadOnlyList<Hop>? Way(string from, string to) => Tracks.Way(from, to, Today);

    /// <summary>The line as its trains run that start on a day; null: none does. The line itself where nothing of it is different.</summary>
    /// <param name="row">The same line as the file has it.</param>
    public LinePattern? Run(LinePattern line, LineRow row, DateOnly day) =>
        // Between two days on which something changes all runs are alike.
        runs.GetOrAdd(
            (line.LineId, changes.Count(c => c <= day)),
            _ =>
                !TrainRun.IsOpen(row, this, day) ? null
                : TrainRun.Pattern(Roster.On(row, day), this, day) is var run && Timetable.Hash(run) == Timetable.Hash(line) ? line
                : run
        );

    private static IEnumerable<DateOnly> Days<T>(IReadOnlyDictionary<string, DataSheet<T>> sheets) =>
        sheets.Values.SelectMany(s => s.Rows).Select(r => r.From);
}
