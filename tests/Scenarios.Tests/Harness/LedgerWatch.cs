using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// Looks into every ledger once a second for as long as it lives. It keeps the first row that offers less than is held and sold, and the first row
/// whose held and sold room is not what the holds themselves add up to; <see cref="EndAsync"/> fails the proof with it. It reads tables, so it
/// does not depend on what a service says about itself. A service's database that does not answer for a moment is looked at again the second after.
/// </summary>
internal sealed class LedgerWatch : IAsyncDisposable
{
    private static readonly string[] Dimensions = ["teu100", "kg", "litres", "reefer_plugs", "uld"];

    private readonly House house;
    private readonly CancellationTokenSource ending = new();
    private readonly Task looking;
    private string? broken;
    private int samples;

    public LedgerWatch(House house)
    {
        this.house = house;
        looking = LookAsync();
    }

    /// <summary>Looks a last time and tells how often it had looked.</summary>
    public async Task EndAsync()
    {
        await ending.CancelAsync();
        await looking;
        await SampleAsync();
        broken.ShouldBeNull("a ledger is wrong");
        samples.ShouldBeGreaterThan(0);
        Hub.Report(
            string.Create(CultureInfo.InvariantCulture, $"the ledgers were looked at {samples} times: never oversold, nothing lost")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await looking;
        ending.Dispose();
    }

    /// <summary>The tenants' holds now: how many hold and how many are sold.</summary>
    /// <param name="tenants">A LIKE pattern.</param>
    public static async Task<(long Held, long Confirmed)> HoldsAsync(House house, string tenants)
    {
        var (held, confirmed) = (0L, 0L);
        foreach (var name in House.Legs)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            var row = await connection.QuerySingleAsync<(long, long)>(
                "SELECT count(*) FILTER (WHERE state = 'HELD'), count(*) FILTER (WHERE state = 'CONFIRMED') FROM leg.hold WHERE tenant LIKE @tenants",
                new { tenants }
            );
            (held, confirmed) = (held + row.Item1, confirmed + row.Item2);
        }

        return (held, confirmed);
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                await SampleAsync();
            } while (broken is null && await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // Ending.
        }
    }

    private async Task SampleAsync()
    {
        foreach (var name in House.Legs)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            broken ??= await connection.QueryFirstOrDefaultAsync<string>(Wrong, new { name });
        }

        samples++;
    }

    private static string Each(string pattern, string between) => string.Join(between, Dimensions.Select(d => pattern.Replace("?", d)));

    // One statement, one snapshot: rows and holds are of the same moment.
    private static readonly string Wrong = $"""
        WITH room AS (
            SELECT movement_id AS subject, index::text AS part, {Each(
            "offered_? AS offered_?, held_? AS held_?, confirmed_? AS confirmed_?",
            ", "
        )} FROM leg.segment
            UNION ALL
            SELECT pool_id, day::text, {Each("offered_?, held_?, confirmed_?", ", ")} FROM leg.pool_day
        ), taken AS (
            SELECT l.*, h.state FROM leg.hold h JOIN leg.hold_leg l USING (hold_id) WHERE h.state IN ('HELD', 'CONFIRMED')
        ), sums AS (
            SELECT subject, part, {Each(
            "coalesce(sum(?) FILTER (WHERE state = 'HELD'), 0) AS held_?, coalesce(sum(?) FILTER (WHERE state = 'CONFIRMED'), 0) AS confirmed_?",
            ", "
        )}
            FROM (SELECT movement_id AS subject, i::text AS part, t.state, {Each(
            "t.?",
            ", "
        )} FROM taken t, generate_series(t.from_call, t.to_call - 1) i WHERE movement_id IS NOT NULL
                  UNION ALL
                  SELECT pool_id, day::text, state, {Each("?", ", ")} FROM taken WHERE movement_id IS NULL) legs
            GROUP BY subject, part
        )
        SELECT @name || ': ' || room.subject || '/' || room.part || ' ' || CASE WHEN {Each(
            "room.offered_? < room.held_? + room.confirmed_?",
            " OR "
        )}
                    THEN 'offers less than is held and sold' ELSE 'holds room that no hold accounts for' END || ' ' || row_to_json(room)
        FROM room LEFT JOIN sums USING (subject, part)
        WHERE {Each("room.offered_? < room.held_? + room.confirmed_?", " OR ")}
           OR {Each("room.held_? <> coalesce(sums.held_?, 0) OR room.confirmed_? <> coalesce(sums.confirmed_?, 0)", " OR ")}
        LIMIT 1
        """;
}
