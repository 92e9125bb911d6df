using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Store;

/// <summary>A version of a tariff as it is in the database.</summary>
/// <param name="SeedHash">Hash of the seed it comes from; null for an operator's.</param>
public sealed record TariffVersion(
    string TariffId,
    long Revision,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    string Currency,
    IReadOnlyList<ChargeRule> Charges,
    IReadOnlyList<EmissionRule> Emissions,
    Provenance Provenance,
    string? SeedHash,
    DateTimeOffset PublishedAt
);

/// <summary>Reads and adds versions of tariffs.</summary>
public static class TariffStore
{
    private const string Select = """
        SELECT tariff_id AS TariffId, revision, valid_from AS ValidFrom, valid_to AS ValidTo, currency, charges::text AS Charges, emissions::text AS Emissions,
               provenance::text AS Provenance, seed_hash AS SeedHash, published_at AS PublishedAt
        FROM leg.tariff t
        """;

    /// <summary>The last version of a tariff; null when there is none.</summary>
    public static async Task<TariffVersion?> LastAsync(LegReading work, string id, CancellationToken cancellationToken) =>
        (
            await ReadAsync(work, $"{Select} WHERE tariff_id = @id ORDER BY revision DESC LIMIT 1", new { id }, cancellationToken)
        ).SingleOrDefault();

    /// <summary>
    /// Every version that is or will be in force at some moment from now on: not lapsed, and not covered by a later version for the whole of its validity.
    /// In order of id and revision.
    /// </summary>
    public static Task<IReadOnlyList<TariffVersion>> InForceAsync(LegReading work, CancellationToken cancellationToken) =>
        ReadAsync(
            work,
            $"""
            {Select}
            WHERE (valid_to IS NULL OR valid_to > clock_timestamp())
              AND NOT EXISTS (SELECT FROM leg.tariff later
                              WHERE later.tariff_id = t.tariff_id AND later.revision > t.revision
                                AND later.valid_from <= greatest(t.valid_from, clock_timestamp())
                                AND (later.valid_to IS NULL OR later.valid_to >= t.valid_to))
            ORDER BY tariff_id, revision
            """,
            new { },
            cancellationToken
        );

    /// <summary>Adds a version and tells it. Two who add at once are kept apart by the key; the later one fails and may try again.</summary>
    public static async Task AddAsync(LegWork work, TariffVersion t, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            """
            INSERT INTO leg.tariff (tariff_id, revision, valid_from, valid_to, currency, charges, emissions, provenance, seed_hash)
            VALUES (@TariffId, @Revision, @ValidFrom, @ValidTo, @Currency, @charges::jsonb, @emissions::jsonb, @provenance::jsonb, @SeedHash)
            """,
            new
            {
                t.TariffId,
                t.Revision,
                t.ValidFrom,
                t.ValidTo,
                t.Currency,
                charges = LegTypes.ToJson(t.Charges),
                emissions = LegTypes.ToJson(t.Emissions),
                provenance = LegTypes.ToJson(t.Provenance),
                t.SeedHash,
            },
            cancellationToken
        );
        work.Tell(s => ToFact(t, s));
    }

    /// <summary>The version as a fact.</summary>
    public static TariffPublished ToFact(TariffVersion t, FactStamp s) =>
        new(
            s.EventId,
            s.OccurredAt,
            s.Service,
            s.Sequence,
            t.TariffId,
            t.Revision,
            t.ValidFrom,
            t.ValidTo,
            t.Currency,
            t.Charges,
            t.Emissions,
            t.Provenance
        );

    private static async Task<IReadOnlyList<TariffVersion>> ReadAsync(
        LegReading work,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        var rows = await work.QueryAsync<Row>(sql, parameters, cancellationToken);
        return
        [
            .. rows.Select(r => new TariffVersion(
                r.TariffId,
                r.Revision,
                r.ValidFrom,
                r.ValidTo,
                r.Currency,
                LegTypes.FromJson<List<ChargeRule>>(r.Charges),
                LegTypes.FromJson<List<EmissionRule>>(r.Emissions),
                LegTypes.FromJson<Provenance>(r.Provenance),
                r.SeedHash,
                r.PublishedAt
            )),
        ];
    }

    private sealed record Row(
        string TariffId,
        long Revision,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        string Currency,
        string Charges,
        string Emissions,
        string Provenance,
        string? SeedHash,
        DateTimeOffset PublishedAt
    );
}
