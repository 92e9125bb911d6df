using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;

namespace Qujiang.LegKernel.Tests;

/// <summary>A file that is all there is of a line in a window, and files that are only tried.</summary>
public sealed class ScheduleReplaceTests : IAsyncLifetime
{
    private static readonly DateOnly First = HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(50);
    private static readonly Replacement Window = new("L-NEW", First, First.AddDays(2));
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync()
    {
        kernel = await Kernel.CreateAsync("replace", Samples.Module with { Lines = [], Pools = [], Lanes = [] });
        await kernel.UpkeepAsync();
        // Ten runs that leave a minute after the other on the first day of the window.
        (await kernel.ImportAsync("csv", ScheduleImportTests.Csv(10))).Created.ShouldBe(10);
    }

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task What_the_file_does_not_hold_of_the_line_and_window_is_withdrawn_and_its_holders_are_told()
    {
        var hold = await kernel.HoldAsync(Samples.Hold(Samples.Teu(2), "M-00008"));
        hold.State.ShouldBe(HoldState.Held);
        var facts = (await kernel.FactsAsync()).Count;
        var import = await ReplaceAsync(Csv(7));
        (import.State, import.Unchanged, import.Created, import.Changed, import.Withdrawn).ShouldBe(("APPLIED", 7, 0, 0, 3));
        import.WithdrawnTaken.ShouldBe(["M-00008"]);
        (await kernel.FactsAsync())
            .Skip(facts)
            .Select(f => f.ShouldBeOfType<MovementCancelled>().MovementId)
            .ShouldBe(["M-00007", "M-00008", "M-00009"]);
        (
            await kernel.ScalarAsync<long>("SELECT (SELECT count(*) FROM leg.schedule_stage) + (SELECT count(*) FROM leg.schedule_kept)")
        ).ShouldBe(0);

        // The same again changes nothing; the former file brings back what it withdrew, and nothing else.
        (await ReplaceAsync(Csv(7))).Withdrawn.ShouldBe(0);
        await kernel.DoAsync(async w =>
        {
            await MovementStore.ReserveAsync(w, ["M-00009"], default);
            return await Cancellation.CancelAsync(w, "M-00009", "acme/dev", "sold", default);
        });
        import = await kernel.ImportAsync("csv", Csv(10));
        (import.Bad, import.Changed).ShouldBe((1, 2));
        (await kernel.Imports.ErrorsAsync(import.ImportId, default)).Single().Movement.ShouldBe("M-00009");
        (await kernel.MovementAsync("M-00008")).Status.ShouldBe(MovementStatus.Scheduled);
    }

    [Fact]
    public async Task Other_lines_other_days_and_what_has_set_out_stay()
    {
        var import = await ReplaceAsync(Csv(1), Window with { To = First.AddDays(-1), From = First.AddDays(-3) });
        (import.State, import.Withdrawn).ShouldBe(("READING", 0)); // refused while it was read: no movement of the window
        await kernel.MovementAsync("OTHER-1", Samples.FiftyTeu, startsIn: TimeSpan.FromDays(50)); // of L-TEST
        await kernel.MovementAsync("M-GONE", Samples.FiftyTeu, startsIn: TimeSpan.FromHours(-2));
        await kernel.QueryAsync<int>("UPDATE leg.movement SET line_id = 'L-NEW' WHERE movement_id = 'M-GONE' RETURNING 1");
        import = await ReplaceAsync(Csv(1), Window with { From = First.AddDays(-60) });
        import.Withdrawn.ShouldBe(9);
        (await kernel.QueryAsync<string>("SELECT movement_id FROM leg.movement WHERE status = 'SCHEDULED' ORDER BY 1")).ShouldBe([
            "M-00000",
            "M-GONE",
            "OTHER-1",
        ]);
    }

    [Fact]
    public async Task A_dry_run_answers_as_the_import_would_and_changes_nothing()
    {
        var file = Csv(7).Replace(",250000,", ",240000,", StringComparison.Ordinal) + Row("M-NEW", "T-1") + Row("M-BAD", "T-9");
        var before = await StateAsync();
        foreach (var replace in new[] { false, true })
        {
            var text = replace ? file.Replace(Row("M-BAD", "T-9"), "", StringComparison.Ordinal) : file;
            var tried = await ImportAsync(text, dryRun: true, replace ? Window : null);
            tried.State.ShouldBe("CHECKED");
            (await StateAsync()).ShouldBe(before);
            var errors = await kernel.Imports.ErrorsAsync(tried.ImportId, default);
            var done = await ImportAsync(text, dryRun: false, replace ? Window : null);
            done.State.ShouldBe("APPLIED");
            if (!replace)
            {
                (tried.Bad, tried.Created, tried.Changed, tried.Withdrawn, tried.Applied).ShouldBe((1, 1, 7, 0, 0));
                (done.Bad, done.Created, done.Changed, done.Unchanged, done.Withdrawn).ShouldBe((1, 1, 7, 0, 0));
                (await kernel.Imports.ErrorsAsync(done.ImportId, default)).ShouldBe(errors);
                before = await StateAsync();
            }
            else
                (tried.Unchanged, tried.Withdrawn, done.Unchanged, done.Withdrawn).ShouldBe((8, 3, 8, 3));
        }
        (await kernel.ScalarAsync<long>("SELECT count(*) FROM leg.schedule_stage")).ShouldBe(0);
    }

