using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>What waits where, for the message of a proof that gave up waiting.</summary>
internal static class WhatWaits
{
    public static async Task<string> ShowAsync(House house)
    {
        var lines = new List<string>();
        foreach (var name in House.Names)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            lines.AddRange(
                await connection.QueryAsync<string>(
                    """
                    SELECT @name || ': ' || count(*) || ' to ' || destination || ', parked ' || count(parked_at) || ', attempts ' || max(attempts)
                        || ', due ' || min(enqueue_time) || ', ' || coalesce(max(last_error), '')
                    FROM messaging.outbox GROUP BY destination
                    """,
                    new { name }
                )
            );
        }

        foreach (var queue in House.Legs.Select(n => $"{n}-commands").Append("booking"))
        {
            lines.Add($"{queue}: {await house.Vhost.MessagesAsync(queue)}, in error {await house.Vhost.MessagesAsync($"{queue}_error")}");
        }

        await using var booking = await house.Database("booking").OpenConnectionAsync();
        lines.AddRange(
            await booking.QueryAsync<string>(
                """
                SELECT booking_id || ' ' || status || ' ' || (state->>'phase') || ' wakes ' || coalesce(wake_at::text, 'never') || ' '
                    || (SELECT string_agg((p->>'service') || ' ' || (p->>'status'), ', ') FROM jsonb_array_elements(state->'current'->'parts') p)
                FROM booking.booking WHERE NOT decided OR NOT settled LIMIT 10
                """
            )
        );
        return string.Join('\n', lines);
    }
}
