using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Http;

/// <summary>Whatever is sent, the answer names what is wrong; nothing answers 500.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class BadInputTests(RoutingApp routing, ITestOutputHelper output) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    /// <summary>What is changed in a right request (as JSON for the pointer; nothing: removed), and where the error is told.</summary>
    public static TheoryData<string, string?, string> Wrong =>
        new()
        {
            { "/origin", null, "/origin" },
            { "/origin", "null", "/origin" },
            { "/origin", "{}", "/origin" },
            { "/origin", "[]", "/origin" },
            { "/origin", "\"BLG-PRT\"", "/origin" },
            { "/origin", """{"terminal":"XXX-YYY"}""", "/origin/terminal" },
            { "/origin", """{"terminal":""}""", "/origin/terminal" },
            { "/origin", """{"terminal":"LCK-TAD"}""", "/origin/terminal" },
            { "/origin", """{"terminal":"CNBLG"}""", "/origin/terminal" },
            { "/origin", """{"terminal":7}""", "/origin/terminal" },
            { "/origin", """{"terminal":"BLR-RAIL","unlocode":"CNBLG"}""", "/origin" },
            { "/origin", """{"terminal":"BLR-RAIL","name":"x"}""", "/origin/name" },
            { "/origin", """{"unlocode":"CNJUZ"}""", "/origin/unlocode" },
            { "/origin", """{"unlocode":"CNFUZ"}""", "/origin/unlocode" },
            { "/origin", """{"unlocode":"CNWUH"}""", "/origin/unlocode" },
            { "/origin", """{"unlocode":"BLG"}""", "/origin/unlocode" },
            { "/origin", """{"unlocode":"CN0LG"}""", "/origin/unlocode" },
            { "/origin", """{"lat":28.9}""", "/origin/lon" },
            { "/origin", """{"lon":118.9}""", "/origin/lat" },
            { "/origin", """{"lat":91,"lon":118.9}""", "/origin/lat" },
            { "/origin", """{"lat":28.9,"lon":-181}""", "/origin/lon" },
            { "/origin", """{"lat":0,"lon":0}""", "/origin" },
            { "/origin", """{"lat":"28.9","lon":118.9}""", "/origin/lat" },
            { "/origin", """{"lat":28.9,"lon":118.9,"name":""}""", "/origin/name" },
            { "/origin", """{"terminal":"BLR-RAIL","gate":3}""", "/origin/gate" },
            { "/destination", null, "/destination" },
            { "/destination", """{"terminal":"QZP-PLP"}""", "/destination" },
            { "/readyAt", null, "/readyAt" },
            { "/readyAt", "\"tomorrow\"", "/readyAt" },
            { "/readyAt", "\"2026-12-01\"", "/readyAt" },
            { "/readyAt", "\"2026-12-01T08:00:00\"", "/readyAt" },
            { "/readyAt", "\"2026-13-01T08:00:00+08:00\"", "/readyAt" },
            { "/readyAt", "\"2020-01-01T08:00:00+08:00\"", "/readyAt" },
            { "/readyAt", "\"2099-01-01T08:00:00+08:00\"", "/readyAt" },
            { "/readyAt", "1764547200", "/readyAt" },
            { "/dueBy", "\"2020-01-01T08:00:00+08:00\"", "/dueBy" },
            { "/dueBy", "\"soon\"", "/dueBy" },
            { "/equipment", null, "" },
            { "/equipment", "[]", "/equipment" },
            { "/equipment", "{}", "/equipment" },
            { "/equipment", "[null]", "/equipment/0" },
            { "/equipment/0/type", "\"99Z9\"", "/equipment/0/type" },
            { "/equipment/0/type", "\"\"", "/equipment/0/type" },
            { "/equipment/0/type", "45", "/equipment/0/type" },
            { "/equipment/0/type", null, "/equipment/0/type" },
            { "/equipment/0/count", "0", "/equipment/0/count" },
            { "/equipment/0/count", "-2", "/equipment/0/count" },
            { "/equipment/0/count", "2.5", "/equipment/0/count" },
            { "/equipment/0/count", "\"2\"", "/equipment/0/count" },
            { "/equipment/0/count", "999999999999", "/equipment/0/count" },
            { "/equipment/0/count", "100000", "/equipment/0/count" },
            { "/equipment/0/cargoKg", "-1", "/equipment/0/cargoKg" },
            { "/equipment/0/cargoKg", "0", "/equipment/0/cargoKg" },
            { "/equipment/0/cargoKg", "30000", "/equipment/0/cargoKg" },
            { "/equipment/0/cargoWidthCm", "200", "/equipment/0/cargoLengthCm" }, // one without the others
            {
                "/equipment/0",
                """{"type":"45G1","count":1,"cargoKg":1,"cargoLengthCm":1204,"cargoWidthCm":235,"cargoHeightCm":269}""",
                "/equipment/0/cargoLengthCm"
            },
            {
                "/equipment/0",
                """{"type":"45G1","count":1,"cargoKg":1,"cargoLengthCm":9,"cargoWidthCm":236,"cargoHeightCm":9}""",
                "/equipment/0/cargoWidthCm"
            },
            {
                "/equipment/0",
                """{"type":"45G1","count":1,"cargoKg":1,"cargoLengthCm":9,"cargoWidthCm":9,"cargoHeightCm":270}""",
                "/equipment/0/cargoHeightCm"
            },
            {
                "/equipment/0",
                """{"type":"22U1","count":1,"cargoKg":1,"cargoLengthCm":9,"cargoWidthCm":236,"cargoHeightCm":270}""",
                "/equipment/0/cargoWidthCm"
            },
            {
                "/equipment/0",
                """{"type":"22T1","count":1,"cargoKg":1,"cargoLengthCm":9,"cargoWidthCm":9,"cargoHeightCm":9}""",
                "/equipment/0"
            },
            {
                "/dangerousGoods",
                """{"unNumber":"1203","class":"3","packedWith":[{"unNumber":"2014","class":"5"}]}""",
                "/dangerousGoods/packedWith/0/class"
            },
            { "/dangerousGoods", """{"unNumber":"1203","class":"3","packedWith":[null]}""", "/dangerousGoods/packedWith/0" },
            { "/equipment/0/cargoKg", "1e400", "/equipment/0/cargoKg" },
            { "/equipment/0/cargoKg", null, "/equipment/0/cargoKg" },
            { "/bulk", """{"commodity":"PULP","kg":1000}""", "" },
            { "/dangerousGoods", """{"unNumber":"1203","class":"10"}""", "/dangerousGoods/class" },
            { "/dangerousGoods", """{"unNumber":"1203","class":"1"}""", "/dangerousGoods/class" },
            { "/dangerousGoods", """{"unNumber":"12","class":"3"}""", "/dangerousGoods/unNumber" },
            { "/dangerousGoods", """{"unNumber":"UN12O3","class":"3"}""", "/dangerousGoods/unNumber" },
            { "/dangerousGoods", """{"unNumber":"1203","class":"3","packingGroup":"IV"}""", "/dangerousGoods/packingGroup" },
            { "/dangerousGoods", """{"class":"3"}""", "/dangerousGoods/unNumber" },
            { "/dangerousgoods", """{"unNumber":"1203","class":"3"}""", "/dangerousgoods" },
            { "/reefer", """{"setPointC":-18}""", "/reefer" },
            { "/reefer", """{"setPointC":-300}""", "/reefer/setPointC" },
            { "/limits", """{"maxBoardings":0}""", "/limits/maxBoardings" },
            { "/limits", """{"maxBoardings":9}""", "/limits/maxBoardings" },
            { "/limits", """{"modes":[]}""", "/limits/modes" },
            { "/limits", """{"modes":["SHIP"]}""", "/limits/modes/0" },
            { "/limits", """{"modes":["RAIL","RAIL"]}""", "/limits/modes" },
            { "/limits", """{"via":[{"terminal":"NOWHERE"}]}""", "/limits/via/0/terminal" },
            { "/limits", """{"via":[{"terminal":"QZL-HUB","minimumStay":"6 hours"}]}""", "/limits/via/0/minimumStay" },
            { "/limits", """{"via":[{"terminal":"QZL-HUB","minimumStay":"P90D"}]}""", "/limits/via/0/minimumStay" },
            { "/co2e", """{"emptyReturn":"yes"}""", "/co2e/emptyReturn" },
            { "/maxOptions", "0", "/maxOptions" },
            { "/maxOptions", "21", "/maxOptions" },
            { "/colour", "\"red\"", "/colour" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_member_is_named(string pointer, string? json, string expected)
    {
        var (status, problem) = await SendAsync(Changed(pointer, json));

        status.ShouldBe(400, problem);
        var answer = JsonNode.Parse(problem)!;
        ((string)answer["type"]!).ShouldBe("urn:qujiang:problem:invalid-request");
        answer["errors"]!.AsArray().Select(e => (string)e!["pointer"]!).ShouldContain(expected, problem);
        problem.ShouldNotContain("System.");
        problem.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var request = RoutingApp.Request();
        request["origin"] = new JsonObject { ["terminal"] = "NOPE" };
        request["equipment"]![0]!["count"] = 0;
        request["maxOptions"] = 99;

        var (_, problem) = await SendAsync(request.ToJsonString());

        JsonNode.Parse(problem)!["errors"]!
            .AsArray()
            .Select(e => (string)e!["pointer"]!)
            .ShouldBe(["/equipment/0/count", "/origin/terminal", "/maxOptions"]);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("not json", 400)]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"quote\"", 400)]
    [InlineData("{\"origin\":{},\"origin\":{}}", 400)]
    public async Task What_is_no_request_is_refused(string body, int expected)
    {
        var (status, problem) = await SendAsync(body);

        status.ShouldBe(expected, problem);
        ((string)JsonNode.Parse(problem)!["type"]!).ShouldBe("urn:qujiang:problem:invalid-request");
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var (status, problem) = await SendAsync(new string('[', 5_000));

        status.ShouldBe(400, problem);
    }

    [Fact]
    public async Task A_megabyte_is_too_much()
    {
        var request = RoutingApp.Request();
        request["origin"]!["name"] = new string('x', 1_000_000);

        var (status, problem) = await SendAsync(request.ToJsonString());

        status.ShouldBe(413, problem);
        ((string)JsonNode.Parse(problem)!["type"]!).ShouldBe("urn:qujiang:problem:payload-too-large");
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        using var client = routing.Forwarder();
        using var content = new StringContent("<quote/>", Encoding.UTF8, "application/xml");
        using var answer = await client.PostAsync("/v1/quotes", content);

        ((int)answer.StatusCode).ShouldBe(415);
    }

    [Fact]
    public async Task Without_a_token_or_scope_nothing_is_quoted()
    {
        using var nobody = new HttpClient { BaseAddress = routing.Url };
        using var reader = routing.Client();
        using var none = await nobody.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());
        using var weak = await reader.PostAsJsonAsync("/v1/quotes", RoutingApp.Request());

        ((int)none.StatusCode).ShouldBe(401);
        ((int)weak.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Mutated_requests_never_answer_500()
    {
        var counts = new SortedDictionary<int, int>();
        string?[] values =
        [
            null,
            "null",
            "0",
            "-1",
            "1e9",
            "2147483648",
            "0.0000001",
            "79228162514264337593543950335",
            "\"\"",
            "\"\\u0000\"",
            "\"衢州\"",
            "\"P14D\"",
            "\"9999-12-31T23:59:59+14:00\"",
            "\"0001-01-01T00:00:00-14:00\"",
            "[]",
            "{}",
            "[[]]",
            "true",
            """{"terminal":"JUZ"}""",
            """{"lat":28.9,"lon":118.9}""",
            """{"lat":-1e300,"lon":1e300}""",
            """["AIR"]""",
            """[{"type":"45R1","count":3,"cargoKg":1}]""",
            """[{"count":1,"kg":1,"lengthCm":1,"widthCm":1,"heightCm":1}]""",
        ];
        string[] pointers =
        [
            "/origin",
            "/destination",
            "/origin/terminal",
            "/origin/unlocode",
            "/readyAt",
            "/dueBy",
            "/equipment",
            "/equipment/0",
            "/equipment/0/type",
            "/equipment/0/count",
            "/equipment/0/cargoKg",
            "/equipment/0/cargoWidthCm",
            "/pieces",
            "/bulk",
            "/dangerousGoods",
            "/dangerousGoods/packedWith",
            "/reefer",
            "/limits",
            "/limits/modes",
            "/limits/via",
            "/limits/maxBoardings",
            "/co2e",
            "/maxOptions",
        ];
        var mutations = Gen.Select(Gen.Int[0, pointers.Length - 1], Gen.Int[0, values.Length - 1]).List[1, 4];
        await mutations.SampleAsync(
            async list =>
            {
                var text = RoutingApp.Request().ToJsonString();
                foreach (var (pointer, value) in list)
                {
                    text = Changed(pointers[pointer], values[value], text);
                }
                var (status, answer) = await SendAsync(text);
                lock (counts)
                {
                    counts[status] = counts.GetValueOrDefault(status) + 1;
                }
                status.ShouldBeOneOf([201, 400, 413, 422], $"{text}\n{answer}");
            },
            iter: 600,
            threads: 2
        );
        output.WriteLine(string.Join(", ", counts.Select(c => $"{c.Value} x {c.Key}")));
    }

    private async Task<(int Status, string Body)> SendAsync(string body)
    {
        using var client = routing.Forwarder();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/quotes", content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Changed(string pointer, string? json, string? text = null)
    {
        var root = JsonNode.Parse(text ?? RoutingApp.Request().ToJsonString())!;
        var steps = pointer.Split('/').Skip(1).ToArray();
        JsonNode? at = root;
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray array ? (array.Count > 0 ? array[0] : null) : (at as JsonObject)?[step];
        }
        // 1e400 and the like have no node: they are put in as text.
        var value = json is null ? null : (JsonNode)JsonValue.Create("@value@");
        switch (at)
        {
            case JsonObject node when value is null:
                node.Remove(steps[^1]);
                break;
            case JsonObject node:
                node[steps[^1]] = value;
                break;
            case JsonArray { Count: > 0 } array when value is not null:
                array[0] = value;
                break;
        }
        return root.ToJsonString().Replace("\"@value@\"", json, StringComparison.Ordinal);
    }
}
