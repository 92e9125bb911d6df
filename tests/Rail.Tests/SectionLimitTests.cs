using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>A possession closes a section, then only light trains may run over it.</summary>
public sealed class SectionLimitTests(RailService service) : IClassFixture<RailService>
{
    private const string Yiwu = "/v1/sections/RAI-YIW-WST-YIW-SUX/limit";

    private readonly HttpClient client = service.Client;

    [Fact]
    public async Task A_closed_section_stops_the_trains_that_run_over_it_and_a_light_one_lightens_them()
    {
        var (status, closed) = await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "closed": true, "description": "possession"}""");
        status.ShouldBe(HttpStatusCode.OK);
        closed["movements"]!.GetValue<int>().ShouldBeGreaterThan(100);
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([0]); // passes over it without a call
        (await OfferedKgAsync("RL-QZ-BLR")).ShouldBe([2_700_000, 0], ignoreOrder: true); // elsewhere as ever
        (await OfferedKgAsync("RL-QZ-NDE")).ShouldBe([1_500_000]);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "trailingTonnes": 2000, "description": "slack track"}""");
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([1_440_000]);
        var open = (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray();
        open.ShouldAllBe(d => d!["kind"]!.GetValue<string>() == "TRAIN_LIMIT" && d["revision"]!.GetValue<int>() == 2);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "description": "as good as new"}""");
        (await OfferedKgAsync("RL-QZ-BLR-D")).ShouldBe([2_700_000]);
        (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_single_track_has_so_many_paths_a_day_and_fewer_when_it_is_closed_for_hours()
    {
        // The Quning line: five freight trains a day (X), two of them in the timetable.
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).AddDays(4).DateTime);
        for (var n = 1; n <= 3; n++)
        {
            (await ExtraAsync($"X-NDE-{n}", day, n)).Status.ShouldBe(HttpStatusCode.Created);
        }

        var (status, full) = await ExtraAsync("X-NDE-4", day, 4);
        status.ShouldBe(HttpStatusCode.Conflict);
        full["detail"]!.GetValue<string>().ShouldBe($"RAI-QZR-EST-NDE-RAIL has 5 paths on {day:yyyy-MM-dd}, and 5 movements run over it.");
        (await ExtraAsync("X-NDE-4", day.AddDays(1), 4)).Status.ShouldBe(HttpStatusCode.Created); // the next day has room
        (await ExtraAsync("X-OTHER", day, 4, "SRS-RAIL")).Status.ShouldBe(HttpStatusCode.Created); // another line too

        // One of the three is called off, but half a day's possession leaves two paths.
        using (var cancel = await client.PostAsJsonAsync("/v1/movements/X-NDE-1/cancel", new { reason = "no cargo" }))
        {
            cancel.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        const string Quning = "/v1/sections/RAI-QZR-EST-NDE-RAIL/limit";
        await PutAsync(
            $$"""{"from": "{{day:yyyy-MM-dd}}T00:00:00+08:00", "to": "{{day:yyyy-MM-dd}}T12:00:00+08:00", "closed": true, "description": "works"}""",
            Quning
        );
        (status, full) = await ExtraAsync("X-NDE-5", day, 5);
        status.ShouldBe(HttpStatusCode.Conflict);
        full["detail"]!.GetValue<string>().ShouldContain("2 paths");
        full["detail"]!.GetValue<string>().ShouldContain("of 5 because of closures");

        await PutAsync($$"""{"from": "{{day:yyyy-MM-dd}}T00:00:00+08:00", "description": "done"}""", Quning);
        (await ExtraAsync("X-NDE-5", day, 5)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_double_stack_train_loses_its_second_tier_where_the_gauge_is_restricted_and_gets_it_back()
    {
        const string Yongjin = "/v1/sections/RAI-YIW-SUX-CHR-RAIL/limit";
        (await OfferedTeuAsync("RL-SUX-CHR-DS")).ShouldBe(["160.00"]);
        var (_, works) = await PutAsync(
            """{"from": "2020-01-01T00:00:00+08:00", "singleStack": true, "description": "wire works"}""",
            Yongjin
        );
        works["limits"]!.AsArray().Count(l => l!["disruptionId"] is not null).ShouldBe(1); // the others have one tier anyway
        (await OfferedTeuAsync("RL-SUX-CHR-DS")).ShouldBe(["80.00"]);
        (await OfferedTeuAsync("RL-SUX-CHR")).ShouldBe(["90.00"]);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "axleLoadTonnes": 18, "description": "weak bridge"}""", Yongjin);
        (await OfferedKgAsync("RL-SUX-CHR-DS")).ShouldBe([40 * ((4 * 18_000) - 22_000)]);
        (await OfferedTeuAsync("RL-SUX-CHR-DS")).ShouldBe(["160.00"]);

        await PutAsync("""{"from": "2020-01-01T00:00:00+08:00", "description": "done"}""", Yongjin);
        (await OfferedKgAsync("RL-SUX-CHR-DS")).ShouldBe([3_120_000]);
    }

    [Fact]
    public async Task Every_section_says_how_it_is_built_and_where_that_comes_from()
    {
        var sections = (await client.GetFromJsonAsync<JsonNode>("/v1/sections"))!["items"]!.AsArray();
        sections.ShouldAllBe(s => s!["provenance"]!["source"]!.GetValue<string>().Length > 0);
        var quning = sections.Single(s => s!["section"]!.GetValue<string>() == "RAI-QZR-EST-NDE-RAIL")!;
        (quning["tracks"]!.GetValue<int>(), quning["pathsPerDay"]!.GetValue<int>()).ShouldBe((1, 5));
        var fast = sections.Single(s => s!["traffic"]!.GetValue<string>() == "PASSENGER")!;
        fast["trains"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_for_passengers_carries_no_containers_by_hand_or_by_file()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).AddDays(6).DateTime);
        var (status, problem) = await ExtraAsync("X-HSR-1", day, 4, "JDE-MCG"); // nothing but the fast line leads there
        status.ShouldBe(HttpStatusCode.BadRequest);
        var error = problem["errors"]!.AsArray().ShouldHaveSingleItem()!;
        error["pointer"]!.GetValue<string>().ShouldBe("/calls");
        error["detail"]!
            .GetValue<string>()
            .ShouldBe("HSR-JDE-QZ (Hangzhou-Quzhou line (Jiande-Quzhou)) is for passengers alone: it carries no containers and no bulk");
        (await ExtraAsync("X-HSR-2", day, 4, "HZX-RAIL", "HSR-JDE-QZ-G7346")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await ExtraAsync("X-HSR-3", day, 4, "JDE-MCG", accepts: "PIECES")).Status.ShouldBe(HttpStatusCode.Created); // parcels ride with passengers

        var (_, import) = await ScheduleExchange.PostAsync(
            client,
            $"""
            movement,line,vehicle,tariff,terminal,arrival,departure,km,teu,kg,accepts
            HSR-1,HSR-JDE-QZ,manifest-50teu,RL-2026,QZR-EST,,{day:yyyy-MM-dd}T05:00:00+08:00,132.3,50,1500000,CONTAINER
            HSR-1,HSR-JDE-QZ,,,JDE-MCG,{day:yyyy-MM-dd}T07:00:00+08:00,,,,,
            """,
            "text/csv",
            "?mode=valid"
        );
        import["detail"]!.GetValue<string>().ShouldContain("for passengers alone");
    }

    [Fact]
    public async Task Wagons_that_make_no_sense_are_named()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).AddDays(7).DateTime);
        var (status, problem) = await ExtraAsync(
            "X-WAGON",
            day,
            4,
            "SRS-RAIL",
            rules: """
            , "wagons": {"teu100": 0, "kg": 60000, "tiers": 3, "trainTeu100": 9000}, "aircraft": "CARGO",
            "pieceGauges": [{"name": "", "lengthCm": 1, "widthCm": 1, "heightCm": 1, "kg": 1}], "specialCutoffMinutes": -1
            """
        );
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]!
            .AsArray()
            .Select(e => e!["pointer"]!.GetValue<string>())
            .ShouldBe(["/rules/specialCutoffMinutes", "/rules/pieceGauges", "/rules/wagons", "/rules/aircraft"]);
    }

    [Theory]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "axleLoadTonnes": 51, "description": "x"}""", "/axleLoadTonnes")]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "trackLengthM": -1, "description": "x"}""", "/trackLengthM")]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "trailingTonnes": 50001, "description": "x"}""", "/trailingTonnes")]
    [InlineData("""{"from": "2026-01-02T00:00:00+08:00", "to": "2026-01-01T00:00:00+08:00", "description": "x"}""", "/to")]
    [InlineData("""{"from": "2026-01-01T00:00:00+08:00", "description": ""}""", "/description")]
    public async Task What_is_wrong_is_named(string body, string pointer)
    {
        var (status, problem) = await PutAsync(body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer);
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> ExtraAsync(
        string id,
        DateOnly day,
        int hour,
        string to = "NDE-RAIL",
        string line = "EXTRA",
        string accepts = "CONTAINER",
        string rules = ""
    ) =>
        PutAsync(
            $$"""
            {"lineId": "{{line}}", "vehicle": "manifest-50teu", "tariffId": "RL-2026",
             "calls": [{"terminal": "QZR-EST", "kind": "CARGO", "departure": "{{day:yyyy-MM-dd}}T{{hour:00}}:00:00+08:00", "handlingMinutes": 0},
                       {"terminal": "{{to}}", "kind": "CARGO", "arrival": "{{day:yyyy-MM-dd}}T{{hour
                + 11:00}}:00:00+08:00", "handlingMinutes": 180}],
             "segments": [{"km": "379", "offered": {"teu": "50", "kg": 1500000} }],
             "rules": {"accepts": ["{{accepts}}"], "dangerousGoods": [], "reefer": false{{rules}} } }
            """,
            $"/v1/movements/{id}"
        );

    private Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string json, string path = Yiwu) =>
        new DataClient(client).SetAsync(path, json);

    private async Task<int[]> OfferedKgAsync(string line) =>
        [.. (await OfferedAsync(line)).Select(o => o["kg"]!.GetValue<int>()).Distinct()];

    private async Task<string[]> OfferedTeuAsync(string line) =>
        [.. (await OfferedAsync(line)).Select(o => o["teu"]!.GetValue<string>()).Distinct()];

    private async Task<List<JsonNode>> OfferedAsync(string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return
        [
            .. page!["items"]!
                .AsArray()
                .Where(m => m!["calls"]!.AsArray()[0]!["departure"]!.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow())
                .SelectMany(m => m!["segments"]!.AsArray())
                .Select(s => s!["offered"]!),
        ];
    }
}
