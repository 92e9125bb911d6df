using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>What became of many bookings, read from Booking's table; single ones are asked for over REST.</summary>
internal static class Bookings
{
    /// <summary>Until so many of the tenants' bookings are confirmed or rejected.</summary>
    /// <param name="tenants">A LIKE pattern.</param>
    public static Task DecidedAsync(House house, string tenants, int count, TimeSpan patience) =>
        CountAsync(house, tenants, "decided", count, patience);

    /// <summary>Until nothing is open with any leg service: what was to be given back is back.</summary>
    public static Task SettledAsync(House house, string tenants, int count, TimeSpan patience) =>
        CountAsync(house, tenants, "settled", count, patience);

    public static async Task<Dictionary<string, int>> StatesAsync(House house, string tenants)
    {
        await using var connection = await house.Database("booking").OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string Status, int Count)>(
            "SELECT status, count(*)::int FROM booking.booking WHERE tenant LIKE @tenants GROUP BY status",
            new { tenants }
        );
        return rows.ToDictionary(r => r.Status, r => r.Count);
    }

    public static string Show(IReadOnlyDictionary<string, int> states) =>
        string.Join(", ", states.OrderBy(s => s.Key).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value:N0} {s.Key}")));

    /// <summary>Cancels what is confirmed and waits until none of its room is taken any more: the next proof begins with nothing.</summary>
    public static async Task CancelAsync(House house, string tenants)
    {
        IReadOnlyList<(Guid Id, string Tenant)> confirmed;
        await using (var connection = await house.Database("booking").OpenConnectionAsync())
        {
            confirmed =
            [
                .. await connection.QueryAsync<(Guid, string)>(
                    "SELECT booking_id, tenant FROM booking.booking WHERE tenant LIKE @tenants AND status IN ('CONFIRMED', 'PENDING_AMENDMENT')",
                    new { tenants }
                ),
            ];
        }

        using var client = house.Client("booking");
        await Parallel.ForEachAsync(
            confirmed,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (booking, _) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/bookings/{booking.Id}/cancel")
                {
                    Content = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
                };
                request.Headers.Authorization = house.Token(booking.Tenant);
                using var answer = await client.SendAsync(request, CancellationToken.None);
                answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(CancellationToken.None));
            }
        );
        await Eventually.PassesAsync(
            async () => (await LedgerWatch.HoldsAsync(house, tenants)).ShouldBe((0, 0)),
            TimeSpan.FromSeconds(120),
            "the ledgers being empty again"
        );
    }

    /// <summary>Every hold in a ledger belongs to a live plan, and every part of a live plan has its hold: nothing was lost on the way, nothing kept.</summary>
    public static async Task RoomIsThatOfThePlansAsync(House house, string[] tenants)
    {
        await using var booking = await house.Database("booking").OpenConnectionAsync();
        var wanted = await booking.QueryAsync<Guid>(
            """
            SELECT (p->>'holdId')::uuid FROM booking.booking, jsonb_array_elements(state->'current'->'parts') p
            WHERE tenant = ANY (@tenants) AND status = 'CONFIRMED' AND upper(p->>'status') = 'CONFIRMED'
            """,
            new { tenants }
        );
        var taken = new List<Guid>();
        foreach (var name in House.Legs)
        {
            await using var ledger = await house.Database(name).OpenConnectionAsync();
            taken.AddRange(
                await ledger.QueryAsync<Guid>(
                    "SELECT hold_id FROM leg.hold WHERE tenant = ANY (@tenants) AND state IN ('HELD', 'CONFIRMED')",
                    new { tenants }
                )
            );
        }

        taken.Order().ShouldBe(wanted.Order());
    }

    private static async Task CountAsync(House house, string tenants, string what, int count, TimeSpan patience)
    {
        await using var connection = await house.Database("booking").OpenConnectionAsync();
        try
        {
            await Eventually.ValueAsync(
                () =>
                    connection.ExecuteScalarAsync<int>(
                        $"SELECT count(*) FROM booking.booking WHERE tenant LIKE @tenants AND {what}",
                        new { tenants }
                    ),
                n => n == count,
                patience,
                string.Create(CultureInfo.InvariantCulture, $"all {count} bookings being {what}")
            );
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{await WhatWaits.ShowAsync(house)}", late);
        }
    }
}
