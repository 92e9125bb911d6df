using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>Everybody wants the same train.</summary>
[Collection(nameof(HouseCollection))]
public sealed class P1_RushTests(House house)
{
    private const int Tenants = 50;
    private const int Teu = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Proof.Size(240, 120));

    [Fact]
    public async Task A_hundred_places_are_sold_exactly_however_many_ask_at_once()
    {
        var requests = Proof.Count(500, 20_000);
        var tenants = Enumerable.Range(1, Tenants).Select(i => string.Create(CultureInfo.InvariantCulture, $"rush-{i}")).ToArray();
        var train = (await RailAsync("rush-1")).First(o => o.Legs().Count() == 1).Legs().Single().Text("movementId");
        var room = new MadeRoom(house);
        await room.MovementAsync("rail", train, Teu);
        var offers = new Dictionary<string, string>();
        foreach (var tenant in tenants)
        {
            offers[tenant] = (await RailAsync(tenant)).First(o => o.Legs().Count() == 1 && o.Rides(train)).Text("offer");
        }

        await using var watch = new LedgerWatch(house);
        var before = await Spending.OfAsync(house);
        var clock = Stopwatch.StartNew();
        var statuses = new ConcurrentDictionary<int, int>();
        var clients = tenants.ToDictionary(t => t, t => house.Client("booking", t, connections: 20));
        await Task.WhenAll(
            Enumerable
                .Range(0, requests)
                .Select(async i =>
                {
                    var tenant = tenants[i % Tenants];
                    var (status, _) = await clients[tenant]
                        .BookAsync(offers[tenant], string.Create(CultureInfo.InvariantCulture, $"rush-{i}"));
                    statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                })
        );
        var taken = clock.Seconds();
        statuses.ShouldHaveSingleItem(string.Join(", ", statuses)).ShouldBe(new(202, requests));
        await Bookings.DecidedAsync(house, "rush-%", requests, Limit);
        var decided = clock.Elapsed;

        var states = await Bookings.StatesAsync(house, "rush-%");
        states.GetValueOrDefault("CONFIRMED").ShouldBe(Teu);
        states.Values.Sum().ShouldBe(requests);
        (await SoldAsync(train)).ShouldBe((0, Teu * 100));
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{requests:N0} requests of {Tenants} tenants for {Teu} TEU: {Bookings.Show(states)}; all taken in {taken} s, all decided in {decided.TotalSeconds:0.0} s"
            )
        );
        Proof.Report($"processor time in ms for each request: {(await Spending.OfAsync(house)).Since(before, requests)}");
        decided.ShouldBeLessThan(Limit);
        await watch.EndAsync();

        await Bookings.CancelAsync(house, "rush-%");
        await room.GiveBackAsync();
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private Task<IReadOnlyList<JsonObject>> RailAsync(string tenant) =>
        house.QuoteAsync(
            "QZR-EST",
            "BLR-RAIL",
            tenant: tenant,
            with: r => r["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") }
        );

    /// <summary>The most held and the most sold of any of its segments, in hundredths of a TEU.</summary>
    private async Task<(int Held, int Confirmed)> SoldAsync(string train)
    {
        await using var connection = await house.Database("rail").OpenConnectionAsync();
        return await connection.QuerySingleAsync<(int, int)>(
            "SELECT max(held_teu100), max(confirmed_teu100) FROM leg.segment WHERE movement_id = @train",
            new { train }
        );
    }
}
