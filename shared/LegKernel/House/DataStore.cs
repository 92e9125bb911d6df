using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Upkeep;

namespace Qujiang.LegKernel.House;

/// <summary>A version of a sheet.</summary>
internal sealed record SheetVersion(long Revision, DateTimeOffset ChangedAt, string Who, string Why, string Rows);

/// <summary>Sheets in the database.</summary>
internal static class DataStore
{
    /// <summary>Which version of all data this is: another one after every change, because changes come one after the other.</summary>
    public static Task<long> StampAsync(LegReading reading, CancellationToken cancellationToken) =>
        reading.QuerySingleOrDefaultAsync<long>("SELECT coalesce(max(sheet_id), 0) FROM leg.data_sheet", null, cancellationToken);

    /// <summary>The last version of every sheet.</summary>
    public static Task<IReadOnlyList<StoredSheet>> LastAsync(LegReading reading, CancellationToken cancellationToken) =>
        reading.QueryAsync<StoredSheet>(
            """
            SELECT DISTINCT ON (kind, id) kind AS Kind, id AS Id, revision AS Revision, rows::text AS Rows, seed_hash AS SeedHash
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

    /// <summary>Adds a version.</summary>
    /// <param name="seedHash">Null for an operator's.</param>
    public static Task AddAsync(
        LegWork work,
        string kind,
        string id,
        long revision,
        string rows,
        string? seedHash,
        string who,
        string why,
        CancellationToken cancellationToken
    ) =>
        work.ExecuteAsync(
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
