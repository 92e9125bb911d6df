using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>
/// How many bookings of three legs in three services a second, how many commits and rows each of them costs, and how many a second PostgreSQL could do
/// at most when it did nothing else: the same number of commits with the same number of rows in them, on the same server, in the same run. What is
/// claimed is that all are confirmed; the rates are printed, because a time on a shared machine proves nothing.
/// </summary>
[Collection(nameof(HouseCollection))]
public sealed class P7_ThroughputTests(House house)
{
    private const string Tenant = "rate";
    private const int AtOnce = 32;

    /// <summary>What a database did: commits, and rows written.</summary>
    private sealed record Work(long Commits, long Inserted, long Updated, long Deleted)
    {
        public static Work operator +(Work a, Work b) =>
            new(a.Commits + b.Commits, a.Inserted + b.Inserted, a.Updated + b.Updated, a.Deleted + b.Deleted);

        public static Work operator -(Work a, Work b) =>
            new(a.Commits - b.Commits, a.Inserted - b.Inserted, a.Updated - b.Updated, a.Deleted - b.Deleted);
    }

    [Fact]
    public async Task Bookings_a_second_beside_what_PostgreSQL_alone_does_with_their_commits()
    {
        var count = Proof.Count(100, 3_000);
        var room = new MadeRoom(house);
        var offer = await OfferAsync(room, count);
        await using var watch = new LedgerWatch(house);
        using var client = house.Client("booking", Tenant, AtOnce);

        await StillAsync();
        var idle = await CountAsync(() => Task.Delay(TimeSpan.FromSeconds(5)));
        var clock = Stopwatch.StartNew();
        var before = await Spending.OfAsync(house);
        var busy = await CountAsync(async () =>
        {
            clock.Restart();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (i, _) =>
                {
                    var (status, body) = await client.BookAsync(offer, string.Create(CultureInfo.InvariantCulture, $"rate-{i}"));
                    status.ShouldBe(202, body.ToJsonString());
                }
            );
            await Bookings.SettledAsync(house, Tenant, count, TimeSpan.FromMinutes(5));
            clock.Stop();
        });
        var spent = await Spending.OfAsync(house);
        (await Bookings.StatesAsync(house, Tenant)).ShouldBe(new Dictionary<string, int> { ["CONFIRMED"] = count });
        await watch.EndAsync();

