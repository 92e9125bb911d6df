using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Rail;

/// <summary>
/// What of the railways is fixed: which sections there are, what they join, and over which of them a direct train passes without a call. Out of this assembly's own data; how
/// they are built is in <see cref="Tracks"/>.
/// </summary>
public sealed class Railway
{
    private readonly Dictionary<string, IReadOnlyList<string>> over;

    private Railway(
        CorridorMap corridors,
        Dictionary<string, IReadOnlyList<string>> over,
        IReadOnlyDictionary<string, (string From, string To)> ends
    )
    {
        (Corridors, this.over, Ends) = (corridors, over, ends);
        ById = corridors.All.ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    /// <summary>Sections on which freight is worked.</summary>
    public CorridorMap Corridors { get; }

    /// <summary>The same by id.</summary>
    public IReadOnlyDictionary<string, Corridor> ById { get; }

    /// <summary>Of a section on which no freight is worked, the hub's terminals nearest to its two ends.</summary>
    public IReadOnlyDictionary<string, (string From, string To)> Ends { get; }

    /// <summary>Reads the files.</summary>
    public static Railway Load()
    {
        var assembly = typeof(Railway).Assembly;
        return new(
            SeedFiles.Corridors(assembly),
            CsvTable
                .Embedded(assembly, "sections.csv")
                .Rows.ToDictionary(r => r["corridor_id"], r => r.List("over"), StringComparer.Ordinal),
            CsvTable
                .Embedded(assembly, "tracks.csv")
                .Rows.Where(r => r.Optional("from") is not null)
                .ToDictionary(r => r["section"], r => (r["from"], r["to"]), StringComparer.Ordinal)
        );
    }

    /// <summary>Whether there is such a section, with freight or without.</summary>
    public bool IsSection(string id) => ById.ContainsKey(id) || Ends.ContainsKey(id);

    /// <summary>The sections between two neighbouring calls, the connection itself first, then those that a direct train passes.</summary>
    public IReadOnlyList<string> Between(string from, string to)
    {
        var corridor = Corridors.Between(from, to).Corridor.Id;
        return [corridor, .. Passed(corridor)];
    }

    /// <summary>The sections that a direct train on a connection passes; empty where it is a section like any other.</summary>
    public IReadOnlyList<string> Passed(string corridor) => over.GetValueOrDefault(corridor) ?? [];

    /// <summary>Whether a connection is no rail of its own, because the sections it passes lead from one of its ends to the other.</summary>
    public bool IsOverOthers(string corridor)
    {
        var (at, way) = (ById[corridor].From, Passed(corridor));
        foreach (var part in way.Select(p => ById[p]))
        {
            if (part.From != at && part.To != at)
            {
                return false;
            }

            at = part.From == at ? part.To : part.From;
        }

        return at == ById[corridor].To;
    }

    /// <summary>Minutes over a section when nothing is wrong with it, by its typical hours; it must carry freight.</summary>
    public int UsualMinutes(string section) => (int)Math.Round(ById[section].TypicalHours * 60);
}
