using System.Collections.Concurrent;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Timetables;

/// <summary>What is known of the things of one kind, as quotes read it.</summary>
public abstract class ReferenceTable
{
    public abstract ReferenceKind Kind { get; }

    /// <summary>Takes the present version of what is known of a thing.</summary>
    public abstract void Set(ReferenceDataPublished sheet);

    /// <summary>Takes the sheets of this kind; what is not among them is forgotten.</summary>
    public abstract void Replace(IEnumerable<ReferenceDataPublished> sheets);
}

/// <summary>Likewise, with the rows read. One thread changes it, any thread reads.</summary>
public sealed class ReferenceTable<T>(ReferenceKind<T> kind) : ReferenceTable
    where T : class
{
    private readonly ConcurrentDictionary<string, Row[]> told = new(StringComparer.Ordinal);

    public override ReferenceKind Kind => kind;

    /// <summary>The row of a thing that holds on a day; null where nobody told one.</summary>
    public T? On(string id, DateOnly day) =>
        told.TryGetValue(id, out var rows) && Array.FindLast(rows, r => r.From <= day) is { } row ? row.Data : null;

    /// <summary>The days on which rows of a thing begin, ascending.</summary>
    public IEnumerable<DateOnly> DaysOf(string id) => told.GetValueOrDefault(id, []).Select(r => r.From);

    public override void Set(ReferenceDataPublished sheet) =>
        told[sheet.Id] = [
            .. sheet
                .Rows.Select(r => (Row: r, Data: kind.Read(sheet.Id, r)))
                .Where(r => r.Data is not null)
                .Select(r => new Row(r.Row.From, r.Data!))
                .OrderBy(r => r.From),
        ];

    public override void Replace(IEnumerable<ReferenceDataPublished> sheets)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sheet in sheets.Where(s => s.Kind == kind.Name))
        {
            Set(sheet);
            kept.Add(sheet.Id);
        }
        foreach (var gone in told.Keys.Where(id => !kept.Contains(id)))
        {
            told.TryRemove(gone, out _);
        }
    }

    private sealed record Row(DateOnly From, T Data);
}
