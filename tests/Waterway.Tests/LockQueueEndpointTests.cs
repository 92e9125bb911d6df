using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>Fog at Fuchunjiang: vessels queue, and everything behind the lock runs late until the queue is gone.</summary>
public sealed class LockQueueEndpointTests(WaterwayService service) : IClassFixture<WaterwayService>
{
    private const string Queue = "/v1/locks/LCK-FCJ/queue";

    private readonly HttpClient client = service.Client;
    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_queue_makes_the_sailings_that_meet_it_late_and_its_end_gives_their_times_back()
    {
        var before = await CallsAsync("WW-QZ-BULK");
        var elsewhere = await CallsAsync("WW-FUN-ZPU-C");
        var from = TimeProvider.System.GetUtcNow().AddDays(4);
        var body = $$"""{"from": "{{from:O}}", "to": "{{from.AddHours(12):O}}", "vessels": 66, "description": "fog"}""";

        var (status, answer) = await data.SetAsync(Queue, body);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        answer["waitMinutes"]!.GetValue<int>().ShouldBe(18 * 60); // six lockages
        answer["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(3);

        var late = await CallsAsync("WW-QZ-BULK");
        var reached = 0;
        foreach (var (id, calls) in before)
        {
            var fuchunjiang = Array.FindIndex(calls, c => c.Terminal == "LCK-FCJ");
            for (var i = 0; i <= fuchunjiang; i++)
            {
                late[id][i].Arrival.ShouldBe(calls[i].Arrival, id); // above the lock as planned
            }

            var stay = late[id][fuchunjiang].Departure - late[id][fuchunjiang].Arrival;
            if (calls[fuchunjiang].Arrival >= from && calls[fuchunjiang].Arrival <= from.AddHours(12))
            {
                reached++;
                stay.ShouldBe(TimeSpan.FromMinutes(90 + (18 * 60)), id);
                (late[id][^1].Arrival > calls[^1].Arrival).ShouldBeTrue(id);
            }
            else if (calls[fuchunjiang].Arrival < from || calls[fuchunjiang].Arrival > from.AddHours(30))
            {
                late[id].ShouldBe(calls, id);
            }
        }

        reached.ShouldBeGreaterThan(1);
        foreach (var (id, calls) in await CallsAsync("WW-FUN-ZPU-C"))
        {
            calls.ShouldBe(elsewhere[id], id); // sails below it
        }

        var shown = (await LocksAsync()).Single(l => l["terminal"]!.GetValue<string>() == "LCK-FCJ");
        shown["queues"]!.AsArray().Single()!["vessels"]!.GetValue<decimal>().ShouldBe(66);
        var open = (await client.GetFromJsonAsync<JsonNode>("/v1/disruptions"))!["items"]!.AsArray().Single()!;
        (open["kind"]!.GetValue<string>(), open["amount"]!.GetValue<decimal>()).ShouldBe(("LOCK_QUEUE", 66));

        (_, answer) = await data.SetAsync(Queue, $$"""{"from": "{{from:O}}", "vessels": 0, "description": "clear sky"}""");
        answer["disruptionId"].ShouldBeNull();
        answer["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(3);
        var after = await CallsAsync("WW-QZ-BULK");
        foreach (var (id, calls) in before)
        {
            after[id].ShouldBe(calls, id);
        }
    }

    [Fact]
    public async Task Every_lock_says_how_it_works_and_where_that_comes_from()
    {
        var locks = await LocksAsync();
        locks.Count.ShouldBe(8);
        foreach (var shown in locks)
        {
            shown["provenance"]!["source"]!.GetValue<string>().ShouldNotBeEmpty();
            shown["usualWait"]!.AsArray().Count.ShouldBe(24);
        }

        var fuchunjiang = locks.Single(l => l["terminal"]!.GetValue<string>() == "LCK-FCJ");
        fuchunjiang["chamber"]!.GetValue<string>().ShouldBe("300 x 23 x 4.5 m");
        fuchunjiang["vesselsPerLockage"]!.GetValue<decimal>().ShouldBe(11);
        fuchunjiang["overhauls"]!.AsArray()[0]!["to"]!.GetValue<string>().ShouldBe("2027-02-06");
    }

    [Theory]
    [InlineData(Queue, """{"from": "2026-01-01T00:00:00+08:00", "vessels": -1, "description": "x"}""", 400, "/vessels")]
    [InlineData(Queue, """{"from": "2026-01-01T00:00:00+08:00", "vessels": 2001, "description": "x"}""", 400, "/vessels")]
    [InlineData(Queue, """{"from": "2026-01-01T00:00:00+08:00", "description": "x"}""", 400, "/vessels")]
    [InlineData(
        Queue,
        """{"from": "2026-01-02T00:00:00+08:00", "to": "2026-01-01T00:00:00+08:00", "vessels": 1, "description": "x"}""",
        400,
        "/to"
    )]
    [InlineData(Queue, """{"from": "2026-01-01T00:00:00+08:00", "vessels": 1, "description": ""}""", 400, "/description")]
    [InlineData("/v1/locks/QJP-DLZ/queue", """{"from": "2026-01-01T00:00:00+08:00", "vessels": 1, "description": "x"}""", 404, null)]
    public async Task What_is_wrong_is_named(string path, string body, int expected, string? pointer)
    {
        var (status, problem) = await data.SetAsync(path, body);
        ((int)status).ShouldBe(expected);
        if (pointer is not null)
        {
            problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer);
        }
    }

    private async Task<IReadOnlyList<JsonNode>> LocksAsync() =>
        [.. (await client.GetFromJsonAsync<JsonNode>("/v1/locks"))!["items"]!.AsArray().Select(l => l!)];

    private async Task<Dictionary<string, TimedCall[]>> CallsAsync(string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!
            .AsArray()
            .ToDictionary(
                m => m!["movementId"]!.GetValue<string>(),
                m =>
                    m!["calls"]!
                        .AsArray()
                        .Select(c => new TimedCall(
                            c!["terminal"]!.GetValue<string>(),
                            c["arrival"]?.GetValue<DateTimeOffset>(),
                            c["departure"]?.GetValue<DateTimeOffset>(),
                            c["cutoff"]?.GetValue<DateTimeOffset>()
                        ))
                        .ToArray()
            );
    }

    private sealed record TimedCall(string Terminal, DateTimeOffset? Arrival, DateTimeOffset? Departure, DateTimeOffset? Cutoff);
}
