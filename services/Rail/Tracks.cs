using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>The sections of railway as they were, are and will be built.</summary>
/// <param name="bySection">By id; also those that carry no freight.</param>
public sealed class Tracks(Railway railway, IReadOnlyDictionary<string, DataSheet<SectionData>> bySection)
{
    /// <summary>Ids of all sections, in the order of the file.</summary>
    public IEnumerable<string> All => bySection.Keys;

    /// <summary>What a section was, is and will be, by day.</summary>
    public IReadOnlyList<DataRow<SectionData>> Of(string section) => bySection[section].Rows;

    /// <summary>What a section is on a day; null before it is built.</summary>
    public DataRow<SectionData>? On(string section, DateOnly day) => bySection[section].On(day);

    /// <summary>What a section is on a day; before it is built what it will be first.</summary>
    public DataRow<SectionData> AsBuilt(string section, DateOnly day) => bySection[section].OnOrFirst(day);

    /// <summary>The day on which a section where no train runs on a day opens; null where trains run, or no day is known.</summary>
    public DateOnly? OpensAfter(string section, DateOnly day) =>
        On(section, day) is { Data.Traffic: not Traffic.None }
            ? null
            : Of(section).FirstOrDefault(r => r.From > day && r.Data.Traffic != Traffic.None)?.From;

    /// <summary>Whether freight runs from one call to the next on a day: over every section between them.</summary>
    public bool CarryFreight(string from, string to, DateOnly day) =>
        railway.Between(from, to).All(s => On(s, day)?.Data.Traffic == Traffic.Mixed);

    /// <summary>What the sections between two neighbouring calls allow together, as they are built on a day.</summary>
    public SectionLimit Limit(string from, string to, DateOnly day)
    {
        var sections = railway.Between(from, to);
        var limit = sections.Select(s => LimitOf(AsBuilt(s, day).Data)).Aggregate((a, b) => a.And(b));
        // Boxes stand as high as the sections with rails let them: a connection over others has no gauge of its own.
        return railway.IsOverOthers(sections[0])
            ? limit with
            {
                DoubleStack = sections.Skip(1).All(s => AsBuilt(s, day).Data.DoubleStack),
            }
            : limit;
    }

    /// <summary>The way from one call to the next as it is run on a day.</summary>
    public IReadOnlyList<Hop> Run(string from, string to, DateOnly day)
    {
        var corridor = railway.Corridors.Between(from, to).Corridor;
        var passed = railway.Passed(corridor.Id).Select(s => (railway.UsualMinutes(s), Minutes(s, day)));
        return [new Hop(to, corridor.Km, RunningTime.Minutes(corridor.Km, Minutes(corridor.Id, day), passed))];
    }

    /// <summary>The same; null where no connection leads there.</summary>
    public IReadOnlyList<Hop>? Way(string from, string to, DateOnly day) =>
        railway.Corridors.Find(from, to) is null ? null : Run(from, to, day);

    /// <summary>Sections over which only so many freight trains a day may run.</summary>
    public IReadOnlyList<PathLimit> Paths() =>
        [
            .. All.Where(s => Of(s).Any(r => PathsOf(s, r.Data) is not null))
                .Select(s => new PathLimit(s, [.. StretchesOver(s)], day => On(s, day) is { } row ? PathsOf(s, row.Data) : null)),
        ];

    private static SectionLimit LimitOf(SectionData built) =>
        new(built.TrackLengthM, built.TrailingTonnes * 1000L, (int?)(built.AxleLoadTonnes * 1000), built.DoubleStack);

    /// <summary>Minutes from one end of a section to the other on a day; it must carry freight.</summary>
    public int Minutes(string section, DateOnly day) => AsBuilt(section, day).Data.RunningMinutes ?? railway.UsualMinutes(section);

    /// <summary>Trains for passengers take no path that freight is short of.</summary>
    private int? PathsOf(string section, SectionData built) =>
        railway.Ends.ContainsKey(section) && built.Traffic != Traffic.Mixed ? null : built.PathsPerDay;

    private IEnumerable<string> StretchesOver(string section) =>
        (
            railway.Ends.TryGetValue(section, out var ends)
                ? [ends]
                : railway
                    .Corridors.All.Where(d => railway.Between(d.From, d.To).Contains(section, StringComparer.Ordinal))
                    .Select(d => (d.From, d.To))
        ).SelectMany(d => new[] { $"{d.From}>{d.To}", $"{d.To}>{d.From}" });
}
