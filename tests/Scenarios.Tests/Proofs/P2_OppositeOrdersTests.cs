using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>
/// Three legs, wanted in every order at once: three trains of one ledger, where two holds could wait for each other's rows, and truck, barge and train of
/// three ledgers, where what one has given must come back when another refuses.
/// </summary>
[Collection(nameof(HouseCollection))]
public sealed class P2_OppositeOrdersTests(House house)
{
    private const int AtOnce = 48;
    private const string Tenant = "orders";
    private static readonly int[][] Orders =
    [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];

    /// <summary>30 s where the claim is measured; the short version runs on machines that do much else, and there only what never ends is wrong.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Proof.Size(120, 30));

    [Fact]
    public async Task Itineraries_in_opposite_orders_neither_lock_each_other_out_nor_leave_anything_held()
    {
        var bookings = Proof.Size(300, 5_000);
        var trains = await SinglesAsync("QZR-EST", "BLR-RAIL", "RAIL", 3);
        string[] modes =
        [
            (await SinglesAsync("BLG-PRT", "QZP-PLP", "ROAD", 1))[0],
            (await SinglesAsync("ZPU-PRT", "LYP-QTJ", "WATERWAY", 1))[0],
            trains[0],
        ];
        string[] offers = [.. Orders.SelectMany(o => new[] { Bound(trains, o), Bound(modes, o) })];
        var deadlocks = await DeadlocksAsync();
        var random = new Random(Proof.Seed);
        var cancels = Enumerable.Range(0, bookings).Select(_ => random.Next(2) == 0).ToArray();

        await using var watch = new LedgerWatch(house);
        using var client = house.Client("booking", Tenant, AtOnce);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, bookings),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) =>
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"orders-{Proof.Seed}-{i}");
                var booking = await client.BookedAsync(offers[i % offers.Length], key);
                // Half of what is sold is given back at once, so that there is always something left to compete for.
                if (booking.Text("state") == "CONFIRMED" && cancels[i])
                {
                    var path = $"/v1/bookings/{booking.Text("bookingId")}/cancel";
                    await Timetable.DoneAsync(client.AskAsync(HttpMethod.Post, path, new JsonObject()));
                }
            }
        );
        var asked = clock.Seconds();
        var last = Stopwatch.StartNew();
        await Bookings.SettledAsync(house, Tenant, bookings, Limit);

        var states = await Bookings.StatesAsync(house, Tenant);
        states
            .GetValueOrDefault("REJECTED")
            .ShouldBeGreaterThan(0, $"there must be something to compensate: {Bookings.Show(states)} (seed {Proof.Seed})");
        (await DeadlocksAsync()).ShouldBe(deadlocks, "PostgreSQL broke a deadlock");
        (await LedgerWatch.HoldsAsync(house, Tenant)).Held.ShouldBe(0);
        var slowest = await SlowestCompensationAsync();
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bookings:N0} bookings of three legs in six orders, {AtOnce} at a time, in {asked} s (seed {Proof.Seed}): {Bookings.Show(states)}; "
                    + $"settled {last.Seconds()} s after the last answer, longest compensation {slowest.TotalSeconds:0.0} s, no deadlock"
            )
        );
        slowest.ShouldBeLessThan(Limit);
        await watch.EndAsync();
        await Bookings.CancelAsync(house, Tenant);
    }

    private string Bound(string[] singles, int[] order) => house.Offers.Bind([.. order.Select(i => singles[i])]);

    /// <summary>Offers of one leg each, a day apart.</summary>
    private async Task<string[]> SinglesAsync(string from, string to, string mode, int count)
    {
        var singles = new List<string>();
        for (var day = 0; day < count; day++)
        {
            singles.Add(await Timetable.SingleAsync(house, Tenant, from, to, mode, DateTimeOffset.UtcNow.AddHours(20).AddDays(day)));
        }

        return [.. singles];
    }

    /// <summary>How often PostgreSQL had to end a transaction because two waited for each other, in all databases of the house.</summary>
    private async Task<long> DeadlocksAsync()
    {
        var sum = 0L;
        foreach (var name in House.Names)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            sum += await connection.ExecuteScalarAsync<long>(
                "SELECT pg_stat_clear_snapshot(); SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            );
        }

        return sum;
    }

    /// <summary>From a refusal in one ledger to the moment when the last of the others had back what it had set aside for the same booking.</summary>
    private async Task<TimeSpan> SlowestCompensationAsync()
    {
        var ends = new List<(string Owner, string State, DateTime At)>();
        foreach (var name in House.Legs)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            ends.AddRange(
                await connection.QueryAsync<(string, string, DateTime)>(
                    "SELECT owner, state, changed_at FROM leg.hold WHERE tenant = @Tenant AND state IN ('REFUSED', 'RELEASED')",
                    new { Tenant }
                )
            );
        }

        return ends.GroupBy(e => e.Owner)
            .Where(booking => booking.Any(e => e.State == "REFUSED"))
            .Select(booking => booking.Max(e => e.At) - booking.Where(e => e.State == "REFUSED").Min(e => e.At))
            .DefaultIfEmpty()
            .Max();
    }
}
