using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.House;

/// <summary>A kind of data that operators may change, and its seed.</summary>
public abstract class DataKind
{
    private protected DataKind(string name) => Name = name;

    /// <summary>In the database and the history: <c>channel</c>.</summary>
    public string Name { get; }

    /// <summary>Whether there is a thing of that id.</summary>
    internal abstract bool Exists(string id);

    /// <summary>The seed sheets as they are stored.</summary>
    internal abstract IEnumerable<(string Id, string Rows)> Seeds { get; }

    /// <summary>The sheets of this kind, out of the database where it has them, else of the seed.</summary>
    internal abstract object Read(IEnumerable<StoredSheet> stored);
}

/// <inheritdoc />
/// <typeparam name="T">What a row of it says.</typeparam>
/// <param name="name">As <see cref="DataKind.Name"/>.</param>
/// <param name="seed">What the service begins with, by id.</param>
/// <param name="exists">Whether there is a thing of that id; things without a seed get their first row by REST.</param>
/// <param name="check">Says what is wrong with a row of the thing of that id.</param>
public sealed class DataKind<T>(string name, IEnumerable<DataSheet<T>> seed, Func<string, bool> exists, Action<string, T, Validator> check)
    : DataKind(name)
    where T : class
{
    private readonly List<DataSheet<T>> seeds = [.. seed];

    internal override IEnumerable<(string Id, string Rows)> Seeds => seeds.Select(s => (s.Id, LegTypes.ToJson(s.Rows)));

    internal override bool Exists(string id) => exists(id);

    internal void Check(string id, T data, Validator at) => check(id, data, at);

    internal override object Read(IEnumerable<StoredSheet> stored)
    {
        var sheets = seeds.ToDictionary(s => s.Id, StringComparer.Ordinal);
        // What a seed no longer knows is left in the database and out of the service.
        foreach (var sheet in stored.Where(s => exists(s.Id)))
            sheets[sheet.Id] = new DataSheet<T>(sheet.Id, LegTypes.FromJson<IReadOnlyList<DataRow<T>>>(sheet.Rows), sheet.Revision);
        return sheets;
    }
}

/// <summary>The last version of a sheet as the database has it.</summary>
internal sealed record StoredSheet(string Kind, string Id, long Revision, string Rows, string? SeedHash, string Why);
