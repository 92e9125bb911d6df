using System.Text;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>Whatever is sent, the answer is a problem document that names the place.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Good = """{"origin":"BLG-PRT","equipment":[{"type":"45G1","count":2,"cargoKg":20000}],"mode":"DOOR_TO_DOOR"}""";
    private TestApp app = null!;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Good_input_passes_and_comes_back_in_the_same_form()
    {
        using var response = await app.PostAsync("/v1/wishes", Good);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldBe(
            """{"origin":"BLG-PRT","equipment":[{"type":"45G1","count":2,"cargoKg":20000}],"mode":"DOOR_TO_DOOR","urgent":false}"""
        );
    }

    [Theory]
    [InlineData("{", ": The body is not well-formed JSON (line 1, byte 2).")]
    [InlineData("not json", ": The body is not well-formed JSON (line 1, byte 2).")]
    [InlineData(
        """{"origin":"A","equipment":[{"type":"45G1","count":}]}""",
        "/equipment/0/count: The body is not well-formed JSON (line 1, byte 51)."
    )]
    [InlineData("[]", ": Must be an object.")]
    [InlineData("\"x\"", ": Must be an object.")]
    [InlineData("null", ": A JSON body is needed.")]
    [InlineData("", ": A JSON body is needed.")]
    [InlineData("{}", "/origin: This member is required.\n/equipment: This member is required.")]
    [InlineData("""{"origin":null,"equipment":[]}""", "/origin: Must be a string.")]
    [InlineData("""{"origin":7,"equipment":[]}""", "/origin: Must be a string.")]
    [InlineData("""{"origin":"A","equipment":[{"type":"x","count":1},null]}""", "/equipment/1: Must not be null.")]
    [InlineData(
        """{"origin":"A\u0000","equipment":[{"type":"\u0000","count":1}]}""",
        "/origin: Must not contain the character U+0000.\n/equipment/0/type: Must not contain the character U+0000."
    )]
    [InlineData("""{"origin":"A","equipment":{}}""", "/equipment: Must be an array with the expected elements.")]
    [InlineData("""{"origin":"A","equipment":[{"type":"45G1"}]}""", "/equipment/0/count: This member is required.")]
    [InlineData(
        """{"origin":"A","equipment":[{"type":"45G1","count":"2"}]}""",
        "/equipment/0/count: Must be a whole number (within range)."
    )]
    [InlineData(
        """{"origin":"A","equipment":[{"type":"45G1","count":2.5}]}""",
        "/equipment/0/count: Must be a whole number (within range)."
    )]
    [InlineData(
        """{"origin":"A","equipment":[{"type":"45G1","count":99999999999}]}""",
        "/equipment/0/count: Must be a whole number (within range)."
    )]
    [InlineData("""{"origin":"A","equipment":[{"type":"x","count":1,"cargoKg":1e99}]}""", "/equipment/0/cargoKg: Must be a number.")]
    [InlineData("""{"origin":"A","equipment":[],"mode":"SUBMARINE"}""", "/mode: Must be one of WATERWAY, RAIL, DOOR_TO_DOOR, AIR_BELLY.")]
    [InlineData("""{"origin":"A","equipment":[],"mode":"BELLY"}""", "/mode: Must be one of WATERWAY, RAIL, DOOR_TO_DOOR, AIR_BELLY.")]
    [InlineData("""{"origin":"A","equipment":[],"mode":1}""", "/mode: Must be one of WATERWAY, RAIL, DOOR_TO_DOOR, AIR_BELLY.")]
    [InlineData(
        """{"origin":"A","equipment":[],"readyAt":"tomorrow"}""",
        "/readyAt: Must be an instant with offset (RFC 3339), e.g. 2026-12-01T08:00:00+08:00."
    )]
    [InlineData("""{"origin":"A","equipment":[],"urgent":"yes"}""", "/urgent: Must be true or false.")]
    [InlineData("""{"origin":"A","equipment":[],"dangerousGood":{}}""", "/dangerousGood: There is no such member.")]
    [InlineData("""{"origin":"A","equipment":[{"type":"x","count":1,"a/b":1}]}""", "/equipment/0/a~1b: There is no such member.")]
    [InlineData("""{"origin":"A","origin":"B","equipment":[]}""", "/origin: This member occurs twice.")]
    [InlineData("""{"Origin":"A","equipment":[]}""", "/Origin: There is no such member.")]
    public async Task Bad_json_names_the_place(string body, string errors) =>
        (await app.PostAsync("/v1/wishes", body).ProblemAsync(400, "invalid-request")).Errors().ShouldBe(errors);

    [Fact]
    public async Task What_a_validator_finds_comes_back_all_at_once()
    {
        var problem = await app.PostAsync("/v1/wishes", """{"origin":"","equipment":[{"type":"x","count":1},{"type":"x","count":-1}]}""")
            .ProblemAsync(400, "invalid-request");
        problem.Errors().ShouldBe("/origin: must not be empty\n/equipment/1/count: must be positive");
        problem.GetProperty("detail").GetString().ShouldBe("/origin: must not be empty (and 1 more)");
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8()
    {
        using var content = new ByteArrayContent([(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        content.Headers.ContentType = new("application/json");
        await app.SendAsync(HttpMethod.Post, "/v1/wishes", content: content).ProblemAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Nesting_too_deep() => await app.PostAsync("/v1/imports", new string('[', 200)).ProblemAsync(400, "invalid-request");

    [Fact]
    public async Task Another_media_type() =>
        await app.PostAsync("/v1/wishes", Good, "text/plain").ProblemAsync(415, "unsupported-media-type");

    [Fact]
    public async Task No_media_type_and_no_body() =>
        await app.SendAsync(HttpMethod.Post, "/v1/wishes").ProblemAsync(400, "invalid-request");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_megabyte_is_too_large(bool chunked)
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"origin":"{{new string('x', 1024 * 1024)}}"}""");
        using HttpContent content = chunked ? new StreamContent(new MemoryStream(bytes)) : new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentLength = chunked ? null : bytes.Length;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/wishes") { Content = content };
        request.Headers.Authorization = new("Bearer", app.Keys.Token());
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        var problem = await app.Client.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(413, "payload-too-large");
        problem.GetProperty("detail").GetString().ShouldBe("At most 262144 bytes are taken here.");
    }

    [Fact]
    public async Task An_endpoint_may_take_more()
    {
        var wishes = "[" + string.Join(',', Enumerable.Repeat(Good, 3000)) + "]";
        wishes.Length.ShouldBeGreaterThan(256 * 1024);
        using var response = await app.PostAsync("/v1/imports", wishes);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/things?limit=abc", "?limit: The value does not have the expected form.")]
    [InlineData("/v1/things", "?limit: This query parameter is required.")]
    [InlineData("/v1/things?limit=1&after=a%00b", "?after: Must not contain the character U+0000.")]
    public async Task Bad_parameters_are_named(string path, string errors) =>
        (await app.GetAsync(path).ProblemAsync(400, "invalid-request")).Errors().ShouldBe(errors);

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/v1/things/not-a-guid")]
    public async Task Unknown_routes_with_and_without_a_token(string path)
    {
        await app.GetAsync(path).ProblemAsync(404, "not-found");
        await app.GetAsync(path, token: null).ProblemAsync(404, "not-found");
    }

    [Fact]
    public async Task A_thing_that_is_not_there()
    {
        var id = Guid.NewGuid();
        var problem = await app.GetAsync($"/v1/things/{id}").ProblemAsync(404, "not-found");
        problem.GetProperty("detail").GetString().ShouldBe($"There is no thing {id}.");
        problem.GetProperty("instance").GetString().ShouldBe($"/v1/things/{id}");
    }

    [Fact]
    public async Task Another_method()
    {
        using var response = await app.SendAsync(HttpMethod.Delete, "/v1/wishes");
        response.Content.Headers.Allow.ShouldBe(["POST"]);
        await Task.FromResult(response).ProblemAsync(405, "method-not-allowed");
    }

    [Fact]
    public async Task A_browser_gets_problem_json_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Accept.ParseAdd("text/html");
        await app.Client.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(404, "not-found");
    }

    [Fact]
    public async Task What_breaks_inside_stays_inside() =>
        (await app.GetAsync("/v1/boom").ProblemAsync(500, "internal-error")).ToString().ShouldNotContain("secret");

    [Fact]
    public async Task A_database_that_is_away_is_503_with_a_time_to_retry()
    {
        using var response = await app.GetAsync("/v1/no-database");
        response.Headers.RetryAfter.ShouldNotBeNull();
        await Task.FromResult(response).ProblemAsync(503, "unavailable");
    }

    [Fact]
    public async Task Too_slow_is_504() => await app.GetAsync("/v1/slow").ProblemAsync(504, "timeout");
}
