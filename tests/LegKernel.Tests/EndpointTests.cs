using System.Net;
using System.Text.Json.Nodes;

namespace Qujiang.LegKernel.Tests;

/// <summary>The REST endpoints, over HTTP.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private static readonly DateOnly Day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(4);
    private static readonly string Run = Timetable.MovementId("L-DAILY", Day, 1);
    private TestService service = null!;

    public async ValueTask InitializeAsync() => service = await TestService.StartAsync("endpoints");

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Movements_are_listed_by_terminals_and_day_and_page()
    {
        var (status, all) = await service.GetAsync("/v1/movements?limit=50");
        status.ShouldBe(200);
        all["items"]!.AsArray().Count.ShouldBe(50);
        var (_, second) = await service.GetAsync($"/v1/movements?limit=500&cursor={all["next"]}");
        second["items"]!.AsArray().Count.ShouldBeGreaterThan(40);
        second["next"].ShouldBeNull();
        var ids = all["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(m => (string?)m!["movementId"]).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);

        (await ListAsync($"from=JHP-LUO&to=ZPU-PRT&line=L-DAILY&dateFrom={Day:yyyy-MM-dd}&dateTo={Day:yyyy-MM-dd}")).Count.ShouldBe(2);
        (await ListAsync($"from=JHP-LUO&to=ZPU-PRT&line=L-DAILY&dateFrom={Day:yyyy-MM-dd}&dateTo=9999-12-31")).Count.ShouldBeGreaterThan(2);
        (await ListAsync("dateFrom=9999-12-31&dateTo=9999-12-31")).ShouldBeEmpty();
        (await ListAsync("dateFrom=0001-01-01&dateTo=0001-01-01")).ShouldBeEmpty();
        (await ListAsync("from=ZPU-PRT&to=JHP-LUO")).ShouldBeEmpty();
        (await ListAsync("from=LCK-YBU")).ShouldBeEmpty(); // nobody boards there
        (await ListAsync("status=CANCELLED")).ShouldBeEmpty();
        (await service.GetAsync("/v1/lines")).Body["items"]!.AsArray().Count.ShouldBe(2);
        (await service.GetAsync("/v1/lanes?from=QJP-DLZ")).Body["items"]!.AsArray().Single()!["laneId"]!.ToString().ShouldBe("N-DLZ-LUO");
        (await service.GetAsync("/v1/lanes/N-DLZ-LUO")).Body["km"]!.ToString().ShouldBe("61.5");
        (await service.GetAsync("/v1/tariffs")).Body["items"]!.AsArray().Count.ShouldBe(1);
        var (_, pools) = await service.GetAsync("/v1/pools?limit=90");
        var (_, rest) = await service.GetAsync($"/v1/pools?limit=90&cursor={pools["next"]}");
        (pools["items"]!.AsArray().Count + rest["items"]!.AsArray().Count).ShouldBe(92);
    }

    [Fact]
    public async Task A_movement_shows_its_local_times_and_its_revision()
    {
        var (status, movement) = await service.GetAsync($"/v1/movements/{Run}");
        status.ShouldBe(200);
        movement["etag"]!.ToString().ShouldBe("\"1\"");
        movement["mode"]!.ToString().ShouldBe("RAIL");
        movement["calls"]![0]!["departure"]!.ToString().ShouldBe($"{Day:yyyy-MM-dd}T06:30:00+08:00");
        movement["segments"]![0]!["free"]!["teu"]!.ToString().ShouldBe("50.00");
        movement["segments"]![0]!["from"]!.ToString().ShouldBe("QJP-DLZ");
        movement["segments"]![2]!["offered"]!["teu"]!.ToString().ShouldBe("30.00");
        (await service.GetAsync("/v1/movements/NO-SUCH")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Free_room_goes_to_nothing_and_comes_back()
    {
        var before = (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]!.AsArray();
        var (status, answer) = await PatchAsync(Run, """{"free": {"teu": "0", "kg": 0, "reeferPlugs": 0}}""");
        status.ShouldBe(200);
        answer["movement"]!["segments"]!.AsArray().ShouldAllBe(s => s!["free"]!["teu"]!.ToString() == "0.00");
        answer["etag"]!.ToString().ShouldBe("\"2\"");

        var back = new JsonObject
        {
            ["segments"] = new JsonArray([
                .. before.Select((s, i) => (JsonNode)new JsonObject { ["index"] = i, ["offered"] = s!["offered"]!.DeepClone() }),
            ]),
        };
        (await PatchAsync(Run, back.ToJsonString())).Status.ShouldBe(200);
        var after = (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]!.AsArray();
        JsonNode.DeepEquals(before, after).ShouldBeTrue();
        var (_, history) = await service.GetAsync($"/v1/movements/{Run}/history");
        history["items"]!
            .AsArray()
            .Select(h => $"{h!["who"]} {h["what"]} {h["why"]}")
            .ShouldBe(["acme/dev capacity operator", "acme/dev capacity operator"]);
    }

    [Fact]
    public async Task Offering_less_than_is_taken_is_refused_unless_forced()
    {
        await service.DataSource.TakeAsync(Run, segment: 0, teu: 12);
        var (status, problem) = await PatchAsync(Run, """{"segments": [{"index": 0, "offered": {"teu": "8"}}]}""");
        status.ShouldBe(409);
        problem["type"]!.ToString().ShouldBe("urn:qujiang:problem:capacity-taken");
        problem["detail"]!.ToString().ShouldContain("segment 0 teu100 1200 taken, 800 wanted");

        var (forced, answer) = await PatchAsync(Run, """{"segments": [{"index": 0, "offered": {"teu": "8"}}]}""", "?force=true");
        forced.ShouldBe(200);
        answer["shortfalls"]![0]!["taken"]!.GetValue<int>().ShouldBe(1200);
        var segment = answer["movement"]!["segments"]![0]!;
        (segment["offered"]!["teu"]!.ToString(), segment["wanted"]!["teu"]!.ToString(), segment["free"]!["teu"]!.ToString()).ShouldBe(
            ("12.00", "8.00", "0.00")
        );
    }

    [Fact]
    public async Task A_stale_revision_is_refused()
    {
        (await PatchAsync(Run, """{"offered": {"teu": "20"}}""", headers: ("If-Match", "\"1\""))).Status.ShouldBe(200);
        (await PatchAsync(Run, """{"offered": {"teu": "20"}}""", headers: ("If-Match", "\"1\""))).Status.ShouldBe(412);
        (await CancelAsync(Run, ("If-Match", "\"1\""))).Status.ShouldBe(412);
        (await CancelAsync(Run, ("If-Match", "\"2\""))).Body["status"]!.ToString().ShouldBe("CANCELLED");
        (await CancelAsync(Run)).Body["revision"]!.GetValue<int>().ShouldBe(3);
        (await RescheduleAsync(Run, """{"calls": [{"index": 3, "arrival": "2027-01-01T00:00:00Z"}], "reason": "x"}""")).Status.ShouldBe(
            409
        );
    }

    [Fact]
    public async Task Rescheduling_moves_calls_and_their_cutoffs()
    {
        var (status, moved) = await RescheduleAsync(
            Run,
            $$"""{"calls": [{"index": 0, "departure": "{{Day:yyyy-MM-dd}}T07:00:00+08:00"}], "reason": "late crew"}"""
        );
        status.ShouldBe(200);
        moved["calls"]![0]!["cutoff"]!.ToString().ShouldBe($"{Day:yyyy-MM-dd}T05:00:00+08:00");
        moved["calls"]![1]!["arrival"]!.ToString().ShouldBe($"{Day:yyyy-MM-dd}T10:30:00+08:00");

        var (bad, problem) = await RescheduleAsync(
            Run,
            $$"""{"calls": [{"index": 0, "departure": "{{Day:yyyy-MM-dd}}T11:00:00+08:00"}], "reason": "x"}"""
        );
        bad.ShouldBe(400);
        problem["errors"]![0]!["pointer"]!.ToString().ShouldBe("/calls/0/arrival");
        problem["errors"]![0]!["detail"]!.ToString().ShouldContain("call 1: must be after the departure");
    }

    [Fact]
    public async Task Movements_are_created_and_replaced()
    {
        var body = Body("40");
        (await PutAsync("X-1", body, ("If-Match", "\"1\""))).Status.ShouldBe(412);
        var (created, first) = await PutAsync("X-1", body, ("If-None-Match", "*"));
        created.ShouldBe(201, first.ToJsonString());
        first["segments"]![0]!["offered"]!["teu"]!.ToString().ShouldBe("40.00");
        (await PutAsync("X-1", body, ("If-None-Match", "*"))).Status.ShouldBe(412);
        (await PutAsync("X-1", body)).Status.ShouldBe(428);
        (await PutAsync("X-1", Body("30"), ("If-Match", "\"1\""))).Body["revision"]!.GetValue<int>().ShouldBe(2);

        await service.DataSource.TakeAsync("X-1", 0, 20);
        (await PutAsync("X-1", Body("10"), ("If-Match", "\"2\""))).Status.ShouldBe(409);
        (await PutAsync("X-1", Body("30", to: "ZPU-PRT"), ("If-Match", "\"2\""))).Status.ShouldBe(409);
        (await PutAsync("X-1", Body("20"), ("If-Match", "\"2\""))).Body["segments"]![0]!["free"]!["teu"]!.ToString().ShouldBe("0.00");
    }

    [Fact]
    public async Task A_closure_leaves_nothing_and_its_end_gives_back_exactly_what_was()
    {
        await service.DataSource.TakeAsync(Run, 2, 5);
        await PatchAsync(Run, """{"segments": [{"index": 2, "offered": {"teu": "22"}}]}""");
        var before = (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]!;

        var window = $$""" "from": "{{Day:yyyy-MM-dd}}T00:00:00+08:00", "to": "{{Day:yyyy-MM-dd}}T20:00:00+08:00" """;
        var (status, raised) = await PostAsync(
            "/v1/disruptions",
            $$"""{"disruptionId": "D-1", "kind": "CLOSURE", "terminals": ["JHP-LUO"], {{window}}, "description": "flood"}"""
        );
        status.ShouldBe(201, raised.ToJsonString());
        raised["movements"]!.GetValue<int>().ShouldBeGreaterThan(0);
        await PostAsync(
            "/v1/disruptions",
            $$"""{"disruptionId": "D-2", "kind": "CLOSURE", "lines": ["L-DAILY"], {{window}}, "description": "strike"}"""
        );
        await PostAsync(
            "/v1/disruptions",
            $$"""{"disruptionId": "D-3", "kind": "LIMIT", "ceiling": {"kg": 1000}, "lines": ["{{Run}}"], {{window}}, "description": "limit"}"""
        );

        async Task<List<string>> FreeAsync() =>
            [
                .. (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]!
                    .AsArray()
                    .Select(s => $"{s!["free"]!["teu"]}/{s["free"]!["kg"]}"),
            ];
        (await FreeAsync()).ShouldBe(["0.00/0", "0.00/0", "0.00/0"]);
        (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![2]!["held"]!["teu"]!.ToString().ShouldBe("5.00");
        (await service.GetAsync("/v1/disruptions")).Body["items"]!.AsArray().Single(d => d!["kind"]!.ToString() == "LIMIT")!["ceiling"]![
            "kg"
        ]!
            .GetValue<int>()
            .ShouldBe(1000);

        (await PostAsync("/v1/disruptions/D-2/clear", """{"description": "over"}""")).Body["disruption"]!["status"]!
            .ToString()
            .ShouldBe("CLEARED");
        (await FreeAsync()).ShouldBe(["50.00/1000", "0.00/0", "0.00/0"]); // the terminal is still closed
        await PostAsync("/v1/disruptions/D-1/clear", """{"description": "over"}""");
        (await FreeAsync()).ShouldBe(["50.00/1000", "50.00/1000", "17.00/1000"]);
        await PostAsync("/v1/disruptions/D-3/clear", """{"description": "over"}""");
        (await PostAsync("/v1/disruptions/D-3/clear", """{"description": "over"}""")).Body["movements"]!.GetValue<int>().ShouldBe(0);
        JsonNode.DeepEquals(before, (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]).ShouldBeTrue();
        (
            await PostAsync(
                "/v1/disruptions",
                """{"disruptionId": "D-1", "kind": "CLOSURE", "lines": ["L-1"], "from": "2026-01-01T00:00:00Z", "description": "again"}"""
            )
        ).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_limit_of_a_stretch_leaves_the_rest_of_its_lines_alone()
    {
        var (status, raised) = await PostAsync(
            "/v1/disruptions",
            $$"""
            {"disruptionId": "D-S", "kind": "LIMIT", "ceiling": {"teu": "7"}, "lines": ["L-DAILY"], "stretches": ["LCK-YBU>JHP-LUO"],
             "from": "{{Day:yyyy-MM-dd}}T00:00:00+08:00", "description": "shallow"}
            """
        );
        status.ShouldBe(201, raised.ToJsonString());
        raised["disruption"]!["stretches"]!.AsArray().Select(s => s!.ToString()).ShouldBe(["LCK-YBU>JHP-LUO"]);
        (await FreeTeuAsync()).ShouldBe(["50.00", "7.00", "30.00"]);
        await PostAsync("/v1/disruptions/D-S/clear", """{"description": "rain"}""");
        (await FreeTeuAsync()).ShouldBe(["50.00", "50.00", "30.00"]);

        async Task<string[]> FreeTeuAsync() =>
            [.. (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]!.AsArray().Select(s => s!["free"]!["teu"]!.ToString())];
    }

    [Fact]
    public async Task What_moves_into_a_closure_is_closed()
    {
        var window = $$""" "from": "{{Day.AddDays(1):yyyy-MM-dd}}T00:00:00+08:00", "to": "{{Day.AddDays(1):yyyy-MM-dd}}T03:00:00+08:00" """;
        await PostAsync("/v1/disruptions", $$"""{"kind": "CLOSURE", "terminals": ["JHP-LUO"], {{window}}, "description": "night works"}""");
        (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![2]!["free"]!["teu"]!.ToString().ShouldBe("30.00");
        var (_, moved) = await RescheduleAsync(
            Run,
            $$"""{"calls": [{"index": 2, "arrival": "{{Day.AddDays(1):yyyy-MM-dd}}T01:00:00+08:00", "departure": "{{Day.AddDays(1):yyyy-MM-dd}}T02:00:00+08:00"}], "reason": "detour"}"""
        );
        moved["segments"]!.AsArray().Select(s => s!["free"]!["teu"]!.ToString()).ShouldBe(["50.00", "0.00", "0.00"]);
    }

    [Fact]
    public async Task Pool_days_and_tariffs_change()
    {
        var (status, answer) = await service.SendAsync(
            HttpMethod.Patch,
            $"/v1/pools/P-DLZ/{Day:yyyy-MM-dd}/capacity",
            """{"offered": {"teu": "4"}}"""
        );
        status.ShouldBe(200, answer.ToJsonString());
        answer["poolDay"]!["free"]!["teu"]!.ToString().ShouldBe("4.00");
        (await service.SendAsync(HttpMethod.Patch, "/v1/pools/P-DLZ/2020-01-01/capacity", """{"offered": {"teu": "4"}}""")).Status.ShouldBe(
            404
        );

        var tariff = (await service.GetAsync("/v1/tariffs")).Body["items"]![0]!.AsObject();
        foreach (var member in new[] { "tariffId", "version" })
            tariff.Remove(member);
        tariff["charges"]![0]!["rate"] = "3";
        (await service.SendAsync(HttpMethod.Put, "/v1/tariffs/T-1", tariff.ToJsonString(), ("If-Match", "\"1\""))).Body["version"]!
            .GetValue<int>()
            .ShouldBe(2);
        (await service.SendAsync(HttpMethod.Put, "/v1/tariffs/T-1", tariff.ToJsonString(), ("If-Match", "\"1\""))).Status.ShouldBe(412);
        (await service.GetAsync("/v1/tariffs")).Body["items"]!.AsArray().Single()!["version"]!.GetValue<int>().ShouldBe(2);
        tariff["charges"]![0]!["basis"] = "BUSHEL";
        (await service.SendAsync(HttpMethod.Put, "/v1/tariffs/T-1", tariff.ToJsonString())).Body["errors"]![0]!["pointer"]!
            .ToString()
            .ShouldBe("/charges/0");
    }

    [Fact]
    public async Task Bad_input_is_answered_by_a_problem_that_names_the_place()
    {
        (string Method, string Path, string? Body, int Status, string Place)[] table =
        [
            ("GET", "/v1/movements?limit=0", null, 400, "limit"),
            ("GET", "/v1/movements?limit=abc", null, 400, "limit"),
            ("GET", "/v1/movements?cursor=***", null, 400, "cursor"),
            ("GET", "/v1/movements?cursor=QUJD", null, 400, "cursor"),
            ("GET", "/v1/movements?cursor=OTIyMzM3MjAzNjg1NDc3NTgwNwp4", null, 400, "cursor"), // later than any instant
            ("GET", "/v1/movements?cursor=MQoA", null, 400, "cursor"), // U+0000
            ("GET", "/v1/lanes?cursor=AA", null, 400, "cursor"),
            ("GET", "/v1/pools?cursor=MjAyNi0xMi0wMQoA", null, 400, "cursor"),
            ("GET", "/v1/movements?line=%00", null, 400, "line"),
            ("GET", "/v1/movements?dateFrom=2026-13-01", null, 400, "dateFrom"),
            ("GET", "/v1/movements?dateFrom=2026-12-02&dateTo=2026-12-01", null, 400, "dateTo"),
            ("GET", "/v1/movements?status=LATE", null, 400, "status"),
            ("GET", "/v1/movements?status=7", null, 400, "status"),
            ("GET", "/v1/pools?cursor=QUJD", null, 400, "cursor"),
            ("GET", "/v1/holds/7d444840-9dc0-11d1-b245-5ffdce74fad2", null, 404, ""),
            ("PATCH", $"/v1/movements/{Run}/capacity", "{}", 400, ""),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {}}""", 400, "/offered"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"teu": "-1"}}""", 400, "/offered/teu"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"teu": "1.234"}}""", 400, "/offered/teu"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"teu": 5}}""", 400, "/offered/teu"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"kg": -5}}""", 400, "/offered/kg"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"pallets": 5}}""", 400, "/offered/pallets"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"segments": [{"index": 7, "offered": {"kg": 5}}]}""", 400, "/segments/0/index"),
            ("PATCH", $"/v1/movements/{Run}/capacity", """{"offered": {"kg": 1}, "free": {"kg": 1}}""", 400, ""),
            ("PATCH", "/v1/movements/NO-SUCH/capacity", """{"offered": {"kg": 1}}""", 404, ""),
            ("PATCH", $"/v1/pools/P-DLZ/{Day:yyyy-MM-dd}/capacity", "{}", 400, ""),
            ("POST", $"/v1/movements/{Run}/reschedule", """{"calls": [], "reason": "x"}""", 400, "/calls"),
            ("POST", $"/v1/movements/{Run}/reschedule", """{"calls": [{"index": 9}], "reason": "x"}""", 400, "/calls/0/index"),
            (
                "POST",
                $"/v1/movements/{Run}/reschedule",
                """{"calls": [{"index": 1, "arrival": "soon"}], "reason": "x"}""",
                400,
                "/calls/0/arrival"
            ),
            ("POST", $"/v1/movements/{Run}/cancel", "{}", 400, "/reason"),
            ("POST", $"/v1/movements/{Run}/cancel", "not json", 400, ""),
            ("POST", "/v1/disruptions", """{"kind": "CLOSURE", "from": "2026-12-01T00:00:00Z", "description": "x"}""", 400, "/terminals"),
            (
                "POST",
                "/v1/disruptions",
                """{"kind": "closure", "lines": ["L-1"], "from": "2026-12-01T00:00:00Z", "description": "x"}""",
                400,
                "/kind"
            ),
            (
                "POST",
                "/v1/disruptions",
                """{"kind": "CLOSURE", "terminals": ["ATLANTIS"], "from": "2026-12-01T00:00:00Z", "description": "x"}""",
                400,
                "/terminals/0"
            ),
            (
                "POST",
                "/v1/disruptions",
                """{"kind": "CLOSURE", "lines": ["L-1"], "from": "2026-12-01T00:00:00Z", "to": "2026-11-01T00:00:00Z", "description": "x"}""",
                400,
                "/to"
            ),
            (
                "POST",
                "/v1/disruptions",
                """{"kind": "LIMIT", "lines": ["L-1"], "stretches": ["QJP-DLZ-LYP-QTJ"], "from": "2026-12-01T00:00:00Z", "description": "x"}""",
                400,
                "/stretches/0"
            ),
            ("POST", "/v1/disruptions/NO-SUCH/clear", """{"description": "x"}""", 404, ""),
            ("PUT", "/v1/movements/lower", Body("1"), 400, "id"),
            ("PUT", "/v1/movements/X-9", Body("1").Replace("T-1", "T-9", StringComparison.Ordinal), 400, "/tariffId"),
            ("PUT", "/v1/movements/X-9", Body("1").Replace("\"100\"", "\"-3\"", StringComparison.Ordinal), 400, "/segments/0/km"),
            ("PUT", "/v1/movements/X-9", Body("1", to: "ATLANTIS"), 400, "/calls/1/terminal"),
            ("PUT", "/v1/movements/X-9", Body("1").Replace("CARGO", "PICNIC", StringComparison.Ordinal), 400, "/calls/0/kind"),
            ("DELETE", $"/v1/movements/{Run}", null, 405, ""),
        ];
        foreach (var (method, path, body, status, place) in table)
        {
            var (actual, problem) = await service.SendAsync(new HttpMethod(method), path, body);
            var what = $"{method} {path} {body}: {problem.ToJsonString()}";
            actual.ShouldBe(status, what);
            problem["type"]!.ToString().ShouldStartWith("urn:qujiang:problem:");
            if (place.Length > 0)
                (problem["errors"]![0]!["pointer"] ?? problem["errors"]![0]!["parameter"])!.ToString().ShouldBe(place, what);
        }
    }

    [Fact]
    public async Task Writing_needs_its_scope_and_reading_a_token()
    {
        service.Client.DefaultRequestHeaders.Authorization = service.Token("bookings:read");
        (await CancelAsync(Run)).Status.ShouldBe(403);
        (await PatchAsync(Run, """{"free": {"teu": "0"}}""")).Status.ShouldBe(403);
        (await service.GetAsync($"/v1/movements/{Run}")).Status.ShouldBe(200);
        service.Client.DefaultRequestHeaders.Authorization = null;
        (await service.GetAsync($"/v1/movements/{Run}")).Status.ShouldBe(401);
        using var snapshot = await service.Client.GetAsync("/v1/snapshot");
        snapshot.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<List<JsonNode?>> ListAsync(string query) =>
        [.. (await service.GetAsync($"/v1/movements?{query}")).Body["items"]!.AsArray()];

    private Task<(int Status, JsonNode Body)> PatchAsync(string id, string body, string query = "", params (string, string)[] headers) =>
        service.SendAsync(HttpMethod.Patch, $"/v1/movements/{id}/capacity{query}", body, headers);

    private Task<(int Status, JsonNode Body)> CancelAsync(string id, params (string, string)[] headers) =>
        service.SendAsync(HttpMethod.Post, $"/v1/movements/{id}/cancel", """{"reason": "no crew"}""", headers);

    private Task<(int Status, JsonNode Body)> RescheduleAsync(string id, string body) =>
        service.SendAsync(HttpMethod.Post, $"/v1/movements/{id}/reschedule", body);

    private Task<(int Status, JsonNode Body)> PutAsync(string id, string body, params (string, string)[] headers) =>
        service.SendAsync(HttpMethod.Put, $"/v1/movements/{id}", body, headers);

    private Task<(int Status, JsonNode Body)> PostAsync(string path, string body) => service.SendAsync(HttpMethod.Post, path, body);

    private static string Body(string teu, string to = "JHP-LUO") =>
        $$"""
            {"lineId": "L-EXTRA", "vehicle": "v-40", "tariffId": "T-1",
             "calls": [{"terminal": "QJP-DLZ", "kind": "CARGO", "departure": "{{Day:yyyy-MM-dd}}T08:00:00+08:00", "cutoff": "{{Day:yyyy-MM-dd}}T06:00:00+08:00", "handlingMinutes": 60},
                       {"terminal": "{{to}}", "kind": "CARGO", "arrival": "{{Day:yyyy-MM-dd}}T12:00:00+08:00", "handlingMinutes": 60}],
             "segments": [{"km": "100", "offered": {"teu": "{{teu}}", "kg": 400000} }],
             "rules": {"accepts": ["CONTAINER"], "dangerousGoods": [], "reefer": false} }
            """;
}
