using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.House;

/// <summary>What something is from a day on.</summary>
/// <typeparam name="T">A record of the mode's own, with the units of its members in their names.</typeparam>
/// <param name="From">First day, on the hub's clock.</param>
/// <param name="Data">What it is.</param>
/// <param name="Provenance">Where that comes from.</param>
public sealed record DataRow<T>(DateOnly From, T Data, Provenance Provenance);

/// <summary>Everything known of one thing: a row for each day from which it is another.</summary>
/// <param name="Id">Of the thing: a terminal code, the id of a corridor or a line.</param>
/// <param name="Rows">By their day, each day once, at least one.</param>
/// <param name="Revision">Grows by one with each change; 0 for seed data that no database has seen.</param>
public sealed record DataSheet<T>(string Id, IReadOnlyList<DataRow<T>> Rows, long Revision)
{
    /// <summary>The row that holds on a day; null before the first.</summary>
    public DataRow<T>? On(DateOnly day) => Rows.LastOrDefault(r => r.From <= day);

    /// <summary>The row that holds on a day; before the first that one.</summary>
    public DataRow<T> OnOrFirst(DateOnly day) => On(day) ?? Rows[0];

    /// <summary>The sheet with this row: instead of one of the same day, else beside the others.</summary>
    public DataSheet<T> With(DataRow<T> row) =>
        this with
        {
            Rows = [.. Rows.Where(r => r.From != row.From).Append(row).OrderBy(r => r.From)],
        };
}

/// <summary>Makes sheets of files.</summary>
public static class DataSheet
{
    /// <summary>The first day of all: from it on holds what a file says without a day.</summary>
    public static DateOnly Always { get; } = new(2020, 1, 1);

    /// <summary>What a file says of a thing, without a day.</summary>
    public static DataSheet<T> Of<T>(string id, T data, Provenance provenance) => new(id, [new(Always, data, provenance)], 0);
}
