using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>
/// The same bookings twice: once over an orderly bus, once with every command and every fact three times and shuffled. Sides are stopped in turn, so
/// that all that one says to the other lies in its queue and can be muddled before it is heard. Whom room is short for is the same in any order: a
/// train that does not run refuses everybody.
/// </summary>
[Collection(nameof(HouseCollection))]
public sealed class P4_BadPostTests(House house)
{
    private static readonly string[] Ledgers = ["rail", "road"];

    /// <summary>What is claimed is the state, not the time: in full so much waits in the queues at once that a busy machine needs minutes for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Proof.Size(120, 900));

    /// <summary>Time that went into starting processes, not into hearing messages.</summary>
    private readonly Stopwatch starting = new();

    [Fact]
    public async Task Three_of_everything_in_any_order_end_in_the_same_state()
    {
        var count = Proof.Size(80, 2_000);
        await using var watch = new LedgerWatch(house);
        await using var post = await BadPost.AtAsync(house.Vhost.Uri, new Random(Proof.Seed));
        await using var bus = await Listener.ToAsync(house.Vhost.Uri, LegFacts);

        var clock = Stopwatch.StartNew();
        var (first, second) = (await OffersAsync("orderly"), await OffersAsync("muddled"));
        var room = new MadeRoom(house);
        await PrepareAsync(room, first, count);
        var orderly = await OrderlyAsync("orderly", first, count);
        await Bookings.CancelAsync(house, "orderly");
        var from = bus.All.Count;
        var muddled = await MuddledAsync("muddled", second, count, post);
        muddled.ShouldBe(orderly, "Booking and the ledgers");

        await post.RepeatAsync([.. bus.All.Skip(from)]);
        await Eventually.PassesAsync(
            async () => (await StateAsync("muddled")).ShouldBe(orderly, "and still when all facts are told again"),
            Patience
        );
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} bookings, {post.Messages:N0} messages three times and shuffled (seed {Proof.Seed}): state {orderly[..12]} as over an orderly bus, in {clock.Seconds()} s, {starting.Seconds()} s of them starting processes"
            )
        );
        await watch.EndAsync();
        await Bookings.CancelAsync(house, "muddled");
        await room.GiveBackAsync();
    }

    private static readonly string[] LegFacts =
    [
        "qujiang.capacity-changed.v1",
        "qujiang.pool-capacity-changed.v1",
        "qujiang.capacity-held.v1",
        "qujiang.hold-refused.v1",
        "qujiang.hold-confirmed.v1",
        "qujiang.hold-released.v1",
    ];

    private async Task<string> OrderlyAsync(string tenant, string[] offers, int count)
    {
        var ids = await AskAsync(tenant, offers, count);
        await Bookings.SettledAsync(house, tenant, count, Patience);
        await CancelSomeAsync(tenant, ids);
        await Bookings.SettledAsync(house, tenant, count, Patience);
        return await AtRestAsync(tenant);
    }

    private async Task<string> MuddledAsync(string tenant, string[] offers, int count, BadPost post)
    {
        await KillAsync(house, post, Ledgers);
        var ids = await AskAsync(tenant, offers, count);
        await LegsHearAsync(post); // holds
        await BookingHearsAsync(post); // held and refused
        await LegsHearAsync(post); // confirmations and releases
        await BookingHearsAsync(post);
        await CancelSomeAsync(tenant, ids);
        await LegsHearAsync(post); // releases
        await BookingHearsAsync(post);
        await StartAsync(Ledgers);
        await Bookings.SettledAsync(house, tenant, count, Patience);
        return await AtRestAsync(tenant);
    }

    /// <summary>Booking has spoken and is stopped; the leg services hear it, muddled.</summary>
    private async Task LegsHearAsync(BadPost post)
    {
        await SentAsync("booking");
        await KillAsync(house, post, "booking");
        var ids = new Dictionary<string, IReadOnlyList<Guid>>();
        foreach (var ledger in Ledgers)
        {
            ids[ledger] = await post.TamperAsync($"{ledger}-commands");
        }

        await StartAsync(Ledgers);
        foreach (var ledger in Ledgers)
        {
            await HeardAsync(ledger, ids[ledger]);
            await SentAsync(ledger);
        }
    }

    /// <summary>The other way round.</summary>
    private async Task BookingHearsAsync(BadPost post)
    {
        await KillAsync(house, post, Ledgers);
        var ids = await post.TamperAsync("booking");
        await StartAsync("booking");
        await HeardAsync("booking", ids);
    }

    private static async Task KillAsync(House house, BadPost post, params string[] services)
    {
        foreach (var name in services)
        {
            await house.Service(name).KillAsync();
        }

        // The broker takes a moment to see that they are gone and to put back what they had not acknowledged.
        foreach (var name in services)
        {
            var queue = name == "booking" ? name : $"{name}-commands";
            await Eventually.ValueAsync(() => post.ReadersAsync(queue), n => n == 0, Patience, $"{queue} being left alone");
        }
    }

    private async Task StartAsync(params string[] services)
    {
        starting.Start();
        foreach (var name in services.Where(n => !house.Service(n).Running))
        {
            house.Service(name).Start();
        }

        await house.ReadyAsync(services);
        starting.Stop();
    }

    private async Task SentAsync(string service)
    {
        await using var connection = await house.Database(service).OpenConnectionAsync();
        await Eventually.ValueAsync(
            () => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM messaging.outbox WHERE enqueue_time <= clock_timestamp()"),
            n => n == 0,
            Patience,
            $"{service} having sent all"
        );
    }

    private async Task HeardAsync(string service, IReadOnlyList<Guid> messages)
    {
        await using var connection = await house.Database(service).OpenConnectionAsync();
        var ids = messages.Distinct().ToArray();
        await Eventually.ValueAsync(
            () =>
                connection.ExecuteScalarAsync<int>(
                    "SELECT count(DISTINCT message_id)::int FROM messaging.inbox WHERE message_id = ANY (@ids)",
                    new { ids }
                ),
            n => n == ids.Length,
            Patience,
            $"{service} having heard {ids.Length} messages"
        );
    }

    /// <summary>A truck, a train, both, and a truck with a train that will be cancelled.</summary>
    private async Task<string[]> OffersAsync(string tenant)
    {
        var road = await SingleAsync(tenant, "BLG-PRT", "QZP-PLP", "ROAD", 0);
        var rail = await SingleAsync(tenant, "QZR-EST", "BLR-RAIL", "RAIL", 0);
        var doomed = await SingleAsync(tenant, "QZR-EST", "BLR-RAIL", "RAIL", 2);
        return [house.Offers.Bind([road]), house.Offers.Bind([rail]), house.Offers.Bind([road, rail]), house.Offers.Bind([road, doomed])];
    }

    private Task<string> SingleAsync(string tenant, string from, string to, string mode, int day) =>
        Timetable.SingleAsync(house, tenant, from, to, mode, new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(2 + day));

    /// <summary>Room for all, so that nobody's luck hangs on who comes first; and one train that does not run.</summary>
    private async Task PrepareAsync(MadeRoom room, string[] offers, int count)
    {
        await room.MakeAsync(offers[2], 4 * count); // a heavy box may need a truck of its own
        var doomed = OfferPress.Read(offers[3])["legs"]![1]!.AsObject().Text("movementId");
        using var rail = house.Client("rail");
        var reason = new JsonObject { ["reason"] = "no locomotive" };
        await Timetable.DoneAsync(rail.AskAsync(HttpMethod.Post, $"/v1/movements/{doomed}/cancel", reason));
    }

    private async Task<string[]> AskAsync(string tenant, string[] offers, int count)
    {
        using var client = house.Client("booking", tenant);
        var ids = new string[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
            {
                var (status, booking) = await client.BookAsync(offers[i % offers.Length], Key(i));
                status.ShouldBe(202, booking.ToJsonString());
                ids[i] = booking.Text("bookingId");
            }
        );
        return ids;
    }

    /// <summary>What Routing believes to be free, as its quotes show it: its own projection, fed by the facts alone.</summary>
    private async Task<IEnumerable<string>> RoutingAsync()
    {
        var lines = new List<string>();
        foreach (
            var (from, to, mode) in new[]
            {
                ("BLG-PRT", "QZP-PLP", "ROAD"),
                ("QZR-EST", "BLR-RAIL", "RAIL"),
                ("BLR-RAIL", "QZR-EST", "RAIL"),
            }
        )
        {
            for (var day = 0; day < 4; day++)
            {
                var ready = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(2 + day);
                var options = await house.QuoteAsync(
                    from,
                    to,
                    with: r =>
                    {
                        r["readyAt"] = Timetable.Instant(ready);
                        r["limits"] = new JsonObject { ["modes"] = new JsonArray(mode) };
                    }
                );
                lines.AddRange(
                    options
                        .SelectMany(o => o.Legs())
                        .Select(l => $"{l["movementId"]} {l.Text("departure")} {l["free"]?.ToJsonString()}")
                        .Order()
                );
            }
        }

        return lines;
    }

    /// <summary>A fifth of the bookings.</summary>
    private async Task CancelSomeAsync(string tenant, string[] ids)
    {
        using var client = house.Client("booking", tenant);
        foreach (var (i, id) in ids.Index().Where(b => b.Index % 5 == 0))
        {
            var (status, body) = await client.AskAsync(HttpMethod.Post, $"/v1/bookings/{id}/cancel", new JsonObject());
            // What was rejected cannot be cancelled: it is the same in either run.
            status.ShouldBe(i % 4 == 3 ? 409 : 200, body.ToJsonString());
        }
    }

    /// <summary>The state once it has stayed the same for three seconds: Routing hears of the last change a moment after Booking.</summary>
    private async Task<string> AtRestAsync(string tenant)
    {
        var state = await StateAsync(tenant);
        for (var same = 0; same < 3; )
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = await StateAsync(tenant);
            (same, state) = (now == state ? same + 1 : 0, now);
        }

        return state;
    }

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"post-{i:00000}");

    /// <summary>A hash of what has become of each booking, by its key, and of every row of the ledgers.</summary>
    private async Task<string> StateAsync(string tenant)
    {
        var lines = new List<string>();
        await using (var booking = await house.Database("booking").OpenConnectionAsync())
        {
            lines.AddRange(
                await booking.QueryAsync<string>(
                    """
                    SELECT i.key || ' ' || b.status || ' ' || b.decided || b.settled || ' '
                        || (SELECT string_agg((p->>'service') || (p->>'legs') || (p->>'status'), ',' ORDER BY p->>'service')
                            FROM jsonb_array_elements(b.state->'current'->'parts') p)
                    FROM booking.booking b JOIN booking.idempotency i USING (booking_id) WHERE b.tenant = @tenant AND i.key LIKE 'post-%' ORDER BY i.key
                    """,
                    new { tenant }
                )
            );
        }

        foreach (var ledger in Ledgers)
        {
            await using var connection = await house.Database(ledger).OpenConnectionAsync();
            lines.AddRange(
                await connection.QueryAsync<string>(
                    """
                    SELECT movement_id || '/' || index || ' ' || concat_ws(',', offered_teu100, held_teu100, confirmed_teu100, offered_kg, held_kg, confirmed_kg)
                    FROM leg.segment ORDER BY movement_id, index
                    """
                )
            );
            lines.AddRange(
                await connection.QueryAsync<string>(
                    """
                    SELECT pool_id || '/' || day || ' ' || concat_ws(',', offered_teu100, held_teu100, confirmed_teu100, offered_kg, held_kg, confirmed_kg)
                    FROM leg.pool_day ORDER BY pool_id, day
                    """
                )
            );
        }

        lines.AddRange(await RoutingAsync());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}
