namespace Qujiang.LegKernel.House;

/// <summary>All data that operators may change, as they are at one moment. Never changes itself.</summary>
public sealed class DataSnapshot
{
    private readonly IReadOnlyDictionary<DataKind, object> sheets;

    private DataSnapshot(long stamp, DateOnly day, IReadOnlyDictionary<DataKind, object> sheets)
    {
        Stamp = stamp;
        Day = day;
        this.sheets = sheets;
    }

    /// <summary>Which version of the data this is; -1 for the seed, which no database has seen.</summary>
    public long Stamp { get; }

    /// <summary>The day on which it was read, for what asks without a day of its own.</summary>
    public DateOnly Day { get; }

    /// <summary>The sheets of a kind by id.</summary>
    public IReadOnlyDictionary<string, DataSheet<T>> Of<T>(DataKind<T> kind)
        where T : class => (IReadOnlyDictionary<string, DataSheet<T>>)sheets[kind];

    internal static DataSnapshot Of(IEnumerable<DataKind> kinds, long stamp, DateOnly day, ILookup<string, StoredSheet> stored) =>
        new(stamp, day, kinds.ToDictionary(k => k, k => k.Read(stored[k.Name])));

    /// <summary>The same with another sheet; nobody else has seen it yet.</summary>
    internal DataSnapshot With<T>(DataKind<T> kind, DataSheet<T> sheet)
        where T : class =>
        new(
            -2,
            Day,
            new Dictionary<DataKind, object>(sheets)
            {
                [kind] = new Dictionary<string, DataSheet<T>>(Of(kind), StringComparer.Ordinal) { [sheet.Id] = sheet },
            }
        );
}