    [Theory]
    [InlineData("L-NEW")]
    [InlineData("L-NEW,2026-12-01")]
    [InlineData("L-NEW,2026-12-02..2026-12-01")]
    [InlineData("L-NEW,2026-01-01..2028-12-31")]
    [InlineData("l new,2026-12-01..2026-12-02")]
    [InlineData("L-NEW,2026-12-01..2026-12-32")]
    public void What_is_no_line_with_a_window_is_refused(string text)
    {
        Replacement.Parse(text, out var reason).ShouldBeNull();
        reason!.ShouldStartWith("must ");
    }

    private static string Csv(int movements) => ScheduleImportTests.Csv(movements);

    private static string Row(string id, string tariff)
    {
        var rows = Csv(1).Split('\n');
        return string.Join('\n', rows[1..3])
                .Replace("M-00000", id, StringComparison.Ordinal)
                .Replace("T-1", tariff, StringComparison.Ordinal) + "\n";
    }

    private Task<ScheduleImport> ReplaceAsync(string file, Replacement? window = null) =>
        ImportAsync(file, dryRun: false, window ?? Window);

    private async Task<ScheduleImport> ImportAsync(string file, bool dryRun, Replacement? window)
    {
        var id = await kernel.Imports.BeginAsync(
            "acme",
            "acme/dev",
            "csv",
            window is null ? ScheduleImport.Valid : ScheduleImport.All,
            default,
            dryRun,
            window is null ? [] : [window]
        );
        var import = (await kernel.Imports.FindAsync(id, null, default))!;
        try
        {
            await kernel.Intake.ReadAsync(import, kernel.Formats.Find("csv")!, new MemoryStream(Encoding.UTF8.GetBytes(file)), default);
        }
        catch (ScheduleFileException refused)
        {
            refused.Reason.ShouldContain("holds no movement of it");
            return import;
        }
        await kernel.Imports.StagedAsync(id, default);
        await kernel.Apply.ApplyAsync((await kernel.Imports.FindAsync(id, null, default))!, default);
        return (await kernel.Imports.FindAsync(id, null, default))!;
    }

    private async Task<string> StateAsync() =>
        string.Join(
            '\n',
            await kernel.QueryAsync<string>(
                """
                SELECT m::text FROM leg.movement m UNION ALL SELECT c::text FROM leg.call c UNION ALL SELECT s::text FROM leg.segment s
                UNION ALL SELECT h::text FROM leg.history h UNION ALL SELECT e::text FROM leg.event_sequence e ORDER BY 1
                """
            )
        );
}

/// <summary>Imports and single changes on a stretch with limited paths at the same moment.</summary>
public sealed class ScheduleDeadlockTests : IAsyncLifetime
{
    private TestService service = null!;

    public async ValueTask InitializeAsync() =>
        service = await TestService.StartAsync(
            "deadlock",
            Samples.Module with
            {
                Paths = [new PathLimit("P-1", ["QJP-DLZ>JHP-LUO"], 100)],
            },
            ("Schedules:Batch", "1")
        );

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task An_import_and_a_change_of_one_of_its_movements_never_wait_for_each_other()
    {
        (await ImportAsync(ScheduleImportTests.Csv(3)))["state"]!.ToString().ShouldBe("APPLIED");
        var (_, present) = await service.GetAsync("/v1/movements/M-00002");
        var put = new JsonObject
        {
            ["calls"] = new JsonArray(new JsonObject { ["index"] = 1, ["arrival"] = HoursLater(present, 2) }),
            ["reason"] = "engine trouble",
        };

        // Who asks first for the path waits for us, then the import, then the change of its last movement: let go, they run in that order.
        await using var connection = await service.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var path = connection.CreateCommand())
        {
            path.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended('P-1', 0))";
            await path.ExecuteNonQueryAsync();
        }
        var import = ImportAsync(ScheduleImportTests.Csv(3, TimeSpan.FromMinutes(10)));
        await WaitingAsync(1);
        var change = service.SendAsync(HttpMethod.Post, "/v1/movements/M-00002/reschedule", put.ToJsonString());
        await WaitingAsync(2);
        await transaction.CommitAsync();

        var imported = await import;
        (imported["state"]!.ToString(), imported["changed"]!.GetValue<int>()).ShouldBe(("APPLIED", 3), imported.ToJsonString());
        var (status, answer) = await change;
        status.ShouldBe(200, answer.ToJsonString());
        await using var count = service.DataSource.CreateCommand(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        );
        (await count.ExecuteScalarAsync()).ShouldBe(0L);
    }

    private static string HoursLater(JsonNode movement, int hours) =>
        movement["calls"]![1]!["arrival"]!.GetValue<DateTimeOffset>().AddHours(hours).ToString("O");

    private Task WaitingAsync(int count) =>
        Eventually.TrueAsync(
            async () =>
            {
                await using var command = service.DataSource.CreateCommand(
                    """
                    SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
                );
                return (long)(await command.ExecuteScalarAsync())! == count;
            },
            TimeSpan.FromSeconds(60),
            $"{count} to wait for the path"
        );

    private async Task<JsonNode> ImportAsync(string file)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/schedules/import") { Content = content };
        request.Headers.Add("Prefer", "wait=100");
        using var response = await service.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
