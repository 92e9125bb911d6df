using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>A leg of a hold that takes room.</summary>
/// <param name="From">First place taken, counted as segments are.</param>
/// <param name="To">The place after the last one.</param>
public sealed record Holding(Guid HoldId, int Leg, int From, int To, CapacityVector Demand);

/// <summary>
/// Whose room is gone when less fits than was sold: the oldest holds are kept first, and who does not fit beside them gives way. So nobody gives way to one who
/// came later and took his place; one who came later and is small enough may stay where an older one does not fit.
/// </summary>
public static class Displacement
{
    private static readonly string MovementSql = $"""
        SELECT l.movement_id AS Id, NULL::date AS Day, h.hold_id AS HoldId, l.index AS Leg, l.from_call AS "From", l.to_call AS "To", {Room.Each(
            "l.?"
        )}
        FROM leg.hold_leg l JOIN leg.hold h USING (hold_id)
        WHERE l.movement_id = ANY (@ids) AND h.state IN ('HELD', 'CONFIRMED') ORDER BY h.created_at, h.hold_id, l.index
        """;

    private static readonly string LimitsSql = $"""
        SELECT movement_id AS Id, NULL::date AS Day, index AS "From", {Room.Each(
            "leg.sellable(wanted_?, ceiling_?, overbooking_percent) AS ?"
        )},
               {Room.Each("held_? + confirmed_? AS taken_?")}
        FROM leg.segment s WHERE movement_id = ANY (@ids)
          AND EXISTS (SELECT FROM leg.segment x WHERE x.movement_id = s.movement_id
                      AND ({Room.Each("x.held_? + x.confirmed_? > leg.sellable(x.wanted_?, x.ceiling_?, x.overbooking_percent)", " OR ")}))
        ORDER BY movement_id, index
        """;

    private static readonly string PoolSql = $"""
        SELECT l.pool_id AS Id, l.day, h.hold_id AS HoldId, l.index AS Leg, 0 AS "From", 1 AS "To", {Room.Each("l.?")}
        FROM leg.hold_leg l JOIN leg.hold h USING (hold_id) JOIN unnest(@ids, @days) AS k (id, day) ON k.id = l.pool_id AND k.day = l.day
        WHERE h.state IN ('HELD', 'CONFIRMED') ORDER BY h.created_at, h.hold_id, l.index
        """;

    private static readonly string PoolLimitsSql = $"""
        SELECT d.pool_id AS Id, d.day, 0 AS "From", {Room.Each("least(wanted_?, ceiling_?) AS ?")}, {Room.Each(
            "held_? + confirmed_? AS taken_?"
        )}
        FROM leg.pool_day d JOIN unnest(@ids, @days) AS k (id, day) ON k.id = d.pool_id AND k.day = d.day
        WHERE {Room.Each("held_? + confirmed_? > least(wanted_?, ceiling_?)", " OR ")}
        """;

    /// <summary>What does not fit.</summary>
    public sealed record Result(IReadOnlyList<CapacityShortfall> Shortfalls, IReadOnlyList<DisplacedHold> Displaced);