        var seconds = clock.Elapsed.TotalSeconds;
        var work = new Work(
            Math.Max(1, busy.Commits - (long)(idle.Commits * seconds / 5)),
            busy.Inserted - (long)(idle.Inserted * seconds / 5),
            busy.Updated - (long)(idle.Updated * seconds / 5),
            busy.Deleted - (long)(idle.Deleted * seconds / 5)
        );
        var alone = await AloneAsync(work);
        var (rate, most) = (count / seconds, alone / ((double)work.Commits / count));
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} bookings of three legs, asked for {AtOnce} at a time: {rate:0.0}/s. Each takes {(double)work.Commits / count:0.0} commits with {(double)work.Inserted / count:0.0} rows inserted, "
                    + $"{(double)work.Updated / count:0.0} updated, {(double)work.Deleted / count:0.0} deleted; PostgreSQL alone makes {alone:0} such commits/s, enough for {most:0.0} bookings/s: {rate / most:P0} of it"
            )
        );
        Proof.Report($"processor time in ms for each booking: {spent.Since(before, count)}");
        await Bookings.CancelAsync(house, Tenant);
        await room.GiveBackAsync();
    }

    /// <summary>Until what the services said at their start has been heard: it is not what an idle house does.</summary>
    private Task StillAsync() =>
        Eventually.TrueAsync(
            async () =>
            {
                foreach (var name in House.Names)
                {
                    await using var connection = await house.Database(name).OpenConnectionAsync();
                    if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM messaging.outbox)"))
                    {
                        return false;
                    }
                }

                return await house.Vhost.MessagesAsync("booking") == 0;
            },
            TimeSpan.FromMinutes(3),
            "the house being still"
        );

    private async Task<string> OfferAsync(MadeRoom room, int count)
    {
        var ready = DateTimeOffset.UtcNow.AddHours(20);
        var offer = house.Offers.Bind([
            await Timetable.SingleAsync(house, Tenant, "BLG-PRT", "QZP-PLP", "ROAD", ready),
            await Timetable.SingleAsync(house, Tenant, "ZPU-PRT", "LYP-QTJ", "WATERWAY", ready),
            await Timetable.SingleAsync(house, Tenant, "QZR-EST", "BLR-RAIL", "RAIL", ready),
        ]);
        await room.MakeAsync(offer, 4 * count);
        return offer;
    }

    /// <summary>What all databases of the house did meanwhile. Each session tells its counts at most once a second.</summary>
    private async Task<Work> CountAsync(Func<Task> doing)
    {
        var before = await CountedAsync();
        await doing();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        return await CountedAsync() - before;
    }

    private async Task<Work> CountedAsync()
    {
        var sum = new Work(0, 0, 0, 0);
        foreach (var name in House.Names)
        {
            await using var connection = await house.Database(name).OpenConnectionAsync();
            sum += await connection.QuerySingleAsync<Work>(
                """
                SELECT xact_commit AS Commits, tup_inserted AS Inserted, tup_updated AS Updated, tup_deleted AS Deleted
                FROM pg_stat_database WHERE datname = current_database()
                """
            );
        }

        return sum;
    }

    /// <summary>
    /// Commits a second of as many rows each, from sixteen connections that do nothing else and never wait for each other. As in the services a commit
    /// inserts its rows by one statement, updates by one and deletes by one, each a round trip: that is as little as it can be.
    /// </summary>
    private static async Task<double> AloneAsync(Work work)
    {
        await using var database = await TestDatabase.CreateAsync("proof_alone");
        await using (var setup = await database.DataSource.OpenConnectionAsync())
        {
            await setup.ExecuteAsync(
                """
                CREATE TABLE filed (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), body text NOT NULL);
                CREATE TABLE counted (id int PRIMARY KEY, n bigint NOT NULL);
                INSERT INTO counted SELECT i, 0 FROM generate_series(0, 1999) i;
                """
            );
        }

        var body = new string('x', 600); // an envelope, roughly
        var ends = Stopwatch.StartNew();
        var length = TimeSpan.FromSeconds(Proof.Size(3, 15));
        var commits = await Task.WhenAll(Enumerable.Range(0, 16).Select(lane => CommitAsync(lane)));
        return commits.Sum() / ends.Elapsed.TotalSeconds;

        async Task<long> CommitAsync(int lane)
        {
            var random = new Random(lane);
            var (done, inserts, updates, deletes) = (0L, 0.0, 0.0, 0.0);
            var filed = new Queue<long>();
            await using var connection = await database.DataSource.OpenConnectionAsync();
            while (ends.Elapsed < length)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var bodies = Enumerable.Repeat(body, Whole(ref inserts, (double)work.Inserted / work.Commits)).ToArray();
                if (bodies.Length > 0)
                {
                    const string insert = "INSERT INTO filed (body) SELECT * FROM unnest(@bodies) RETURNING id";
                    foreach (var id in await connection.QueryAsync<long>(insert, new { bodies }, transaction))
                    {
                        filed.Enqueue(id);
                    }
                }

                var ids = Enumerable
                    .Range(0, Whole(ref updates, (double)work.Updated / work.Commits))
                    .Select(_ => (16 * random.Next(125)) + lane)
                    .ToArray();
                if (ids.Length > 0)
                {
                    await connection.ExecuteAsync("UPDATE counted SET n = n + 1 WHERE id = ANY (@ids)", new { ids }, transaction);
                }

                var old = Enumerable
                    .Range(0, Math.Min(Whole(ref deletes, (double)work.Deleted / work.Commits), filed.Count))
                    .Select(_ => filed.Dequeue())
                    .ToArray();
                if (old.Length > 0)
                {
                    await connection.ExecuteAsync("DELETE FROM filed WHERE id = ANY (@old)", new { old }, transaction);
                }

                await transaction.CommitAsync();
                done++;
            }

            return done;
        }

        // So many in the mean: what is left of one commit counts for the next.
        static int Whole(ref double owed, double each)
        {
            var whole = (int)(owed + each);
            owed += each - whole;
            return whole;
        }
    }
}
