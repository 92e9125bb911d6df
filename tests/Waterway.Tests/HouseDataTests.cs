using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Network;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>What operators change of the waterways by REST, what becomes of the sailings, and the way back.</summary>
public sealed class HouseDataTests(WaterwayService service) : IClassFixture<WaterwayService>
{
    private const string Fuchunjiang = "/v1/locks/LCK-FCJ";
    private const string Tonglu = "/v1/channels/WAT-JDE-MCG-TON-RIV";

    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_slower_lock_makes_every_sailing_that_has_not_set_out_later_behind_it_and_the_former_version_gives_the_times_back()
    {
        var before = await SailingsAsync("WW-QZ-BULK");
        var elsewhere = await SailingsAsync("WW-FUN-ZPU-C");
        var (effect, first) = await data.ChangeAsync(Fuchunjiang, row => row["cycleMinutes"] = row["cycleMinutes"]!.GetValue<int>() * 2);
        var rescheduled = effect["rescheduled"]!.GetValue<int>();
        rescheduled.ShouldBeGreaterThan(20);
        effect["cancelled"]!.GetValue<int>().ShouldBe(0);

        var now = TimeProvider.System.GetUtcNow();
        foreach (var (id, late) in await SailingsAsync("WW-QZ-BULK"))
        {
            var old = before[id];
            if (old.Departs <= now.AddMinutes(1))
            {
                late.ShouldBe(old, id); // has set out
                continue;
            }

            late.Departs.ShouldBe(old.Departs);
            late.Arrives.ShouldBeGreaterThan(old.Arrives, id);
            late.Revision.ShouldBeGreaterThan(old.Revision);
        }

        (await SailingsAsync("WW-FUN-ZPU-C")).ShouldBe(elsewhere, ignoreOrder: true); // sails below it
        (await data.GetAsync("/v1/locks")).Body["items"]!.AsArray().Single(l => l!["terminal"]!.ToString() == "LCK-FCJ")!["cycleMinutes"]!
            .GetValue<int>()
            .ShouldBe(360);

        (await data.RestoreAsync(Fuchunjiang, first))["rescheduled"]!.GetValue<int>().ShouldBe(rescheduled);
        foreach (var (id, back) in await SailingsAsync("WW-QZ-BULK"))
        {
            (back.Departs, back.Arrives).ShouldBe((before[id].Departs, before[id].Arrives), id);
        }

        var versions = (await data.GetAsync($"{Fuchunjiang}/versions")).Body["items"]!.AsArray();
        versions.Take(3).Select(v => v!["revision"]!.GetValue<int>()).ShouldBe([first + 2, first + 1, first]);
        versions[1]!["why"]!.ToString().ShouldBe("test");
        versions[1]!["who"]!.ToString().ShouldStartWith("acme/");
        versions[0]!["rows"]!.ToJsonString().ShouldBe(versions[2]!["rows"]!.ToJsonString());
    }

    [Fact]
    public async Task An_overhaul_cancels_what_would_meet_it_and_what_it_cancelled_runs_again_when_it_is_called_off()
    {
        var before = await SailingsAsync("WW-ZPU-QZ-C");
        var from = DataClient.Today.AddDays(3);
        var (effect, former) = await data.ChangeAsync(
            Fuchunjiang,
            row =>
                row["overhauls"]!
                    .AsArray()
                    .Add(new JsonObject { ["from"] = DataClient.Text(from), ["to"] = DataClient.Text(from.AddDays(4)) })
        );
        var cancelled = effect["cancelled"]!.GetValue<int>();
        cancelled.ShouldBeGreaterThan(5);

        var during = await SailingsAsync("WW-ZPU-QZ-C");
        var lost = during.Where(s => s.Value.Status == "CANCELLED").Select(s => s.Key).ToList();
        lost.ShouldNotBeEmpty();
        during.Where(s => !lost.Contains(s.Key)).ShouldAllBe(s => s.Value == before[s.Key]);
        // What a person cancels for good does not come back with the lock.
        var gone = lost[0];
        (await service.Client.PostAsJsonAsync($"/v1/movements/{gone}/cancel", new { reason = "sold" })).EnsureSuccessStatusCode();

        (await data.RestoreAsync(Fuchunjiang, former))["restored"]!.GetValue<int>().ShouldBe(cancelled - 1);
        foreach (var (id, back) in await SailingsAsync("WW-ZPU-QZ-C"))
        {
            back.Status.ShouldBe(id == gone ? "CANCELLED" : before[id].Status, id);
            (back.Departs, back.Arrives).ShouldBe((before[id].Departs, before[id].Arrives), id);
        }
    }

