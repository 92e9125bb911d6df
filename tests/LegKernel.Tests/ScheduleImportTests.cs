using System.Globalization;
using System.Text;
using Qujiang.LegKernel.Schedules;

namespace Qujiang.LegKernel.Tests;

/// <summary>Files of timetables on the database alone: what is applied, what is told, and what happens when it is cut off.</summary>
public sealed class ScheduleImportTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = Network.HubTime.InstantOf(
        Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(50),
        new TimeOnly(9, 0)
    );
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync()
    {
        // A service without a timetable of its own, but with its tariff: the first event.
        kernel = await Kernel.CreateAsync("schedules", Samples.Module with { Lines = [], Pools = [], Lanes = [] });
        await kernel.UpkeepAsync();
    }

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task A_movement_of_a_known_line_needs_nothing_but_its_times()
    {
        var own = kernel.Again(Samples.Module);
        await own.UpkeepAsync();
        var before = await kernel.SequenceAsync();
        var day = Start.ToOffset(TimeSpan.FromHours(8));
        var import = await own.ImportAsync(
            "csv",
            $"""
            movement,line,terminal,arrival,departure
            EXTRA-1,L-DAILY,QJP-DLZ,,{day:yyyy-MM-ddTHH:mm}+08:00
            EXTRA-1,,LCK-YBU,{day.AddHours(5):yyyy-MM-ddTHH:mm}+08:00,{day.AddHours(6):yyyy-MM-ddTHH:mm}+08:00
            EXTRA-1,,JHP-LUO,{day.AddHours(8):yyyy-MM-ddTHH:mm}+08:00,{day.AddHours(9):yyyy-MM-ddTHH:mm}+08:00
            EXTRA-1,,ZPU-PRT,{day.AddHours(30):yyyy-MM-ddTHH:mm}+08:00,
            """
        );
        (import.State, import.Read, import.Bad, import.Created).ShouldBe(("APPLIED", 1, 0, 1));
        var movement = await kernel.MovementAsync("EXTRA-1");
        (movement.Vehicle, movement.TariffId, movement.Run).ShouldBe(("v-50", "T-1", 1));
        movement.Segments.Select(s => (s.Km, s.Offered.Teu100)).ShouldBe([(34m, 5000), (18.5m, 5000), (300m, 3000)]);
        movement.Calls[1].Kind.ShouldBe(CallKind.Pass);
        movement.Calls[0].Cutoff.ShouldBe(movement.Calls[0].Departure!.Value.AddMinutes(-120));
        movement.Calls[2].HandlingMinutes.ShouldBe(180);
        movement.Provenance.ShouldBe(new Provenance("csv import by acme/dev", Quality.S));

        var fact = (await kernel.FactsAsync())[^1].ShouldBeOfType<MovementPublished>();
        (fact.MovementId, fact.Sequence).ShouldBe(("EXTRA-1", before + 1));
        fact.OccurredAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        (await kernel.ScalarAsync<string>("SELECT who || ' ' || what FROM leg.history WHERE subject = 'movement:EXTRA-1'")).ShouldBe(
            "acme/dev created"
        );
    }

    [Fact]
    public async Task What_the_mode_makes_of_a_movement_of_somebody_elses_line_completes_it()
    {
        var asked = new List<(string Vehicle, int Calls)>();
        var own = kernel.Again(
            Samples.Module with
            {
                Lines = [],
                Schedules = new()
                {
                    PatternFor = (vehicle, calls) =>
                    {
                        asked.Add((vehicle, calls.Count));
                        return Samples.Daily with
                        {
                            Calls =
                            [
                                new(calls[0].Terminal, CallKind.Cargo, 0, 0, 90, 0, 77m),
                                new(calls[1].Terminal, CallKind.Cargo, 300, 0, 0, 45, 0),
                            ],
                        };
                    },
                },
            }
        );
        var import = await own.ImportAsync(
            "csv",
            $"""
            movement,line,vehicle,terminal,arrival,departure
            FOREIGN-1,F-1,v-50,QJP-DLZ,,{Start:yyyy-MM-ddTHH:mm}+00:00
            FOREIGN-1,F-1,,ZPU-PRT,{Start.AddHours(9):yyyy-MM-ddTHH:mm}+00:00,
            FOREIGN-2,F-1,v-other,QJP-DLZ,,{Start:yyyy-MM-ddTHH:mm}+00:00
            FOREIGN-2,F-1,,ZPU-PRT,{Start.AddHours(9):yyyy-MM-ddTHH:mm}+00:00,
            """
        );
        // Room and rules are those of its vehicle and of no other.
        (import.Read, import.Bad, import.Created).ShouldBe((2, 1, 1));
        var movement = await kernel.MovementAsync("FOREIGN-1");
        (movement.TariffId, movement.Segments[0].Km, movement.Segments[0].Offered.Teu100).ShouldBe(("T-1", 77m, 5000));
        movement.Calls[0].Cutoff.ShouldBe(movement.Calls[0].Departure!.Value.AddMinutes(-90));
        movement.Calls[1].HandlingMinutes.ShouldBe(45);
        asked.Distinct().ShouldBe([("v-50", 2), ("v-other", 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        var file = Csv(30);
        (await kernel.ImportAsync("csv", file)).Created.ShouldBe(30);
        var (sequence, snapshot) = (await kernel.SequenceAsync(), await StateAsync());
        var again = await kernel.ImportAsync("csv", file);
        (again.State, again.Read, again.Unchanged, again.Created, again.Changed).ShouldBe(("APPLIED", 30, 30, 0, 0));
        (await kernel.SequenceAsync()).ShouldBe(sequence);
        (await StateAsync()).ShouldBe(snapshot);
    }

    [Fact]
    public async Task Other_times_are_told_as_a_reschedule_and_other_room_as_a_movement()
    {
        await kernel.ImportAsync("csv", Csv(3));
        var later = Csv(3, delay: TimeSpan.FromMinutes(30)).Split('\n');
        // The second movement alone is late; the third offers more.
        var file = Csv(3).Split('\n');
        (file[3], file[4]) = (later[3], later[4]);
        file[5] = file[5].Replace(",12.5,", ",20,", StringComparison.Ordinal);
        var told = (await kernel.FactsAsync()).Count;
        var import = await kernel.ImportAsync("csv", string.Join('\n', file));
        (import.Unchanged, import.Changed).ShouldBe((1, 2));
        var facts = (await kernel.FactsAsync()).Skip(told).ToList();
        facts
            .Select(f => (f.GetType().Name, ((IMovementFact)f).MovementId, ((IMovementFact)f).Revision))
            .ShouldBe([("MovementPublished", "M-00001", 2), ("MovementPublished", "M-00002", 2), ("MovementRescheduled", "M-00001", 3)]);
        (await kernel.MovementAsync("M-00002")).Segments[0].Offered.Teu100.ShouldBe(2000);
        (await kernel.MovementAsync("M-00001")).Revision.ShouldBe(3);
    }

    [Fact]
    public async Task What_has_room_taken_keeps_its_terminals_and_its_room()
    {
        await kernel.ImportAsync("csv", Csv(3));
        foreach (var id in new[] { "M-00000", "M-00001", "M-00002" })
            await kernel.DataSource.TakeAsync(id, 0, teu: 10);
        var file = Csv(3).Split('\n');
        file[2] = file[2].Replace("JHP-LUO", "LYP-QTJ", StringComparison.Ordinal);
        file[3] = file[3].Replace(",12.5,", ",9.99,", StringComparison.Ordinal);
        file[5] = file[5].Replace(",12.5,", ",10,", StringComparison.Ordinal);
        var import = await kernel.ImportAsync("csv", string.Join('\n', file));
        (import.Bad, import.Changed, import.Unchanged).ShouldBe((2, 1, 0));
        var errors = await kernel.Imports.ErrorsAsync(import.ImportId, default);
        errors.Select(e => (e.Line, e.Movement)).ShouldBe([(2, "M-00000"), (4, "M-00001")]);
        errors[0].Reason.ShouldContain("terminals must stay");
        errors[1].Reason.ShouldContain("teu100 1000 taken, 999 wanted");
        (await kernel.OversoldAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_movement_is_not_brought_back()
    {
        await kernel.ImportAsync("csv", Csv(2));
        await kernel.DoAsync(w => Cancellation.CancelAsync(w, "M-00001", "dispatcher", "engine", default));
        var import = await kernel.ImportAsync("csv", Csv(2));
        (import.Unchanged, import.Bad).ShouldBe((1, 1));
        (await kernel.Imports.ErrorsAsync(import.ImportId, default)).Single().Reason.ShouldContain("is cancelled");
    }

    [Fact]
    public async Task Killed_in_the_middle_nothing_is_applied_and_the_next_attempt_applies_all()
    {
        var import = await kernel.StageAsync("csv", new MemoryStream(Encoding.UTF8.GetBytes(Csv(1500))));
        using var killed = new CancellationTokenSource();
        var dying = kernel.Apply.ApplyAsync(import, killed.Token);
        await Eventually.TrueAsync(
            async () => (await kernel.Imports.FindAsync(import.ImportId, null, default))!.Applied >= 500,
            TimeSpan.FromSeconds(30),
            "first portion"
        );
        await killed.CancelAsync();
        await dying.ShouldThrowAsync<OperationCanceledException>();
        (await kernel.ScalarAsync<long>("SELECT count(*) FROM leg.movement")).ShouldBe(0);
        (await kernel.SequenceAsync()).ShouldBe(1);
        (await kernel.FactsAsync()).Count.ShouldBe(1);

        (await kernel.Imports.NextAsync(default))!.ImportId.ShouldBe(import.ImportId);
        // The database may still be taking back what the killed one did: until then the import is his.
        await Eventually.TrueAsync(() => kernel.Apply.ApplyAsync(import, default), TimeSpan.FromSeconds(30), "next attempt");
        (await kernel.Apply.ApplyAsync(import, default)).ShouldBeFalse(); // done is done
        (await kernel.FactsAsync()).Count.ShouldBe(1501);
    }

    [Fact]
    public async Task All_or_nothing_holds_also_when_the_timetable_changes_between_reading_and_applying()
    {
        var import = await kernel.StageAsync("csv", new MemoryStream(Encoding.UTF8.GetBytes(Csv(600))), ScheduleImport.All);
        await kernel.MovementAsync("M-00599", Samples.Teu(5));
        await kernel.DoAsync(w => Cancellation.CancelAsync(w, "M-00599", "dispatcher", "engine", default));
        await kernel.Apply.ApplyAsync(import, default);
        var ended = (await kernel.Imports.FindAsync(import.ImportId, null, default))!;
        (ended.State, ended.Applied).ShouldBe(("REJECTED", 0));
        (await kernel.ScalarAsync<long>("SELECT count(*) FROM leg.movement")).ShouldBe(1);
        (await kernel.ScalarAsync<long>("SELECT count(*) FROM leg.schedule_stage")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_stopped_coming_is_given_up()
    {
        var id = await kernel.Imports.BeginAsync("acme", "acme/dev", "csv", ScheduleImport.Valid, default);
        (await kernel.Imports.AbortSilentAsync(default)).ShouldBe(0);
        (await kernel.Imports.FindAsync(id, null, default))!.State.ShouldBe("READING");
        await kernel.QueryAsync<int>("UPDATE leg.schedule_import SET touched_at = touched_at - interval '1 hour' RETURNING 1");
        await kernel.Imports.AbortSilentAsync(default);
        (await kernel.Imports.FindAsync(id, null, default))!.State.ShouldBe("ABORTED");
        (await kernel.Imports.FindAsync(id, "others", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Five_thousand_movements_are_told_without_a_gap_and_the_snapshot_agrees()
    {
        await kernel.Again(Samples.Module).UpkeepAsync();
        var before = await kernel.SequenceAsync();
        (await kernel.ImportAsync("csv", Csv(5000))).Created.ShouldBe(5000);
        var facts = await kernel.FactsAsync();
        facts.Select(f => f.Sequence).ShouldBe(Enumerable.Range(1, (int)before + 5000).Select(i => (long)i));
        facts.Select(f => f.EventId).Distinct().Count().ShouldBe(facts.Count);
        var snapshot = (await kernel.SnapshotTextAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!)
            .Where(n => n["event"] is not null)
            .Select(n => Kernel.ToFact(n["type"]!.ToString(), System.Text.Json.JsonSerializer.SerializeToElement(n["event"])));
        Projection.Of(snapshot).ShouldBe(Projection.Of(facts));
    }

    [Fact]
    public async Task A_closure_at_the_same_time_bears_on_what_is_imported()
    {
        await kernel.QueryAsync<int>(
            $"""
            INSERT INTO leg.disruption (disruption_id, revision, kind, terminals, lines, from_at, description, status, ceiling_teu100)
            VALUES ('D-1', 1, 'CLOSURE', ARRAY['JHP-LUO'], ARRAY[]::text[], '{Start:O}', 'closed', 'OPEN', 0) RETURNING 1
            """
        );
        await kernel.ImportAsync("csv", Csv(1));
        var segment = (await kernel.MovementAsync("M-00000")).Segments[0];
        (segment.Offered.Teu100, segment.Offered.Kg).ShouldBe((0, 250000));
        // What is wanted is as the file says: importing it again changes nothing.
        (await kernel.ImportAsync("csv", Csv(1))).Unchanged.ShouldBe(1);
    }

    [Fact]
    public async Task The_fast_way_and_the_usual_way_write_and_tell_the_same()
    {
        await kernel.ImportAsync("csv", Csv(20));
        var (rows, facts) = (await RowsAsync(), Strip(await kernel.FactsAsync()));
        await kernel.QueryAsync<int>("DELETE FROM leg.movement RETURNING 1");
        // An open disruption elsewhere: nothing is written by COPY.
        await kernel.QueryAsync<int>(
            """
            INSERT INTO leg.disruption (disruption_id, revision, kind, terminals, lines, from_at, description, status, ceiling_teu100)
            VALUES ('D-1', 1, 'CLOSURE', ARRAY['ZPU-PRT'], ARRAY[]::text[], now(), 'elsewhere', 'OPEN', 0) RETURNING 1
            """
        );
        var told = (await kernel.FactsAsync()).Count;
        await kernel.ImportAsync("csv", Csv(20));
        (await RowsAsync()).ShouldBe(rows);
        Strip([.. (await kernel.FactsAsync()).Skip(told)]).ShouldBe(facts);

        static List<string> Strip(IReadOnlyList<IFact> facts) =>
            [
                .. facts
                    .OfType<MovementPublished>()
                    .Select(f =>
                        System.Text.Json.JsonSerializer.Serialize(f with { EventId = default, OccurredAt = default, Sequence = 0 })
                    ),
            ];

        async Task<List<string>> RowsAsync() =>
            await kernel.QueryAsync<string>(
                """
                SELECT (to_jsonb(m) - 'changed_at')::text FROM leg.movement m
                UNION ALL SELECT to_jsonb(c)::text FROM leg.call c UNION ALL SELECT to_jsonb(s)::text FROM leg.segment s ORDER BY 1
                """
            );
    }

    [Fact]
    public async Task A_stretch_with_so_many_paths_a_day_takes_no_more()
    {
        var narrow = kernel.Again(
            Samples.Module with
            {
                Lines = [],
                Pools = [],
                Lanes = [],
                Paths = [new PathLimit("P-1", ["QJP-DLZ>JHP-LUO"], 2)],
            }
        );
        var all = await narrow.StageAsync("csv", new MemoryStream(Encoding.UTF8.GetBytes(Csv(5))), ScheduleImport.All);
        await narrow.Apply.ApplyAsync(all, default);
        (await narrow.Imports.FindAsync(all.ImportId, null, default))!.State.ShouldBe("REJECTED");
        (await narrow.ScalarAsync<long>("SELECT count(*) FROM leg.movement")).ShouldBe(0);

        var import = await narrow.ImportAsync("csv", Csv(5));
        (import.Created, import.Bad).ShouldBe((2, 3));
        (await narrow.Imports.ErrorsAsync(import.ImportId, default)).ShouldAllBe(e =>
            e.Reason.StartsWith("P-1 has 2 paths on", StringComparison.Ordinal)
        );
        (await narrow.ImportAsync("csv", Csv(5))).Unchanged.ShouldBe(2);
    }

    [Fact]
    public async Task Imports_of_the_same_movements_and_holds_on_them_take_turns()
    {
        await kernel.ImportAsync("csv", Csv(600));
        var (late, early) = (Csv(600, TimeSpan.FromMinutes(30)), Csv(600, TimeSpan.FromMinutes(-30)));
        var imports = new[] { await StageAsync(late), await StageAsync(early) };
        var random = new Random(7);
        var holds = Enumerable
            .Range(0, 60)
            .Select(_ =>
                Samples.Hold([
                    new HoldLeg(Samples.Teu(1), $"M-{random.Next(600):00000}", 0, 1),
                    new HoldLeg(Samples.Teu(1), $"M-{random.Next(600):00000}", 0, 1),
                ])
            )
            .ToList();
        await Task.WhenAll([.. imports.Select(i => kernel.Apply.ApplyAsync(i, default)), .. holds.Select(h => kernel.HoldAsync(h))]);
        foreach (var import in imports)
            (await kernel.Imports.FindAsync(import.ImportId, null, default))!.State.ShouldBe("APPLIED");
        (await kernel.OversoldAsync()).ShouldBe(0);
        (await kernel.FactsAsync())
            .Select(f => f.Sequence)
            .ShouldBe(Enumerable.Range(1, (int)await kernel.SequenceAsync()).Select(i => (long)i));
        // Each movement has the times of one file or of the other, as a whole.
        (
            await kernel.ScalarAsync<long>(
                "SELECT count(*) FROM leg.movement m JOIN leg.call c USING (movement_id) WHERE c.index = 0 AND c.departure <> m.starts_at"
            )
        ).ShouldBe(0);

        Task<ScheduleImport> StageAsync(string file) => kernel.StageAsync("csv", new MemoryStream(Encoding.UTF8.GetBytes(file)));
    }

    [Fact]
    public async Task What_a_database_cannot_hold_is_a_row_error()
    {
        var import = await kernel.ImportAsync("csv", Csv(2).Replace("operator's file", "nul \0 in it", StringComparison.Ordinal));
        (import.Bad, import.Created).ShouldBe((2, 0));
        (await kernel.Imports.ErrorsAsync(import.ImportId, default))[0].Reason.ShouldContain("source");

        import = await kernel.ImportAsync("csv", Csv(2).Replace("M-00001", "M-\000001", StringComparison.Ordinal));
        (import.Bad, import.Created).ShouldBe((1, 1));
        (await kernel.Imports.ErrorsAsync(import.ImportId, default)).ShouldHaveSingleItem().Reason.ShouldContain("movement");
    }

    /// <summary>So many movements of two calls, two lines each after the header.</summary>
    internal static string Csv(int movements, TimeSpan delay = default)
    {
        var text = new StringBuilder(
            "movement,line,vehicle,tariff,terminal,arrival,departure,cutoff,handling_minutes,km,teu,kg,accepts,source,quality\n"
        );
        for (var i = 0; i < movements; i++)
        {
            var departure = Start.AddMinutes(i % 1000) + delay;
            text.Append(
                CultureInfo.InvariantCulture,
                $"M-{i:00000},L-NEW,v-12,T-1,QJP-DLZ,,{departure:yyyy-MM-ddTHH:mm:ss}Z,{departure.AddHours(-1):yyyy-MM-ddTHH:mm:ss}Z,60,61.5,12.5,250000,CONTAINER|BULK,operator's file,S\n"
            );
            text.Append(CultureInfo.InvariantCulture, $"M-{i:00000},,,,JHP-LUO,{departure.AddHours(7):yyyy-MM-ddTHH:mm:ss}Z,,,120,,,,,,\n");
        }
        return text.ToString();
    }

    private async Task<string> StateAsync() =>
        string.Join('\n', (await kernel.QueryAsync<string>("SELECT m::text FROM leg.movement m ORDER BY movement_id")));
}
