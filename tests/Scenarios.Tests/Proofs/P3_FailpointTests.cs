using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>
/// A process dies, fails or dawdles at one of the moments that matter, while bookings are being made: what was accepted comes to its end, and nothing is
/// left over. The moments are those of shared/Messaging.Postgres (<c>Failpoint</c>).
/// </summary>
[Collection(nameof(HouseCollection))]
public sealed class P3_FailpointTests(House house)
{
    private const string Tenant = "failpoints";

    /// <summary>30 s where the claim is measured; the short version runs on machines that do much else, and there only what never ends is wrong.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Proof.Size(120, 30));

    /// <summary>What is not at rest by then is stuck. Between the two a case is late: all are played, and the late ones named at the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] Kinds = ["crash", "throw", "delay"];
    private static readonly string[] Points =
    [
        "before-commit",
        "after-commit",
        "before-publish",
        "after-publish",
        "before-confirm",
        "after-confirm",
        "before-ack",
        "after-ack",
    ];

    private sealed record Case(string Service, string Point, string Kind, int Hit)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Service} {Point}:{Kind}:{Hit}");
    }

    [Fact]
    public async Task Wherever_a_process_crashes_fails_or_dawdles_everything_converges()
    {
        var cases = Cases();
        await using var watch = new LedgerWatch(house);
        var total = Stopwatch.StartNew();
        var times = new List<(Case Case, TimeSpan Took)>();
        string[] offers = [];
        foreach (var (i, one) in cases.Index())
        {
            if (i % 10 == 0)
            {
                offers = await OffersAsync(); // they lapse after half an hour
            }

            times.Add((one, await PlayAsync(one, i, offers)));
        }

        foreach (var queue in House.Legs.Select(n => $"{n}-commands_error").Append("booking_error"))
        {
            (await house.Vhost.MessagesAsync(queue)).ShouldBe(0, queue);
        }

        var (slowest, longest) = times.MaxBy(t => t.Took);
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cases.Count} failpoints (seed {Proof.Seed}) in {total.Elapsed.TotalMinutes:0.0} min, each converged; the slowest in {longest.TotalSeconds:0.0} s: {slowest}"
            )
        );
        await watch.EndAsync();
        times.Where(t => t.Took > Limit).Select(t => $"{t.Case}: {t.Took.TotalSeconds:0.0} s").ShouldBeEmpty("later than promised");
    }

    /// <summary>
    /// Five services x eight points x (crash at the first and at a later time, throw, delay), and what Routing has of these: it writes nothing that others
    /// hear of, and its queue has no inbox. Short: a sample in which each service, point and kind occurs.
    /// </summary>
    private static List<Case> Cases()
    {
        var given = Environment.GetEnvironmentVariable("QJ_PROOF_CASE") is { Length: > 0 } some ? some : null;
        if (given?.Contains(' ', StringComparison.Ordinal) == true)
        {
            var parts = given.Split(' ', ':');
            return [new Case(parts[0], parts[1], parts[2], int.Parse(parts[3], CultureInfo.InvariantCulture))];
        }

        var random = new Random(Proof.Seed);
        var all = new List<Case>();
        foreach (var service in House.Legs.Append("booking"))
        {
            foreach (var point in Points)
            {
                all.Add(new Case(service, point, "crash", 1));
                all.AddRange(Kinds.Select(kind => new Case(service, point, kind, random.Next(2, 5))));
            }
        }

        all.AddRange(Kinds.Select(kind => new Case("routing", "after-ack", kind, random.Next(1, 5))));
        if (Proof.Full)
        {
            // In parts, where one run would be too long: QJ_PROOF_CASE=1-40
            return given is null ? all : [.. all[(Part(0) - 1)..Part(1)]];
        }

        var order = all.OrderBy(_ => random.Next()).ToList();
        return [.. Points.Select((point, i) => order.First(c => c.Point == point && c.Kind == Kinds[i % 3] && c.Service == Service(i)))];

        int Part(int i) => int.Parse(given.Split('-')[i], CultureInfo.InvariantCulture);

        static string Service(int i) =>
            i < House.Legs.Length ? House.Legs[i]
            : i == 7 ? "routing"
            : "booking";
    }

    private async Task<TimeSpan> PlayAsync(Case one, int number, string[] offers)
    {
        var service = house.Service(one.Service);
        var file = house.FailpointFile(one.Service);
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"{one.Point}:{one.Kind}:{one.Hit}"));
        var asked = new ConcurrentBag<Task<string>>();
        var pushing = Stopwatch.StartNew();
        while (File.Exists(file))
        {
            pushing.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), $"{one} never came to pass");
            foreach (var offer in offers)
            {
                asked.Add(TakenAsync(offer, string.Create(CultureInfo.InvariantCulture, $"{one}/{number}/{asked.Count}")));
            }

            await Eventually.QuietlyAsync(() => !File.Exists(file), TimeSpan.FromSeconds(3));
        }

        if (one.Kind == "crash")
        {
            await Eventually.TrueAsync(() => !service.Running, what: $"{one.Service} being dead");
            service.Start(); // as whatever runs the service would
            await house.ReadyAsync(one.Service);
        }

        var clock = Stopwatch.StartNew();
        try
        {
            var ids = await Task.WhenAll(asked).WaitAsync(Patience);
            ids.Distinct().Count().ShouldBe(asked.Count, "a key is a booking");
            await Eventually.PassesAsync(
                async () =>
                {
                    (await UnsettledAsync()).ShouldBe(0);
                    await Bookings.RoomIsThatOfThePlansAsync(house, [Tenant]);
                    (await WaitingAsync()).ShouldBe(0);
                },
                Patience - clock.Elapsed,
                "rest"
            );
        }
        catch (Exception stuck)
        {
            throw new InvalidOperationException(
                $"{one} (seed {Proof.Seed}; alone: QJ_PROOF_CASE='{one}'): {stuck.Message}\n{await WhatWaits.ShowAsync(house)}\n{service.LogTail()}",
                stuck
            );
        }

        var took = clock.Elapsed;
        Hub.Report(
            string.Create(CultureInfo.InvariantCulture, $"  {one}: {asked.Count} bookings, at rest after {took.TotalSeconds:0.0} s")
        );
        await Bookings.CancelAsync(house, Tenant);
        return took;
    }

    /// <summary>Asks as a client does that minds its key, until the request is taken.</summary>
    private async Task<string> TakenAsync(string offer, string key)
    {
        using var client = house.Client("booking", Tenant);
        client.Timeout = TimeSpan.FromSeconds(15);
        JsonObject booking = [];
        await Eventually.TrueAsync(
            async () =>
            {
                (var status, booking) = await client.BookAsync(offer, key.Replace(':', '-'));
                return status == 202;
            },
            TimeSpan.FromSeconds(120),
            $"request {key} being taken"
        );
        return booking.Text("bookingId");
    }

    /// <summary>One offer for each leg service, and two for three of them together.</summary>
    private async Task<string[]> OffersAsync()
    {
        var road = await SingleAsync("BLG-PRT", "QZP-PLP", "ROAD");
        var rail = await SingleAsync("QZR-EST", "BLR-RAIL", "RAIL");
        var barge = await SingleAsync("ZPU-PRT", "LYP-QTJ", "WATERWAY");
        var air = await SingleAsync("JUZ", "PVG", "AIR");
        return [road, rail, barge, air, house.Offers.Bind([road, barge, rail]), house.Offers.Bind([rail, road, barge])];
    }

    private Task<string> SingleAsync(string from, string to, string mode) =>
        Timetable.SingleAsync(house, Tenant, from, to, mode, DateTimeOffset.UtcNow.AddHours(20));

    private async Task<int> UnsettledAsync()
    {
        await using var connection = await house.Database("booking").OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            "SELECT count(*) FROM booking.booking WHERE tenant = @Tenant AND NOT (decided AND settled)",
            new { Tenant }
        );
    }

    /// <summary>Messages that are due and not with the broker yet.</summary>
    private async Task<long> WaitingAsync()
    {
        var sum = 0L;
        foreach (var name in House.Names)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            sum += await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM messaging.outbox WHERE enqueue_time <= clock_timestamp()"
            );
        }

        return sum;
    }
}