    [Fact]
    public async Task Deeper_water_never_carries_less_and_a_channel_of_another_day_changes_nothing_before_it()
    {
        decimal[] depths = [2.0m, 2.1m, 2.5m, 2.9m, 3.0m, 3.2m, 4m];
        Dictionary<string, Sailing>? last = null;
        var first = await data.RevisionAsync(Tonglu);
        var day = DataClient.Today.AddDays(4);
        foreach (var depth in depths)
        {
            await data.ChangeAsync(Tonglu, row => row["depthM"] = depth, day);
            var now = await SailingsAsync("WW-QZ-BULK");
            foreach (var (id, sailing) in now)
            {
                sailing.Kg.ShouldBeGreaterThanOrEqualTo(last?[id].Kg ?? 0, $"{id} at {depth} m");
                sailing.Kg.ShouldBeLessThanOrEqualTo(900_000);
                if (HubTime.DayOf(sailing.Departs) < day)
                {
                    sailing.Kg.ShouldBe(900_000, id);
                }
                else if (depth < 3)
                {
                    sailing.Kg.ShouldBeLessThan(900_000, id); // full load needs 2.7 m and 0.3 m under the keel
                }
            }

            last = now;
        }

        await data.RestoreAsync(Tonglu, first);
        (await SailingsAsync("WW-QZ-BULK")).Values.ShouldAllBe(s => s.Kg == 900_000);
    }

