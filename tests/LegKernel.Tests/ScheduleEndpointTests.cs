using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Qujiang.LegKernel.Tests;

/// <summary>Timetables over HTTP: in and out again, wrong ones, and garbage.</summary>
public sealed class ScheduleEndpointTests : IAsyncLifetime
{
    private TestService service = null!;

    public async ValueTask InitializeAsync() => service = await TestService.StartAsync("schedule_rest");

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    public async Task What_is_exported_changes_nothing_when_it_comes_back(string format, string mediaType)
    {
        using var response = await service.Client.GetAsync($"/v1/schedules/export?format={format}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        var file = await response.Content.ReadAsStringAsync();
        var (_, all) = await service.GetAsync("/v1/movements?limit=500");
        var movements = all["items"]!.AsArray().Count;
        movements.ShouldBeGreaterThan(90);

        var (status, import) = await PostAsync(file, mediaType, "?mode=all");
        status.ShouldBe(200, import.ToJsonString());
        Numbers(import).ShouldBe(("APPLIED", movements, 0, movements, 0));
        (await service.Client.GetStringAsync($"/v1/schedules/export?format={format}")).ShouldBe(file);
    }

    [Fact]
    public async Task Json_is_taken_as_an_array_or_a_line_each_and_csv_says_the_same()
    {
        var one = JsonNode.Parse(await service.Client.GetStringAsync("/v1/schedules/export?format=json&line=L-WEEKLY"))!.AsArray()[0]!;
        one["movementId"] = "EXTRA-1";
        var text = one.ToJsonString();
        one["movementId"] = "EXTRA-2";
        var (status, import) = await PostAsync($"{text}\n{one.ToJsonString()}\n", "application/x-ndjson");
        status.ShouldBe(200, import.ToJsonString());
        Numbers(import).ShouldBe(("APPLIED", 2, 0, 0, 2));

        var csv = await service.Client.GetStringAsync("/v1/schedules/export?line=L-WEEKLY");
        var (_, again) = await PostAsync(csv, "text/csv; charset=utf-8");
        Numbers(again).ShouldBe(("APPLIED", WeeklyRuns(csv), 0, WeeklyRuns(csv), 0));
        csv.ShouldContain("EXTRA-2");
    }

    [Fact]
    public async Task Bad_rows_are_named_by_line_and_the_good_ones_are_applied_unless_all_is_asked_for()
    {
        var file = ScheduleImportTests.Csv(4).Split('\n');
        file[2] = file[2].Replace("JHP-LUO", "NOWHERE", StringComparison.Ordinal);
        file[3] = file[3].Replace(",61.5,", ",sixty,", StringComparison.Ordinal);
        file[5] = file[5].Replace("T-1", "T-9", StringComparison.Ordinal);
        var text = string.Join('\n', file);

        var (refused, problem) = await PostAsync(text, "text/csv", "?mode=all");
        refused.ShouldBe(422);
        problem["type"]!.ToString().ShouldBe("urn:qujiang:problem:schedule-rejected");
        problem["import"]!["applied"]!.GetValue<int>().ShouldBe(0);
        (await service.GetAsync("/v1/movements/M-00003")).Status.ShouldBe(404);

        var (status, import) = await PostAsync(text, "text/csv", "?mode=valid");
        status.ShouldBe(200);
        Numbers(import).ShouldBe(("APPLIED", 4, 3, 0, 1));
        import["errors"]!
            .AsArray()
            .Select(e => $"{e!["line"]} {e["movement"]}: {e["reason"]}")
            .ShouldBe([
                "3 M-00000: terminal: there is no terminal 'NOWHERE'",
                "4 M-00001: km 'sixty' is not a decimal number",
                "6 M-00002: tariff 'T-9' is not a tariff of this service",
            ]);
        (await service.GetAsync("/v1/movements/M-00003")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_import_that_is_not_waited_for_is_followed_at_its_location()
    {
        using var request = Request(ScheduleImportTests.Csv(2000), "text/csv", "");
        request.Headers.Add("Prefer", "respond-async");
        using var response = await service.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var location = response.Headers.Location!.ToString();
        await Eventually.TrueAsync(
            async () => (await service.GetAsync(location)).Body["state"]!.ToString() == "APPLIED",
            TimeSpan.FromSeconds(60),
            "application"
        );
        var (_, import) = await service.GetAsync(location);
        Numbers(import).ShouldBe(("APPLIED", 2000, 0, 0, 2000));
        import["finishedAt"].ShouldNotBeNull();
        (await service.GetAsync($"/v1/schedules/imports/{Guid.NewGuid()}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Wrong_requests_get_problems_that_name_what_is_wrong()
    {
        (await PostAsync("x", "image/png")).Status.ShouldBe(415);
        (await PostAsync("x", "text/csv", "?mode=some")).Body["errors"]![0]!["parameter"]!.ToString().ShouldBe("mode");
        (await PostAsync("x", "text/csv", "?format=xls")).Body["errors"]![0]!["parameter"]!.ToString().ShouldBe("format");
        foreach (
            var (query, parameter) in new[] { ("?replace=L-NEW", "replace"), ("?replace=L-NEW,2026-12-01..2026-12-02&mode=valid", "mode") }
        )
            (await PostAsync("x", "text/csv", query)).Body["errors"]![0]!["parameter"]!.ToString().ShouldBe(parameter);
        var (empty, nothing) = await PostAsync("", "text/csv");
        (empty, nothing["detail"]!.ToString()).ShouldBe((422, "the file cannot be used; line 1: there is no header"));
        (await PostAsync("movement,line,terminal,arrival,departure,colour\n", "text/csv")).Body["detail"]!
            .ToString()
            .ShouldContain("no column 'colour'");
        (await PostAsync("[]", "application/json")).Body["detail"]!.ToString().ShouldBe("the file holds no movement");
        (await service.GetAsync("/v1/schedules/export?format=xls")).Body["errors"]![0]!["parameter"]!.ToString().ShouldBe("format");
        (await service.GetAsync("/v1/schedules/export?from=2026-12-02&to=2026-12-01")).Status.ShouldBe(400);
        (await service.GetAsync("/v1/schedules/export?from=9999-12-31")).Status.ShouldBe(400);
        service.Client.DefaultRequestHeaders.Authorization = service.Token("quotes:write");
        (await PostAsync("x", "text/csv")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/schedules/import?format=csv")
        {
            Content = new Endless(300L << 20),
        };
        request.Headers.ExpectContinue = true;
        using var response = await service.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        problem["type"]!.ToString().ShouldBe("urn:qujiang:problem:payload-too-large");
        problem["detail"]!.ToString().ShouldContain("268435456 bytes");
    }

    [Fact]
    public async Task Garbage_gets_row_errors_and_never_breaks_anything()
    {
        var csv = ScheduleImportTests.Csv(3);
        var json = await service.Client.GetStringAsync("/v1/schedules/export?format=json&line=L-WEEKLY");
        await (from seed in Gen.Int[0, int.MaxValue] from kind in Gen.Int[0, 3] select (seed, kind)).SampleAsync(
            async t =>
            {
                var random = new Random(t.seed);
                var body =
                    t.kind == 0 ? Noise(random)
                    : t.kind == 1 ? Mutate(csv, random)
                    : Mutate(json, random);
                var (status, answer) = await PostAsync(body, t.kind < 2 ? "text/csv" : "application/json");
                status.ShouldBeOneOf(200, 202, 422);
                answer.ShouldNotBeNull();
            },
            iter: 200,
            threads: 2
        );
        (await service.GetAsync("/v1/movements?limit=1")).Status.ShouldBe(200);
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The file with some of its bytes changed, doubled, or cut out.</summary>
    internal static byte[] Mutate(string text, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        const string Favourites = "\"',:{}[]\n\r+-0009Zz\\\0|é";
        for (var i = random.Next(1, 12); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)Favourites[random.Next(Favourites.Length)];
                    break;
                case 1:
                    bytes.Insert(at, (byte)Favourites[random.Next(Favourites.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(30), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(60), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }

    private static (string State, int Read, int Bad, int Unchanged, int Applied) Numbers(JsonNode import) =>
        (
            import["state"]!.ToString(),
            import["read"]!.GetValue<int>(),
            import["bad"]!.GetValue<int>(),
            import["unchanged"]!.GetValue<int>(),
            import["applied"]!.GetValue<int>()
        );

    private static int WeeklyRuns(string csv) =>
        csv.Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')[0]).Distinct().Count();

    private Task<(int Status, JsonNode Body)> PostAsync(string body, string type, string query = "") =>
        PostAsync(Encoding.UTF8.GetBytes(body), type, query);

    private async Task<(int Status, JsonNode Body)> PostAsync(byte[] body, string type, string query = "")
    {
        using var request = Request(body, type, query);
        using var response = await service.Client.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static HttpRequestMessage Request(string body, string type, string query) => Request(Encoding.UTF8.GetBytes(body), type, query);

    private static HttpRequestMessage Request(byte[] body, string type, string query)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return new HttpRequestMessage(HttpMethod.Post, $"/v1/schedules/import{query}") { Content = content };
    }

    /// <summary>A body that says how long it is and is never asked for.</summary>
    private sealed class Endless(long bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new InvalidOperationException("Nobody was to ask for it.");

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return true;
        }
    }
}
