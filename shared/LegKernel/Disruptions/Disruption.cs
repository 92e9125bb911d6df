using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Disruptions;

/// <summary>Something that changes room, times or restrictions for a while.</summary>
/// <param name="Status"><c>OPEN</c> or <c>CLEARED</c>.</param>
/// <param name="Ceiling">What it leaves of the room it touches; a dimension that is null is not touched.</param>
/// <param name="Stretches">Segments of <paramref name="Lines"/> it is confined to, each as the terminals of its two calls, <c>A&gt;B</c>; null or empty: all of each line.</param>
/// <param name="Amount">How big it is in the unit of its kind, not below 0; what the module's <see cref="LegModule.Delay"/> goes by. Null: it has no size.</param>
public sealed record Disruption(
    string DisruptionId,
    long Revision,
    string Kind,
    IReadOnlyList<string> Terminals,
    IReadOnlyList<string> Lines,
    DateTimeOffset From,
    DateTimeOffset? To,
    string Description,
    string Status,
    Ceiling Ceiling,
    DateTimeOffset ChangedAt,
    IReadOnlyList<string>? Stretches = null,
    decimal? Amount = null
);

/// <summary>An upper bound on offered room; null: none in that dimension.</summary>
public sealed record Ceiling(int? Teu100 = null, int? Kg = null, int? Litres = null, int? ReeferPlugs = null, int? Uld = null)
{
    /// <summary>Leaves nothing.</summary>
    public static Ceiling Nothing { get; } = new(0, 0, 0, 0, 0);
}

/// <summary>Reads and writes disruptions.</summary>
public static class DisruptionStore
{
    /// <summary>The kind that leaves nothing of what it touches.</summary>
    public const string Closure = "CLOSURE";

    private static readonly string Select = $"""
        SELECT disruption_id AS DisruptionId, revision, kind, terminals, lines, from_at AS FromAt, to_at AS ToAt, description, status,
               {Room.Each("ceiling_?")}, changed_at AS ChangedAt, stretches, amount
        FROM leg.disruption
        """;

    /// <summary>One disruption; null when there is none of that id.</summary>
    public static async Task<Disruption?> FindAsync(LegReading work, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(work, $"{Select} WHERE disruption_id = @id FOR UPDATE", new { id }, cancellationToken)).SingleOrDefault();

    /// <summary>Those that are open and not over, or all, by time and id.</summary>
    public static Task<IReadOnlyList<Disruption>> ListAsync(LegReading work, bool openOnly, CancellationToken cancellationToken) =>
        ReadAsync(
            work,
            $"{Select} WHERE NOT @openOnly OR (status = 'OPEN' AND (to_at IS NULL OR to_at > clock_timestamp())) ORDER BY from_at DESC, disruption_id LIMIT 1000",
            new { openOnly },
            cancellationToken
        );

    /// <summary>Those that are open and have an amount; one that ended less than a week ago may still be felt, and is among them.</summary>
    internal static Task<IReadOnlyList<Disruption>> SizedAsync(LegReading work, CancellationToken cancellationToken) =>
        ReadAsync(
            work,
            $"{Select} WHERE status = 'OPEN' AND amount IS NOT NULL AND (to_at IS NULL OR to_at > clock_timestamp() - interval '7 days') ORDER BY from_at, disruption_id",
            null,
            cancellationToken
        );

    /// <summary>Writes it as it is, under its revision.</summary>
    public static Task SaveAsync(LegWork work, Disruption d, CancellationToken cancellationToken) =>
        work.ExecuteAsync(
            $"""
            INSERT INTO leg.disruption (disruption_id, revision, kind, terminals, lines, from_at, to_at, description, status, stretches, amount, {Room.Each(
                "ceiling_?"
            )})
            VALUES (@DisruptionId, @Revision, @Kind, @terminals, @lines, @From, @To, @Description, @Status, @stretches, @Amount, @Teu100, @Kg, @Litres, @ReeferPlugs, @Uld)
            ON CONFLICT (disruption_id) DO UPDATE SET
                revision = excluded.revision, kind = excluded.kind, terminals = excluded.terminals, lines = excluded.lines, from_at = excluded.from_at,
                to_at = excluded.to_at, description = excluded.description, status = excluded.status, stretches = excluded.stretches, amount = excluded.amount, {Room.Each(
                "ceiling_? = excluded.ceiling_?"
            )},
                changed_at = clock_timestamp(), cleared_at = CASE WHEN excluded.status = 'CLEARED' THEN clock_timestamp() END
            """,
            new
            {
                d.DisruptionId,
                d.Revision,
                d.Kind,
                terminals = d.Terminals.ToArray(),
                lines = d.Lines.ToArray(),
                stretches = d.Stretches?.ToArray() ?? [],
                d.Amount,
                d.From,
                d.To,
                d.Description,
                d.Status,
                d.Ceiling.Teu100,
                d.Ceiling.Kg,
                d.Ceiling.Litres,
                d.Ceiling.ReeferPlugs,
                d.Ceiling.Uld,
            },
            cancellationToken
        );

    /// <summary>It as a fact.</summary>
    public static DisruptionRaised ToFact(Disruption d, FactStamp s) =>
        new(
            s.EventId,
            s.OccurredAt,
            s.Service,
            s.Sequence,
            d.DisruptionId,
            d.Revision,
            d.Kind,
            d.Terminals,
            d.Lines,
            d.From,
            d.To,
            d.Description,
            d.Ceiling is { Teu100: 0, Kg: 0 },
            d.Stretches is { Count: > 0 } ? d.Stretches : null
        );

    private static async Task<IReadOnlyList<Disruption>> ReadAsync(
        LegReading work,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    )
    {
        var rows = await work.QueryAsync<Row>(sql, parameters, cancellationToken);
        return
        [
            .. rows.Select(r => new Disruption(
                r.DisruptionId,
                r.Revision,
                r.Kind,
                (string[])r.Terminals,
                (string[])r.Lines,
                r.FromAt,
                r.ToAt,
                r.Description,
                r.Status,
                new Ceiling(r.Ceiling_Teu100, r.Ceiling_Kg, r.Ceiling_Litres, r.Ceiling_Reefer_Plugs, r.Ceiling_Uld),
                r.ChangedAt,
                (string[])r.Stretches,
                r.Amount
            )),
        ];
    }

    private sealed record Row(
        string DisruptionId,
        long Revision,
        string Kind,
        Array Terminals, // as the driver declares text[]
        Array Lines,
        DateTimeOffset FromAt,
        DateTimeOffset? ToAt,
        string Description,
        string Status,
        int? Ceiling_Teu100,
        int? Ceiling_Kg,
        int? Ceiling_Litres,
        int? Ceiling_Reefer_Plugs,
        int? Ceiling_Uld,
        DateTimeOffset ChangedAt,
        Array Stretches,
        decimal? Amount
    );
}
