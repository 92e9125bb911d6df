using Dapper;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>Room of several legs, summed over each segment and pool day, so that each row is written once however many legs are on it.</summary>
internal sealed class RoomSums
{
    /// <summary>Sets aside what is free.</summary>
    public static readonly Change Take = new(
        Room.Each("held_? = r.held_? + d.?"),
        Room.Each("r.offered_? - r.held_? - r.confirmed_? >= d.?", " AND ")
    );

    /// <summary>Makes what is held sold.</summary>
    public static readonly Change Sell = new(
        Room.Each("held_? = r.held_? - d.?, confirmed_? = r.confirmed_? + d.?"),
        Room.Each("r.held_? >= d.?", " AND ")
    );

    private readonly Dictionary<(string Movement, int Index), CapacityVector> segments = [];
    private readonly Dictionary<PoolDayKey, CapacityVector> days = [];

    /// <param name="Set">What is done to a row r by the sum d.</param>
    /// <param name="If">What must be true of it.</param>
    internal sealed record Change(string Set, string If);

    public IEnumerable<string> Movements => segments.Keys.Select(k => k.Movement).Distinct(StringComparer.Ordinal);

    public IEnumerable<PoolDayKey> Days => days.Keys;

    public void Add(TakenLeg leg)
    {
        if (leg.MovementId is null)
        {
            var day = new PoolDayKey(leg.PoolId!, leg.Day!.Value);
            days[day] = days.TryGetValue(day, out var sum) ? sum.Plus(leg.Demand) : leg.Demand;
            return;
        }

        for (var i = leg.FromCall!.Value; i < leg.ToCall!.Value; i++)
            segments[(leg.MovementId, i)] = segments.TryGetValue((leg.MovementId, i), out var sum) ? sum.Plus(leg.Demand) : leg.Demand;
    }

    /// <summary>Writes the rows.</summary>
    /// <exception cref="InvalidOperationException">A row does not allow it, and none may be committed.</exception>
    public async Task WriteAsync(LegWork work, Change change, CancellationToken cancellationToken)
    {
        if (segments.Count > 0)
        {
            var keys = new
            {
                movement_id = segments.Keys.Select(k => k.Movement).ToArray(),
                index = segments.Keys.Select(k => k.Index).ToArray(),
            };
            await WriteAsync(work, change, "leg.segment", ("movement_id", "index"), keys, segments.Values, cancellationToken);
        }

        if (days.Count > 0)
        {
            var keys = new { pool_id = days.Keys.Select(k => k.PoolId).ToArray(), day = days.Keys.Select(k => k.Day).ToArray() };
            await WriteAsync(work, change, "leg.pool_day", ("pool_id", "day"), keys, days.Values, cancellationToken);
        }
    }

    private static async Task WriteAsync(
        LegWork work,
        Change change,
        string table,
        (string First, string Second) key,
        object keys,
        IReadOnlyCollection<CapacityVector> sums,
        CancellationToken cancellationToken
    )
    {
        var parameters = new DynamicParameters(keys);
        var values = sums.Select(Room.Values).ToList();
        foreach (var (i, column) in Room.Columns.Index())
            parameters.Add(column, values.Select(v => v[i]).ToArray());
        var sql = $"""
            UPDATE {table} r SET {change.Set}
            FROM unnest(@{key.First}, @{key.Second}, {Room.Each("@?")}) AS d ({key.First}, {key.Second}, {Room.Each("?")})
            WHERE r.{key.First} = d.{key.First} AND r.{key.Second} = d.{key.Second} AND {change.If}
            """;
        Expect(sums.Count, await work.ExecuteAsync(sql, parameters, cancellationToken));
    }

    private static void Expect(int wanted, int written)
    {
        if (wanted != written)
            throw new InvalidOperationException($"Of {wanted} rows of the ledger {wanted - written} have other room than was decided on.");
    }
}
