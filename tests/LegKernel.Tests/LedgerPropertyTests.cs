using System.Collections.Concurrent;
using System.Diagnostics;
using CsCheck;
using Npgsql;

namespace Qujiang.LegKernel.Tests;

/// <summary>Many at once: nothing oversold, nothing lost, nothing stuck.</summary>
public sealed class LedgerPropertyTests : IAsyncLifetime
{
    private static readonly string[] Movements = ["M-A", "M-B", "M-C"];
    private readonly ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("ledger_property");

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task Two_thousand_holds_on_a_hundred_TEU_sell_exactly_a_hundred()
    {
        var id = await kernel.MovementAsync("M-HOT", Samples.Teu(100));
        var clock = Stopwatch.StartNew();
        var states = new ConcurrentBag<HoldState>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2000),
            new ParallelOptions { MaxDegreeOfParallelism = 24 },
            async (_, _) =>
            {
                var command = Samples.Hold(Samples.Teu(1), id);
                var hold = await kernel.HoldAsync(command);
                states.Add(hold.State);
                if (hold.State == HoldState.Held)
                    await kernel.ConfirmAsync(command.HoldId);
            }
        );
        output.WriteLine($"2,000 holds on 100 TEU from 24 connections in {clock.Elapsed.TotalSeconds:0.0} s");

        states.Count(s => s == HoldState.Held).ShouldBe(100);
        var segment = (await kernel.MovementAsync(id)).Segments[0];
        segment.Confirmed.ShouldBe(Samples.Teu(100));
        segment.Held.ShouldBe(new CapacityVector());
        (await kernel.SequenceAsync()).ShouldBe((await kernel.FactsAsync()).Count);
    }

    [Fact]
    public async Task Holds_over_three_movements_in_all_orders_never_wait_for_each_other()
    {
        foreach (var id in Movements)
            await kernel.MovementAsync(id, Samples.Teu(60), segments: 3);
        var random = new Random(7);
        var plans = Enumerable.Range(0, 600).Select(_ => Movements.OrderBy(_ => random.Next()).ToArray()).ToList();
        var clock = Stopwatch.StartNew();
        var held = new ConcurrentBag<HoldCapacity>();
        await Parallel.ForEachAsync(
            plans,
            new ParallelOptions { MaxDegreeOfParallelism = 24 },
            async (order, _) =>
            {
                var command = Samples.Hold([.. order.Select((id, i) => new HoldLeg(Samples.Teu(1), id, i % 2, 3))]);
                if ((await kernel.HoldAsync(command)).State == HoldState.Held)
                    held.Add(command);
            }
        );
        output.WriteLine(
            $"600 three-leg holds in all orders from 24 connections in {clock.Elapsed.TotalSeconds:0.0} s, {held.Count} took room, no deadlock"
        );

        held.Count.ShouldBe(60);
        foreach (var id in Movements)
            (await kernel.MovementAsync(id)).Segments[2].Held.ShouldBe(Samples.Teu(60));
        await Parallel.ForEachAsync(held, async (command, _) => await kernel.ReleaseAsync(command.HoldId));
        foreach (var id in Movements)
            (await kernel.MovementAsync(id)).Segments.ShouldAllBe(s => s.Held == new CapacityVector());
    }

    [Fact]
    public async Task Any_mixture_of_commands_from_many_connections_equals_a_sequential_ledger()
    {
        foreach (var id in Movements)
            await kernel.MovementAsync(id, Samples.Teu(12), segments: 3);
        // One of them is overbooked by a quarter: the same promises hold.
        await kernel.ScalarAsync<long>(
            "WITH u AS (UPDATE leg.segment SET overbooking_percent = 25, offered_teu100 = 1500 WHERE movement_id = 'M-B' RETURNING 1) SELECT count(*) FROM u"
        );
        var leg = Gen.Select(
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            Gen.Int[1, 3],
            Gen.Int[1, 5],
            (m, from, length, teu) => (m, from, to: Math.Min(3, from + length), teu)
        );
        var step = Gen.Select(Gen.Int[0, 9], leg.Array[1, 3], Gen.Int[0, 14]);
        var runs = 0;
        var operations = 0;
        await Gen.Select(step.Array[40, 120], Gen.Int[2, 12])
            .SampleAsync(
                async (steps, workers) =>
                {
                    runs++;
                    operations += steps.Length;
                    await RunAsync(steps, workers);
                },
                iter: 25,
                threads: 1
            );
        var facts = await kernel.FactsAsync();
        output.WriteLine($"{runs} runs, {operations} operations, {facts.Count} facts replayed");
        SequentialLedger.Replay(facts, known);
        facts.Select(f => f.Sequence).ShouldBe(Enumerable.Range(1, facts.Count).Select(i => (long)i));
        (await kernel.OversoldAsync()).ShouldBe(0);
        (await kernel.ScalarAsync<long>(TakenElsewhere)).ShouldBe(0);
    }

    /// <summary>Segments on which what is taken is not the sum of the legs that say so, or what is offered is not what it should be.</summary>
    private const string TakenElsewhere = """
        SELECT count(*) FROM leg.segment s
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.teu100) FILTER (WHERE h.state = 'HELD'), 0) AS held, coalesce(sum(l.teu100) FILTER (WHERE h.state = 'CONFIRMED'), 0) AS confirmed
            FROM leg.hold_leg l JOIN leg.hold h USING (hold_id)
            WHERE l.movement_id = s.movement_id AND s.index >= l.from_call AND s.index < l.to_call) t
        WHERE s.held_teu100 <> t.held OR s.confirmed_teu100 <> t.confirmed
           OR s.offered_teu100 <> greatest(leg.sellable(s.wanted_teu100, s.ceiling_teu100, s.overbooking_percent), s.held_teu100 + s.confirmed_teu100)
        """;

    private readonly ConcurrentDictionary<Guid, HoldCapacity> known = new();

    private async Task RunAsync((int Kind, (int M, int From, int To, int Teu)[] Legs, int Pick)[] steps, int workers)
    {
        var sampled = 0L;
        using var stop = new CancellationTokenSource();
        var sampler = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Add(ref sampled, await kernel.OversoldAsync());
                await Task.Delay(5);
            }
        });
        await Parallel.ForEachAsync(
            steps,
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            async (s, _) => await StepAsync(s.Kind, s.Legs, s.Pick)
        );
        await stop.CancelAsync();
        await sampler;
        sampled.ShouldBe(0);
        (await kernel.ScalarAsync<long>(TakenElsewhere)).ShouldBe(0);
    }

    private async Task StepAsync(int kind, (int M, int From, int To, int Teu)[] legs, int pick)
    {
        var ids = known.Keys.Order().ToList();
        switch (kind)
        {
            case <= 4:
                var command = Samples.Hold(
                    [
                        .. legs.Where(l => l.From < l.To)
                            .DefaultIfEmpty((M: 0, From: 0, To: 1, Teu: 1))
                            .Select(l => new HoldLeg(Samples.Teu(l.Teu), Movements[l.M], l.From, l.To)),
                    ],
                    ttl: pick < 3 ? 1 : 600
                );
                known[command.HoldId] = command;
                await kernel.HoldAsync(command);
                if (pick == 14)
                    await kernel.HoldAsync(command);
                break;
            case 5 or 6 when ids.Count > 0:
                await kernel.ConfirmAsync(ids[pick * ids.Count / 15]);
                break;
            case 7 when ids.Count > 0:
                await kernel.ReleaseAsync(ids[pick * ids.Count / 15]);
                break;
            case 8:
                await kernel.ExpireAsync();
                break;
            default:
                await WantAsync(Movements[pick % 3], pick);
                break;
        }
    }

    /// <summary>What an operator does by force.</summary>
    private Task<int> WantAsync(string id, int teu) =>
        kernel.DoAsync(async work =>
        {
            await MovementStore.ReserveAsync(work, [id], default);
            await work.ExecuteAsync(
                "UPDATE leg.segment SET wanted_teu100 = @wanted, offered_teu100 = greatest(leg.sellable(@wanted, ceiling_teu100, overbooking_percent), held_teu100 + confirmed_teu100) WHERE movement_id = @id",
                new { id, wanted = teu * 100 },
                default
            );
            await MovementStore.TellCapacityAsync(work, [id], "operator", default);
            return 0;
        });

    [Fact]
    public async Task The_check_stands_even_where_a_statement_would_oversell()
    {
        await kernel.MovementAsync("M-GUARD", Samples.Teu(1));
        var oversell = async () =>
            await kernel.ScalarAsync<int>("UPDATE leg.segment SET held_teu100 = 101 WHERE movement_id = 'M-GUARD' RETURNING 1");
        (await oversell.ShouldThrowAsync<PostgresException>()).ConstraintName.ShouldBe("segment_never_oversold");
        var offerMore = async () =>
            await kernel.ScalarAsync<int>("UPDATE leg.segment SET offered_teu100 = 101 WHERE movement_id = 'M-GUARD' RETURNING 1");
        (await offerMore.ShouldThrowAsync<PostgresException>()).ConstraintName.ShouldBe("segment_within_policy");
    }

    [Fact]
    public async Task A_transaction_cut_off_leaves_nothing_and_no_gap()
    {
        var id = await kernel.MovementAsync("M-CUT", Samples.Teu(50));
        var command = Samples.Hold(Samples.Teu(1), id);
        await using (var work = await kernel.Work.BeginAsync(default))
            await kernel.Ledger.HoldAsync(work, command, default);
        // Even after its events were numbered: the number goes back with the rest.
        var failing = await kernel.Work.BeginAsync(default);
        await kernel.Ledger.HoldAsync(failing, command, default);
        await failing.ExecuteAsync("UPDATE leg.event_sequence SET last = last + 5", null, default);
        await failing.DisposeAsync();

        (await kernel.MovementAsync(id)).Revision.ShouldBe(1);
        (await kernel.FactsAsync()).Count.ShouldBe(1);
        (await kernel.SequenceAsync()).ShouldBe(1);
        (await kernel.HoldAsync(command)).State.ShouldBe(HoldState.Held);
        (await kernel.FactsAsync()).Select(f => f.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Commands_three_times_each_and_shuffled_end_alike()
    {
        var id = await kernel.MovementAsync("M-SHUFFLE", Samples.Teu(1000), segments: 2);
        var random = new Random(11);
        var holds = Enumerable.Range(0, 60).Select(i => Samples.Hold(Samples.Teu(1 + (i % 3)), id, i % 2, 2)).ToList();
        // A confirm or a release exists only after the hold was answered; from there on anything may come in any order, any number of times.
        foreach (var hold in holds)
            await kernel.HoldAsync(hold);
        var rest = holds
            .SelectMany((h, i) => Enumerable.Repeat((Hold: h, Kind: i % 3), 3))
            .Concat(holds.SelectMany(h => Enumerable.Repeat((Hold: h, Kind: 3), 2)))
            .OrderBy(_ => random.Next())
            .ToList();
        await Parallel.ForEachAsync(
            rest,
            new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (c, _) =>
            {
                switch (c.Kind)
                {
                    case 0:
                        await kernel.ConfirmAsync(c.Hold.HoldId);
                        break;
                    case 1:
                        await kernel.ReleaseAsync(c.Hold.HoldId);
                        break;
                    case 2:
                        await kernel.ConfirmAsync(c.Hold.HoldId);
                        await kernel.ReleaseAsync(c.Hold.HoldId);
                        break;
                    default:
                        await kernel.HoldAsync(c.Hold);
                        break;
                }
            }
        );
        var movement = await kernel.MovementAsync(id);
        var confirmed = holds.Where((_, i) => i % 3 == 0).ToList();
        movement.Segments[1].Confirmed.Teu100.ShouldBe(confirmed.Sum(h => h.Legs[0].Demand.Teu100));
        movement.Segments.ShouldAllBe(s => s.Held == new CapacityVector());
        movement.Revision.ShouldBe(1 + 60 + 20 + 20 + 40); // one for each effect: 60 holds, 20 confirms, 20 releases, 20 confirms with a release
    }
}
