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
        var trains = await TrainsAsync(3);
        var truck = await SingleAsync("BLG-PRT", "QZP-PLP", "ROAD");
        var barge = await SingleAsync("ZPU-PRT", "LYP-QTJ", "WATERWAY");
        string[] modes = [truck, barge, trains[0]];
        string[] offers = [.. Orders.SelectMany(o => new[] { Bound(trains, o), Bound(modes, o) })];
        var random = new Random(Proof.Seed);
        var cancels = Enumerable.Range(0, bookings).Select(_ => random.Next(2) == 0).ToArray();

        // All ride the first train, a TEU each, and it has less room than those need who keep what they get: however soon the others give back, and whoever
        // comes first, so many must be refused. Nothing hangs on what the timetable offers or on what another proof has left.
        var kept = cancels.Count(c => !c);
        var (common, other) = (bookings / 4, bookings / 6);
        var room = new MadeRoom(house);
        await room.MakeAsync(trains[0], common);
        foreach (var offer in trains.Skip(1).Append(truck).Append(barge))
        {
            await room.MakeAsync(offer, other);
        }

        var deadlocks = await DeadlocksAsync();
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
        var seen = $"{Bookings.Show(states)}; {kept} keep what they get of {common} TEU (seed {Proof.Seed})";
        states.GetValueOrDefault("CONFIRMED").ShouldBeInRange(1, common, seen);
        states.GetValueOrDefault("REJECTED").ShouldBeGreaterThanOrEqualTo(kept - common, seen);
        (kept - common).ShouldBeGreaterThan(0, "there must be something to compensate");
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
        await room.GiveBackAsync();
    }

    private string Bound(string[] singles, int[] order) => house.Offers.Bind([.. order.Select(i => singles[i])]);

    private Task<string> SingleAsync(string from, string to, string mode) =>
        Timetable.SingleAsync(house, Tenant, from, to, mode, DateTimeOffset.UtcNow.AddHours(20));

    /// <summary>Offers of one leg each on different trains, a day apart.</summary>
    private async Task<string[]> TrainsAsync(int count)
    {
        var trains = new Dictionary<string, string>();
        for (var ready = DateTimeOffset.UtcNow.AddHours(20); trains.Count < count; ready = ready.AddDays(1))
        {
            var option = await Timetable.OptionAsync(house, Tenant, "QZR-EST", "BLR-RAIL", "RAIL", ready);
            trains.TryAdd(option.Legs().Single().Text("movementId"), option.Text("offer"));
        }

        return [.. trains.Values];
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