    [Fact]
    public async Task Faster_reaches_shorten_the_way_and_a_line_gets_its_larger_vessel_when_its_way_is_built_for_it()
    {
        var before = await SailingsAsync("WW-LXI-ZPU-C");
        var (_, former) = await data.ChangeAsync(Tonglu, row => (row["downstreamKmh"], row["upstreamKmh"]) = (20, 15));
        var now = TimeProvider.System.GetUtcNow().AddMinutes(1);
        (await SailingsAsync("WW-LXI-ZPU-C")).Where(s => s.Value.Departs > now).ShouldAllBe(s => s.Value.Arrives < before[s.Key].Arrives);
        await data.RestoreAsync(Tonglu, former);

        // Below Lanxi every reach is of class III already.
        const string Upgrade = "/v1/upgrades/WW-LXI-ZPU-C";
        (await data.GetAsync(Upgrade)).Status.ShouldBe(HttpStatusCode.NotFound);
        var vessel = JsonNode.Parse("""{"vesselT": 1000, "vessel": "barge-60teu-1000t"}""")!;
        (await data.ChangeAsync(Upgrade, vessel)).Effect["room"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (await SailingsAsync("WW-LXI-ZPU-C")).Values.Where(s => s.Departs > now).ShouldAllBe(s => s.Kg == 1_000_000);
    }

    [Fact]
    public async Task The_tide_of_a_port_decides_when_feeders_leave_and_the_same_row_again_changes_nothing()
    {
        const string Zhapu = "/v1/tides/ZPU-PRT";
        var row = await data.RowAsync(Zhapu);
        row["neededM"] = -19; // a port that is always deep enough
        var today = DataClient.Today;
        var (status, answer) = await data.PutAsync(Zhapu, row, today);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        answer["effect"]!["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(5);
        var now = TimeProvider.System.GetUtcNow().AddMinutes(1);
        (await SailingsAsync("SF-ZPU-BLG"))
            .Values.Where(s => s.Departs > now)
            .ShouldAllBe(s => HubTime.ToHub(s.Departs).TimeOfDay == TimeSpan.FromHours(10));

        (_, var again) = await data.PutAsync(Zhapu, row, today);
        again["effect"].ShouldBeNull();
        again["sheet"]!["revision"]!.ToJsonString().ShouldBe(answer["sheet"]!["revision"]!.ToJsonString());
    }

    [Theory]
    [InlineData(Tonglu, "depthM", "-1", "/data/depthM")]
    [InlineData(Tonglu, "class", "\"\"", "/data/class")]
    [InlineData(Tonglu, "upstreamKmh", "0", "/data/upstreamKmh")]
    [InlineData(Fuchunjiang, "cycleMinutes", "0", "/data/cycleMinutes")]
    [InlineData(Fuchunjiang, "queueByHour", "[1, 2]", "/data/queueByHour")]
    [InlineData(Fuchunjiang, "queueByHour", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,99]", "/data/queueByHour/23")]
    [InlineData(Fuchunjiang, "overhauls", """[{"from": "2027-01-02", "to": "2027-01-01"}]""", "/data/overhauls/0/to")]
    [InlineData("/v1/tides/ZPU-PRT", "neededM", "2", "/data/neededM")]
    [InlineData("/v1/upgrades/WW-QZ-ZPU-C", "vessel", "\"submarine\"", "/data/vessel")]
    [InlineData("/v1/upgrades/WW-QZ-ZPU-C", "vessel", "\"canal-24teu\"", "/data/vessel")]
    public async Task What_is_wrong_is_named(string path, string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(path, row => row[member] = JsonNode.Parse(value), pointer);
    }

    [Theory]
    [InlineData("/v1/tides/ZPU-PRT", "data", "/data")]
    [InlineData(Fuchunjiang, "data", "/data")]
    [InlineData(Fuchunjiang, "data/queueByHour", "/data/queueByHour")]
    [InlineData(Fuchunjiang, "data/queueByHour/3", "/data/queueByHour/3")]
    [InlineData(Fuchunjiang, "provenance/source", "/provenance/source")]
    [InlineData(Fuchunjiang, "reason", "/reason")]
    public async Task A_null_is_named(string path, string member, string pointer)
    {
        var (_, sheet) = await data.GetAsync(path);
        JsonNode body = new JsonObject
        {
            ["data"] = sheet["current"]!["data"]!.DeepClone(),
            ["reason"] = "test",
            ["provenance"] = new JsonObject { ["source"] = "x", ["quality"] = "S" },
        };
        var steps = member.Split('/');
        var holder = steps[..^1].Aggregate(body, (node, step) => node[step]!);
        if (holder is JsonArray items)
        {
            items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = null;
        }
        else
        {
            holder[steps[^1]] = null;
        }

        var (status, problem) = await data.SendAsync(HttpMethod.Put, path, body, sheet["revision"]!.GetValue<int>());
        ((int)status).ShouldBe(400, problem.ToJsonString());
        problem["errors"]!.AsArray().Single()!["pointer"]!.ToString().ShouldBe(pointer);
    }

    [Fact]
    public async Task A_change_names_the_revision_it_was_made_on()
    {
        const string Anrenpu = "/v1/locks/LCK-ARP";
        var (_, sheet) = await data.GetAsync(Anrenpu);
        var body = new JsonObject { ["data"] = sheet["current"]!["data"]!.DeepClone(), ["reason"] = "test" };
        (await data.SendAsync(HttpMethod.Put, Anrenpu, body, null)).Status.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await data.SendAsync(HttpMethod.Put, Anrenpu, body, 99)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await data.SendAsync(HttpMethod.Put, "/v1/locks/QJP-DLZ", body, 1)).Status.ShouldBe(HttpStatusCode.NotFound);
        body["reason"] = "";
        (await data.SendAsync(HttpMethod.Put, Anrenpu, body, 1)).Body["errors"]![0]!["pointer"]!.ToString().ShouldBe("/reason");
        var (status, problem) = await data.SendAsync(
            HttpMethod.Post,
            $"{Anrenpu}/restore",
            new JsonObject { ["revision"] = 77, ["reason"] = "x" },
            1
        );
        ((int)status, problem["errors"]![0]!["pointer"]!.ToString()).ShouldBe((400, "/revision"));
    }

    private Task<Dictionary<string, Sailing>> SailingsAsync(string line) => Sailing.AllAsync(service.Client, line);
}
