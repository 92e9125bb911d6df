using CsCheck;
using Dapper;

namespace Qujiang.LegKernel.Tests;

/// <summary>Many commands in one transaction end as if one had come after the other.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private static readonly string[] Movements = ["M-A", "M-B", "M-C"];
    private Kernel together = null!;
    private Kernel alone = null!;

    public async ValueTask InitializeAsync()
    {
        together = await Kernel.CreateAsync("batch_together");
        alone = await Kernel.CreateAsync("batch_alone");
        foreach (var kernel in new[] { together, alone })
        {
            await kernel.UpkeepAsync();
            foreach (var id in Movements)
                await kernel.MovementAsync(id, Samples.Teu(12), segments: 3);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await together.DisposeAsync();
        await alone.DisposeAsync();
    }

    [Fact]
    public async Task Any_batch_equals_its_commands_one_by_one()
    {
        var leg = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[1, 5]);
        var step = Gen.Select(Gen.Int[0, 9], leg.Array[1, 3], Gen.Int[0, 14]);
        var known = new List<HoldCapacity>();
        await step.Array[1, 16]
            .SampleAsync(
                async steps =>
                {
                    var commands = steps.Select(s => Command(s.Item1, s.Item2, s.Item3, known)).ToList();
                    var facts = (await together.FactsAsync()).Count;
                    await BatchAsync(together, commands);
                    await AloneAsync(commands);
                    var (one, other) = (await LedgerAsync(together), await LedgerAsync(alone));
                    one.Except(other).Concat(other.Except(one)).ShouldBeEmpty(string.Join('\n', commands));
                    // Each command is answered by one fact about its hold, and each row that changed is told once in the end.
                    var told = (await together.FactsAsync()).Skip(facts).ToList();
                    told.Select(HoldOf).OfType<Guid>().Order().ShouldBe(commands.Select(c => c.HoldId).Order());
                },
                iter: 60,
                threads: 1
            );
        var all = await together.FactsAsync();
        all.Select(f => f.Sequence).ShouldBe(Enumerable.Range(1, all.Count).Select(i => (long)i));
        (await together.OversoldAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_counts_and_tells_each_movement_once()
    {
        var before = (await together.MovementAsync("M-A")).Revision;
        var commands = Enumerable.Range(0, 20).Select(_ => new LedgerCommand(Samples.Hold(Samples.Teu(1), "M-A"))).ToList();
        await BatchAsync(together, commands);

        var movement = await together.MovementAsync("M-A");
        movement.Revision.ShouldBe(before + 1);
        movement.Segments[0].Held.ShouldBe(Samples.Teu(12));
        var facts = await together.FactsAsync();
        facts.OfType<CapacityHeld>().Count().ShouldBe(12);
        facts.OfType<HoldRefused>().ShouldAllBe(r => r.Constraint == "capacity" && r.Free == new CapacityVector());
        facts.OfType<HoldRefused>().Count().ShouldBe(8);
    }

    [Fact]
    public async Task A_batch_cut_off_leaves_nothing_and_no_gap()
    {
        var commands = Enumerable.Range(0, 5).Select(_ => new LedgerCommand(Samples.Hold(Samples.Teu(1), "M-B"))).ToList();
        var (sequence, ledger) = (await together.SequenceAsync(), await LedgerAsync(together));
        await using (var work = await together.Work.BeginAsync(default))
            await together.Ledger.HandleAsync(work, commands, default);

        (await LedgerAsync(together)).ShouldBe(ledger);
        (await together.SequenceAsync()).ShouldBe(sequence);
    }

    [Fact]
    public async Task Batches_from_many_connections_over_all_movements_never_wait_for_each_other()
    {
        var random = new Random(5);
        var batches = Enumerable
            .Range(0, 120)
            .Select(_ =>
                Enumerable
                    .Range(0, 6)
                    .Select(_ => new LedgerCommand(
                        Samples.Hold([.. Movements.OrderBy(_ => random.Next()).Select(m => new HoldLeg(Samples.Teu(1), m, 0, 3))])
                    ))
                    .ToList()
            )
            .ToList();
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (commands, _) =>
            {
                await BatchAsync(together, commands); // a deadlock that PostgreSQL had to break would be thrown here
                await BatchAsync(
                    together,
                    [.. commands.Select(c => new LedgerCommand(new ReleaseHold(c.HoldId, "test", DateTimeOffset.UtcNow)))]
                );
            }
        );
        foreach (var id in Movements)
            (await together.MovementAsync(id)).Segments.ShouldAllBe(s => s.Held == new CapacityVector());
        (await together.OversoldAsync()).ShouldBe(0);
    }

    private static Guid? HoldOf(IFact fact) =>
        fact switch
        {
            CapacityHeld f => f.HoldId,
            HoldConfirmed f => f.HoldId,
            HoldReleased f => f.HoldId,
            HoldRefused f => f.HoldId,
            HoldExpired f => f.HoldId,
            _ => null,
        };

    private static LedgerCommand Command(int kind, (int Where, int From, int Length, int Teu)[] legs, int pick, List<HoldCapacity> known)
    {
        var now = DateTimeOffset.UtcNow;
        if (kind <= 4 || known.Count == 0)
        {
            var hold = Samples.Hold([.. legs.Select(Leg)]);
            known.Add(hold);
            return new LedgerCommand(hold);
        }

        var of = known[known.Count - 1 - (pick * known.Count / 15)];
        return kind switch
        {
            5 or 6 => new LedgerCommand(new ConfirmHold(of.HoldId, now)),
            7 => new LedgerCommand(new ReleaseHold(of.HoldId, "test", now)),
            8 => new LedgerCommand(new ReleaseHold(Guid.NewGuid(), "never seen", now)),
            _ => new LedgerCommand(of), // once more
        };
    }

    private static HoldLeg Leg((int Where, int From, int Length, int Teu) leg) =>
        leg.Where == 3
            ? new HoldLeg(
                Samples.Teu(8 * leg.Teu),
                LaneId: Samples.Lane.LaneId,
                Day: Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(2)
            )
            : new HoldLeg(Samples.Teu(leg.Teu), Movements[leg.Where], leg.From, leg.From + leg.Length);

    private static Task<int> BatchAsync(Kernel kernel, IReadOnlyList<LedgerCommand> commands) =>
        kernel.DoAsync(async work =>
        {
            await kernel.Ledger.HandleAsync(work, commands, default);
            return 0;
        });

    /// <summary>In the order that a batch promises: given back, sold, set aside, and then what is about the same holds again.</summary>
    private async Task AloneAsync(List<LedgerCommand> commands)
    {
        var seen = new HashSet<Guid>();
        var order = commands
            .Select(c =>
                (
                    Command: c,
                    Turn: !seen.Add(c.HoldId) ? 3
                    : c.Command is ReleaseHold ? 0
                    : c.Command is ConfirmHold ? 1
                    : 2
                )
            )
            .OrderBy(c => c.Turn)
            .Select(c => c.Command);
        foreach (var command in order)
        {
            await alone.DoAsync(async work =>
            {
                await alone.Ledger.HandleAsync(work, command, default);
                return 0;
            });
        }
    }

    /// <summary>
    /// All that the ledger knows but for times and revisions. Of a refusal its reason alone: what was impossible before the batch is refused with the room that
    /// there was then, and one by one with what the commands before have left of it.
    /// </summary>
    private static async Task<IReadOnlyList<string>> LedgerAsync(Kernel kernel)
    {
        await using var connection = await kernel.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<string>(
            """
            SELECT concat_ws(' ', hold_id, state, reason, refusal ->> 'constraint') FROM (SELECT * FROM leg.hold ORDER BY hold_id) h
            UNION ALL SELECT l::text FROM (SELECT * FROM leg.hold_leg ORDER BY hold_id, index) l
            UNION ALL SELECT concat_ws(' ', movement_id, index, held_teu100, confirmed_teu100, offered_teu100) FROM (SELECT * FROM leg.segment ORDER BY movement_id, index) s
            UNION ALL SELECT concat_ws(' ', pool_id, day, held_teu100, confirmed_teu100) FROM (SELECT * FROM leg.pool_day ORDER BY pool_id, day) p
            """
        );
        return rows.AsList();
    }
}
