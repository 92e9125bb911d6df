using Microsoft.AspNetCore.Http;

namespace Qujiang.Cli.Tests;

/// <summary>Timetables as files.</summary>
public sealed class SchedulesTests
{
    private const string Import = """
        {"importId": "019ab600-0000-7000-8000-000000000001", "format": "csv", "mode": "VALID", "state": "STATE", "read": 4, "good": 3, "bad": 1, "unchanged": 1,
         "applied": 2, "created": 1, "changed": 1, "dryRun": false, "replaces": [], "withdrawn": 2, "withdrawnTaken": ["X-9"], "startedAt": "2026-11-24T14:10:00+08:00", "message": "no movement of the file can be used",
         "errors": [{"line": 3, "movement": "X-1", "reason": "km is missing"}]}
        """;

    [Fact]
    public async Task A_file_is_sent_as_it_is_and_its_bad_lines_are_shown()
    {
        await using var stub = await Stub.StartAsync();
        var (query, prefer) = ("", "");
        stub.On(
            "POST /rail/v1/schedules/import",
            async context =>
            {
                (query, prefer) = (context.Request.QueryString.ToString(), context.Request.Headers["Prefer"].ToString());
                await context.Response.WriteAsync(Import.Replace("STATE", "APPLIED", StringComparison.Ordinal));
            }
        );
        var file = Path.ChangeExtension(Path.GetTempFileName(), ".csv");
        try
        {
            await File.WriteAllTextAsync(file, "movement,line\n", TestContext.Current.CancellationToken);
            var (exit, output, error) = await stub.RunAsync("schedules", "import", file, "--mode", "rail");
            (query, prefer).ShouldBe(("?format=csv&mode=valid", "respond-async"));
            stub.Requests.Single().ShouldEndWith("movement,line");
            exit.ShouldBe(2); // a line is bad, though others are applied
            output.ShouldContain("4 movements read: 1 made, 1 changed, 1 as they were, 2 withdrawn, 1 bad");
            error.ShouldContain("line 3: X-1 km is missing");
            error.ShouldContain("X-9: room on it is held or sold");
            output.ShouldNotContain("dry run");

            stub.On(
                "POST /rail/v1/schedules/import",
                async context =>
                {
                    query = context.Request.QueryString.ToString();
                    await context.Response.WriteAsync(Import.Replace("STATE", "CHECKED", StringComparison.Ordinal));
                }
            );
            const string Week = "L-1,2026-12-01..2026-12-07";
            (_, output, _) = await stub.RunAsync([
                "schedules",
                "import",
                file,
                "--mode",
                "rail",
                "--dry-run",
                "--replace",
                Week,
                "--replace",
                "L-2,2026-12-01..2026-12-07",
            ]);
            query.ShouldBe("?format=csv&mode=all&dryRun=true&replace=L-1%2C2026-12-01..2026-12-07&replace=L-2%2C2026-12-01..2026-12-07");
            output.ShouldContain("A dry run: nothing was changed.");

            stub.On(
                "POST /rail/v1/schedules/import",
                """{"type": "urn:qujiang:problem:schedule-rejected", "title": "Nothing", "status": 422, "import": """
                    + Import.Replace("STATE", "REJECTED", StringComparison.Ordinal)
                    + "}",
                422,
                "application/problem+json"
            );
            var (refused, _, why) = await stub.RunAsync("schedules", "import", file, "--mode", "rail", "--all");
            refused.ShouldBe(2);
            why.ShouldContain("Nothing was applied: no movement of the file can be used.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_export_goes_to_standard_output_as_it_is()
    {
        await using var stub = await Stub.StartAsync();
        stub.On("GET /air/v1/schedules/export", "1AIRLINE STANDARD SCHEDULE DATA SET\n", type: "text/plain");
        var (exit, output, _) = await stub.RunAsync("schedules", "export", "--mode", "air", "--format", "ssim");
        (exit, output).ShouldBe((0, "1AIRLINE STANDARD SCHEDULE DATA SET"));
        (await stub.RunAsync("schedules", "import", "no-such-file.csv", "--mode", "air")).Exit.ShouldBe(2);
    }
}