    /// <summary>For each of these movements on which less fits than is taken: what, and whose.</summary>
    public static async Task<IReadOnlyDictionary<string, Result>> OfMovementsAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var limits = await work.QueryAsync<LimitRow>(LimitsSql, new { ids = ids.ToArray() }, cancellationToken);
        if (limits.Count == 0)
            return new Dictionary<string, Result>(StringComparer.Ordinal);
        var short_ = limits.Select(l => l.Id).Distinct(StringComparer.Ordinal).ToArray();
        var holdings = (await work.QueryAsync<HoldingRow>(MovementSql, new { ids = short_ }, cancellationToken)).ToLookup(
            h => h.Id,
            StringComparer.Ordinal
        );
        return limits
            .GroupBy(l => l.Id, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Of([.. g], holdings[g.Key], onPool: false), StringComparer.Ordinal);
    }

    /// <summary>Likewise for pool days.</summary>
    public static async Task<IReadOnlyDictionary<PoolDayKey, Result>> OfPoolDaysAsync(
        LegWork work,
        IReadOnlyCollection<PoolDayKey> keys,
        CancellationToken cancellationToken
    )
    {
        var parameters = new { ids = keys.Select(k => k.PoolId).ToArray(), days = keys.Select(k => k.Day).ToArray() };
        var limits = await work.QueryAsync<LimitRow>(PoolLimitsSql, parameters, cancellationToken);
        if (limits.Count == 0)
            return new Dictionary<PoolDayKey, Result>();
        var holdings = (await work.QueryAsync<HoldingRow>(PoolSql, parameters, cancellationToken)).ToLookup(h => new PoolDayKey(
            h.Id,
            h.Day!.Value
        ));
        return limits.ToDictionary(
            l => new PoolDayKey(l.Id, l.Day!.Value),
            l => Of([l], holdings[new PoolDayKey(l.Id, l.Day!.Value)], onPool: true)
        );
    }

    /// <summary>Of holdings from the oldest to the youngest, those that do not fit beside the older ones that do.</summary>
    /// <param name="limits">What fits in each place, from place 0 on.</param>
    public static IReadOnlyList<DisplacedHold> Displaced(IReadOnlyList<CapacityVector> limits, IEnumerable<Holding> holdings)
    {
        var free = limits.Select(Room.Values).ToArray();
        var displaced = new List<DisplacedHold>();
        foreach (var holding in holdings)
        {
            var demand = Room.Values(holding.Demand);
            var places = free[holding.From..holding.To];
            if (places.All(place => demand.Index().All(d => d.Item == 0 || place[d.Index] >= d.Item)))
            {
                foreach (var place in places)
                {
                    for (var d = 0; d < demand.Length; d++)
                        place[d] -= demand[d];
                }
            }
            else
            {
                displaced.Add(new DisplacedHold(holding.HoldId, holding.Leg));
            }
        }
        return displaced;
    }

    private static Result Of(IReadOnlyList<LimitRow> limits, IEnumerable<HoldingRow> holdings, bool onPool) =>
        new(
            [
                .. limits.SelectMany(l =>
                    Shortfalls(
                        onPool ? null : l.From,
                        l.Room,
                        new(l.Taken_Teu100, l.Taken_Kg, l.Taken_Litres, l.Taken_Reefer_Plugs, l.Taken_Uld)
                    )
                ),
            ],
            Displaced(
                [.. limits.Select(l => l.Room)],
                holdings.Select(h => new Holding(h.HoldId, h.Leg, h.From, h.To, new(h.Teu100, h.Kg, h.Litres, h.Reefer_Plugs, h.Uld)))
            )
        );

    private static IEnumerable<CapacityShortfall> Shortfalls(int? segment, CapacityVector fits, CapacityVector taken) =>
        Room.Values(fits)
            .Zip(Room.Values(taken), Room.Names)
            .Where(d => d.First < d.Second)
            .Select(d => new CapacityShortfall(segment, d.Third, d.First, d.Second));

    private sealed record LimitRow(
        string Id,
        DateOnly? Day,
        int From,
        int Teu100,
        int Kg,
        int Litres,
        int Reefer_Plugs,
        int Uld,
        int Taken_Teu100,
        int Taken_Kg,
        int Taken_Litres,
        int Taken_Reefer_Plugs,
        int Taken_Uld
    )
    {
        public CapacityVector Room => new(Teu100, Kg, Litres, Reefer_Plugs, Uld);
    }

    private sealed record HoldingRow(
        string Id,
        DateOnly? Day,
        Guid HoldId,
        int Leg,
        int From,
        int To,
        int Teu100,
        int Kg,
        int Litres,
        int Reefer_Plugs,
        int Uld
    );
}
