using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.LegKernel.Upkeep;

namespace Qujiang.LegKernel.House;

/// <summary>A version of a sheet.</summary>
internal sealed record SheetVersion(long Revision, DateTimeOffset ChangedAt, string Who, string Why, string Rows);

/// <summary>Sheets in the database.</summary>
internal static class DataStore
{
    /// <summary>Which version of all data this is: another one after every change, because changes come one after the other. And the day of the hub.</summary>
    public static Task<(long Stamp, DateOnly Day)> StampAsync(LegReading reading, CancellationToken cancellationToken) =>
        reading.QuerySingleOrDefaultAsync<(long, DateOnly)>(
            "SELECT coalesce(max(sheet_id), 0), (clock_timestamp() AT TIME ZONE interval '8 hours')::date FROM leg.data_sheet",
            null,
            cancellationToken
        );

    /// <summary>The last version of every sheet.</summary>
    public static Task<IReadOnlyList<StoredSheet>> LastAsync(LegReading reading, CancellationToken cancellationToken) =>
        reading.QueryAsync<StoredSheet>(
            """
            SELECT DISTINCT ON (kind, id) kind AS Kind, id AS Id, revision AS Revision, rows::text AS Rows, seed_hash AS SeedHash,
                   why AS Why
            FROM leg.data_sheet ORDER BY kind, id, revision DESC
            """,
            null,
            cancellationToken
        );

    /// <summary>The versions of a sheet, the last first.</summary>
    public static Task<IReadOnlyList<SheetVersion>> VersionsAsync(
        LegReading reading,
        string kind,
        string id,
        int most,
        CancellationToken cancellationToken
    ) =>
        reading.QueryAsync<SheetVersion>(
            """
            SELECT revision AS Revision, changed_at AS ChangedAt, who AS Who, why AS Why, rows::text AS Rows
            FROM leg.data_sheet WHERE kind = @kind AND id = @id ORDER BY revision DESC LIMIT @most
            """,
            new
            {
                kind,
                id,
                most,
            },
            cancellationToken
        );

    /// <summary>The last version of every sheet of a kind, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, SheetVersion>> LastVersionsAsync(
        LegReading reading,
        string kind,
        CancellationToken cancellationToken
    ) =>
        (
            await reading.QueryAsync<(string Id, long Revision, DateTime ChangedAt, string Who, string Why, string Rows)>(
                """
                SELECT DISTINCT ON (id) id, revision, changed_at, who, why, rows::text
                FROM leg.data_sheet WHERE kind = @kind ORDER BY id, revision DESC
                """,
                new { kind },
                cancellationToken
            )
        ).ToDictionary(
            v => v.Id,
            v => new SheetVersion(v.Revision, LegTypes.Instant(v.ChangedAt), v.Who, v.Why, v.Rows),
            StringComparer.Ordinal
        );

    /// <summary>Adds a version and tells it.</summary>
    /// <param name="seedHash">Null for an operator's.</param>
    public static async Task AddAsync(
        LegWork work,
        string kind,
        string id,
        long revision,
        string rows,
        string? seedHash,
        string who,
        string why,
        CancellationToken cancellationToken
    )
    {
        await work.ExecuteAsync(
            """
            INSERT INTO leg.data_sheet (kind, id, revision, rows, seed_hash, who, why)
            VALUES (@kind, @id, @revision, @rows::jsonb, @seedHash, @who, @why)
            """,
            new
            {
                kind,
                id,
                revision,
                rows,
                seedHash,
                who,
                why,
            },
            cancellationToken
        );
        var published = LegTypes.FromJson<List<ReferenceDataRow>>(rows);
        work.Tell(s => ToFact(kind, id, revision, published, why, s));
    }

    /// <summary>The last version of every sheet of these kinds as facts, what no seed knows any more left out.</summary>
    public static async Task<IReadOnlyList<Func<FactStamp, ReferenceDataPublished>>> FactsAsync(
        LegReading reading,
        IReadOnlyList<DataKind> kinds,
        CancellationToken cancellationToken
    )
    {
        var byName = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);
        var last = await LastAsync(reading, cancellationToken);
        return
        [
            .. last.Where(s => byName.TryGetValue(s.Kind, out var kind) && kind.Exists(s.Id))
                .Select<StoredSheet, Func<FactStamp, ReferenceDataPublished>>(s =>
                    stamp => ToFact(s.Kind, s.Id, s.Revision, LegTypes.FromJson<List<ReferenceDataRow>>(s.Rows), s.Why, stamp)
                ),
        ];
    }

    private static ReferenceDataPublished ToFact(
        string kind,
        string id,
        long revision,
        IReadOnlyList<ReferenceDataRow> rows,
        string why,
        FactStamp s
    ) => new(s.EventId, s.OccurredAt, s.Service, s.Sequence, kind, id, revision, rows, why);

    /// <summary>Puts the seed in: a changed seed becomes the next version, unless an operator has changed the sheet since.</summary>
    /// <returns>How many versions were added.</returns>
    public static async Task<int> SeedAsync(LegWork work, IReadOnlyList<DataKind> kinds, CancellationToken cancellationToken)
    {
        var last = (await LastAsync(work, cancellationToken)).ToDictionary(s => (s.Kind, s.Id));
        var added = 0;
        foreach (var kind in kinds)
        {
            foreach (var (id, rows) in kind.Seeds)
            {
                var (hash, present) = (Timetable.Hash(rows), last.GetValueOrDefault((kind.Name, id)));
                if (present is not null && (present.SeedHash is null || string.Equals(present.SeedHash, hash, StringComparison.Ordinal)))
                    continue;
                var revision = (present?.Revision ?? 0) + 1;
                await AddAsync(work, kind.Name, id, revision, rows, hash, "upkeep", "the service's own data", cancellationToken);
                added++;
            }
        }
        return added;
    }
}
