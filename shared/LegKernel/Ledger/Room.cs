using System.Data.Common;
using Dapper;
using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Ledger;

/// <summary>Arithmetic over the five dimensions of room, and their names in SQL and in messages.</summary>
public static class Room
{
    /// <summary>Names of the dimensions in messages, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["teu100", "kg", "litres", "reeferPlugs", "uld"];

    internal static readonly string[] Columns = ["teu100", "kg", "litres", "reefer_plugs", "uld"];

    /// <summary>The five numbers in the order of <see cref="Names"/>.</summary>
    public static int[] Values(CapacityVector room) => [room.Teu100, room.Kg, room.Litres, room.ReeferPlugs, room.Uld];

    /// <summary>Sum, dimension by dimension.</summary>
    public static CapacityVector Plus(this CapacityVector a, CapacityVector b) =>
        new(a.Teu100 + b.Teu100, a.Kg + b.Kg, a.Litres + b.Litres, a.ReeferPlugs + b.ReeferPlugs, a.Uld + b.Uld);

    /// <summary>Difference, dimension by dimension.</summary>
    public static CapacityVector Minus(this CapacityVector a, CapacityVector b) =>
        new(a.Teu100 - b.Teu100, a.Kg - b.Kg, a.Litres - b.Litres, a.ReeferPlugs - b.ReeferPlugs, a.Uld - b.Uld);

    /// <summary>What may be sold of this room when so many per cent more than it are, rounded down: as <c>leg.sellable</c> in the database.</summary>
    public static CapacityVector Sellable(this CapacityVector room, int overbookingPercent)
    {
        return new(More(room.Teu100), More(room.Kg), More(room.Litres), More(room.ReeferPlugs), More(room.Uld));

        int More(int amount) => (int)Math.Min(amount * (100L + overbookingPercent) / 100, int.MaxValue);
    }

    /// <summary>Whether each dimension is at least that of <paramref name="demand"/>.</summary>
    public static bool Covers(this CapacityVector room, CapacityVector demand) =>
        room.Teu100 >= demand.Teu100
        && room.Kg >= demand.Kg
        && room.Litres >= demand.Litres
        && room.ReeferPlugs >= demand.ReeferPlugs
        && room.Uld >= demand.Uld;

    /// <summary>What is neither held nor sold.</summary>
    public static CapacityVector Free(this Segment segment) => segment.Offered.Minus(segment.Held).Minus(segment.Confirmed);

    /// <summary>The dimension that falls shortest of the demand in proportion to it; null when all suffice.</summary>
    public static string? Scarcest(CapacityVector free, CapacityVector demand)
    {
        var (have, need) = (Values(free), Values(demand));
        var scarce = Enumerable.Range(0, need.Length).Where(d => have[d] < need[d]).ToList();
        return scarce.Count == 0 ? null : Names[scarce.MinBy(d => (double)have[d] / need[d])];
    }

    /// <summary>Repeats a piece of SQL for each dimension: <c>?</c> stands for the column's suffix.</summary>
    internal static string Each(string sql, string separator = ", ") =>
        string.Join(separator, Columns.Select(column => sql.Replace("?", column, StringComparison.Ordinal)));

    /// <summary>Parameters <c>@teu100 .. @uld</c>.</summary>
    internal static DynamicParameters Parameters(CapacityVector room, object? others = null)
    {
        var parameters = new DynamicParameters(others);
        foreach (var (column, value) in Columns.Zip(Values(room)))
            parameters.Add(column, value);
        return parameters;
    }

    /// <summary>Reads five columns from the given one on.</summary>
    internal static CapacityVector Read(DbDataReader reader, int first) =>
        new(
            reader.GetInt32(first),
            reader.GetInt32(first + 1),
            reader.GetInt32(first + 2),
            reader.GetInt32(first + 3),
            reader.GetInt32(first + 4)
        );
}
