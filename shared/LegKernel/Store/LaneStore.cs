using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Store;

/// <summary>A lane as it is in the database.</summary>
public sealed record Lane(
    string LaneId,
    string From,
    string To,
    decimal Km,
    int DurationMinutes,
    int LoadingMinutes,
    int HandlingMinutes,
    string PoolId,
    string TariffId,
    CargoRules Rules,
    Provenance Provenance,
    bool Withdrawn,
    long Revision,
    DateTimeOffset ChangedAt,
    DateTimeOffset? OfferedFrom = null,
    DateTimeOffset? OfferedTo = null,
    IReadOnlyList<LaneTime>? Times = null,
    IReadOnlyList<LaneTime>? DangerousGoodsTimes = null,
    decimal? TolledKm = null,
    TerminalAccess? FromAccess = null,
    TerminalAccess? ToAccess = null
);

/// <summary>Reads lanes.</summary>
public static class LaneStore
{
    private const string Select = """
        SELECT lane_id AS LaneId, from_terminal AS FromTerminal, to_terminal AS ToTerminal, km, duration_minutes AS DurationMinutes, loading_minutes AS LoadingMinutes,
               handling_minutes AS HandlingMinutes, pool_id AS PoolId, tariff_id AS TariffId, rules::text AS Rules, provenance::text AS Provenance, withdrawn,
               revision, changed_at AS ChangedAt, offered_from AS OfferedFrom, offered_to AS OfferedTo, times::text AS Times,
               dangerous_goods_times::text AS DangerousGoodsTimes, tolled_km AS TolledKm, from_access::text AS FromAccess, to_access::text AS ToAccess
        FROM leg.lane
        """;

    /// <summary>Those that exist among the ids.</summary>
    public static Task<IReadOnlyList<Lane>> LoadAsync(
        LegReading work,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => ReadAsync(work, $"{Select} WHERE lane_id = ANY (@ids) ORDER BY lane_id", new { ids = ids.ToArray() }, cancellationToken);

    /// <summary>Lanes in order of their ids, after an id, between terminals where given.</summary>
    public static Task<IReadOnlyList<Lane>> ListAsync(
        LegReading work,
        string? from,
        string? to,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            work,
            $"""
            {Select}
            WHERE (@from::text IS NULL OR from_terminal = @from) AND (@to::text IS NULL OR to_terminal = @to) AND (@after::text IS NULL OR lane_id > @after)
            ORDER BY lane_id LIMIT @limit
            """,
            new
            {
                from,
                to,
                after,
                limit,
            },
            cancellationToken
        );

    /// <summary>The lane as a fact.</summary>
    public static LanePublished ToFact(Lane l, FactStamp s) =>
        new(
            s.EventId,
            s.OccurredAt,
            s.Service,
            s.Sequence,
            l.LaneId,
            l.Revision,
            l.From,
            l.To,
            l.Km,
            l.DurationMinutes,
            l.LoadingMinutes,
            l.HandlingMinutes,
            l.PoolId,
            l.TariffId,
            l.Rules,
            l.Withdrawn,
            l.Provenance,
            l.OfferedFrom,
            l.OfferedTo,
            l.Times,
            l.DangerousGoodsTimes,
            l.TolledKm,
            l.FromAccess,
            l.ToAccess
        );

    private static async Task<IReadOnlyList<Lane>> ReadAsync(
        LegReading work,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        var rows = await work.QueryAsync<Row>(sql, parameters, cancellationToken);
        return
        [
            .. rows.Select(r => new Lane(
                r.LaneId,
                r.FromTerminal,
                r.ToTerminal,
                r.Km,
                r.DurationMinutes,
                r.LoadingMinutes,
                r.HandlingMinutes,
                r.PoolId,
                r.TariffId,
                LegTypes.FromJson<CargoRules>(r.Rules),
                LegTypes.FromJson<Provenance>(r.Provenance),
                r.Withdrawn,
                r.Revision,
                r.ChangedAt,
                r.OfferedFrom,
                r.OfferedTo,
                r.Times is null ? null : LegTypes.FromJson<IReadOnlyList<LaneTime>>(r.Times),
                r.DangerousGoodsTimes is null ? null : LegTypes.FromJson<IReadOnlyList<LaneTime>>(r.DangerousGoodsTimes),
                r.TolledKm,
                r.FromAccess is null ? null : LegTypes.FromJson<TerminalAccess>(r.FromAccess),
                r.ToAccess is null ? null : LegTypes.FromJson<TerminalAccess>(r.ToAccess)
            )),
        ];
    }

    private sealed record Row(
        string LaneId,
        string FromTerminal,
        string ToTerminal,
        decimal Km,
        int DurationMinutes,
        int LoadingMinutes,
        int HandlingMinutes,
        string PoolId,
        string TariffId,
        string Rules,
        string Provenance,
        bool Withdrawn,
        long Revision,
        DateTimeOffset ChangedAt,
        DateTimeOffset? OfferedFrom,
        DateTimeOffset? OfferedTo,
        string? Times,
        string? DangerousGoodsTimes,
        decimal? TolledKm,
        string? FromAccess,
        string? ToAccess
    );
}
