using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Testing;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>How sections are built is changed by REST, the trains over them follow, and the way back.</summary>
public sealed class SectionDataTests(RailService service) : IClassFixture<RailService>
{
    private const string Hukun = "/v1/sections/RAI-JHS-RAIL-YIW-WST";
    private const string Link = "/v1/sections/RAI-YIW-WST-YIW-SUX";
    private const string Yongjin = "/v1/sections/RAI-YIW-SUX-CHR-RAIL";

    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_shorter_passing_track_takes_wagons_off_every_train_that_passes_it_and_what_is_held_stays()
    {
        await using var bus = await service.ListenAsync("qujiang.reference-data-published.v1", "qujiang.capacity-changed.v1");
        var day = DataClient.Today.AddDays(3);
        var (calls, direct) = (await service.TrainsAsync("RL-QZ-BLR"), await service.TrainsAsync("RL-QZ-BLR-D"));
        var held = direct.First(t => t.Value.IsFrom(day)).Key;
        var hold = await service.HoldAsync(new HoldLeg(new(5_000, 1_000_000), held, 0, 1));

        // 20 flat wagons of 14 m and a locomotive of 35 m: 40 of 90 TEU, 1200 of 2700 t.
        var (effect, first) = await data.ChangeAsync(Hukun, s => s["trackLengthM"] = 320, day);
        effect["room"]!.GetValue<int>().ShouldBeGreaterThan(20);
        (effect["rescheduled"]!.GetValue<int>(), effect["cancelled"]!.GetValue<int>(), effect["kept"]!.AsArray().Count).ShouldBe((0, 0, 0));
        foreach (var (id, train) in await service.TrainsAsync("RL-QZ-BLR"))
        {
            train.Kg.ShouldBe(train.IsFrom(day) ? "2700000 1200000 2700000 2700000" : calls[id].Kg, id);
        }

        foreach (var (id, train) in await service.TrainsAsync("RL-QZ-BLR-D"))
        {
            // What is held is offered: 50 TEU, of which 40 fit.
            (train.Teu, train.Kg).ShouldBe(
                !train.IsFrom(day) ? (direct[id].Teu, direct[id].Kg)
                    : id == held ? ("50.00", "1200000")
                    : ("40.00", "1200000"),
                id
            );
        }

        var told = await Eventually.ValueAsync(
            () =>
                Task.FromResult(
                    bus.Of("qujiang.capacity-changed.v1")
                        .LastOrDefault(f => f["movementId"]!.ToString() == held && f["displaced"] is not null)
                ),
            f => f is not null,
            what: "the shortfall on the bus"
        );
        told!["shortfalls"]![0]!["fits"]!.GetValue<int>().ShouldBe(4_000);
        told["displaced"]![0]!["holdId"]!.ToString().ShouldBe(hold.ToString());
        await Eventually.TrueAsync(
            () =>
                bus.Of("qujiang.reference-data-published.v1")
                    .Any(f =>
                        f["kind"]!.ToString() == "section"
                        && f["id"]!.ToString() == "RAI-JHS-RAIL-YIW-WST"
                        && f["revision"]!.GetValue<int>() == first + 1
                        && f["rows"]!.AsArray()[^1]!["data"]!["trackLengthM"]!.GetValue<int>() == 320
                    ),
            what: "the sheet on the bus"
        );
        (await service.Client.GetStringAsync("/v1/snapshot"))
            .Split('\n')
            .Count(l =>
                l.Contains("\"RAI-JHS-RAIL-YIW-WST\"", StringComparison.Ordinal)
                && l.Contains("\"trackLengthM\":320", StringComparison.Ordinal)
            )
            .ShouldBe(1);

        await service.ReleaseAsync(hold);
        (await data.RestoreAsync(Hukun, first))["room"]!.GetValue<int>().ShouldBe(effect["room"]!.GetValue<int>());
        (await service.TrainsAsync("RL-QZ-BLR")).ShouldBe(calls, ignoreOrder: true);
        (await service.TrainsAsync("RL-QZ-BLR-D")).ShouldBe(direct, ignoreOrder: true);
    }

    [Fact]
    public async Task A_lower_gauge_takes_the_second_tier_and_weak_axles_load_off_every_wagon()
    {
        var before = await service.TrainsAsync("RL-SUX-CHR-DS");
        var day = DataClient.Today.AddDays(2);
        var (_, first) = await data.ChangeAsync(Yongjin, s => (s["doubleStack"], s["axleLoadTonnes"]) = (false, 18), day);
        foreach (var (id, train) in await service.TrainsAsync("RL-SUX-CHR-DS"))
        {
            // 4 axles of 18 t under a wagon of 22 t.
            (train.Teu, train.Kg).ShouldBe(train.IsFrom(day) ? ("80.00", "2000000") : ("160.00", "3120000"), id);
            train.Rules.ShouldContain(train.IsFrom(day) ? "\"kg\":50000" : "\"kg\":78000");
        }

        await data.RestoreAsync(Yongjin, first);
        (await service.TrainsAsync("RL-SUX-CHR-DS")).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task A_slow_order_for_good_retimes_the_trains_that_call_and_those_that_pass()
    {
        await using var bus = await service.ListenAsync("qujiang.movement-rescheduled.v1");
        var (calls, direct) = (await service.TrainsAsync("RL-YIW-BLR"), await service.TrainsAsync("RL-QZ-BLR-D"));
        var day = DataClient.Today.AddDays(2);
        var (effect, first) = await data.ChangeAsync(Link, s => s["runningMinutes"] = 108, day); // 48 by its typical hours
        effect["rescheduled"]!.GetValue<int>().ShouldBeGreaterThan(50);
        effect["room"]!.GetValue<int>().ShouldBe(0);
        foreach (var (before, line) in new[] { (calls, "RL-YIW-BLR"), (direct, "RL-QZ-BLR-D") })
        {
            foreach (var (id, train) in await service.TrainsAsync(line))
            {
                train.Departs.ShouldBe(before[id].Departs);
                (train.Arrives - before[id].Arrives).ShouldBe(train.IsFrom(day) ? TimeSpan.FromHours(1) : TimeSpan.Zero, id);
            }
        }

        await Eventually.TrueAsync(
            () =>
                bus.Of("qujiang.movement-rescheduled.v1")
                    .Any(f => f["movementId"]!.ToString().StartsWith("RL-QZ-BLR-D-", StringComparison.Ordinal)),
            what: "MovementRescheduled on the bus"
        );
        await data.RestoreAsync(Link, first);
        (await service.TrainsAsync("RL-YIW-BLR")).ShouldBe(calls, ignoreOrder: true);
        (await service.TrainsAsync("RL-QZ-BLR-D")).ShouldBe(direct, ignoreOrder: true);
    }

    [Fact]
    public async Task A_section_for_passengers_alone_takes_no_freight_by_timetable_by_hand_or_by_file()
    {
        const string Jiujiang = "/v1/sections/RAI-QZR-EST-JDZ-RAIL";
        var (calls, direct) = (await service.TrainsAsync("RL-QZ-JIU"), await service.TrainsAsync("RL-QZ-JIU-D"));
        var day = DataClient.Today.AddDays(4);
        var held = direct.First(t => t.Value.IsFrom(day)).Key;
        var hold = await service.HoldAsync(new HoldLeg(new(100, 20_000), held, 0, 1));
        var (effect, first) = await data.ChangeAsync(Jiujiang, s => s["traffic"] = "PASSENGER", day);
        effect["cancelled"]!.GetValue<int>().ShouldBeGreaterThan(10);
        foreach (var (before, line) in new[] { (calls, "RL-QZ-JIU"), (direct, "RL-QZ-JIU-D") })
        {
            foreach (var (id, train) in await service.TrainsAsync(line))
            {
                train.Status.ShouldBe(train.IsFrom(day) ? "CANCELLED" : before[id].Status, id);
            }
        }

        var (status, problem) = await service.PutTrainAsync("X-JDZ-1", day, "JIU-RAIL"); // passes it
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]![0]!["detail"]!
            .ToString()
            .ShouldBe("RAI-QZR-EST-JDZ-RAIL (Jiujing-Qu line) is for passengers alone: it carries no containers and no bulk");
        (await service.PutTrainAsync("X-JDZ-2", day, "JDZ-RAIL", "PIECES")).Status.ShouldBe(HttpStatusCode.Created);
        (await service.PutTrainAsync("X-JDZ-3", day.AddDays(-1), "JIU-RAIL")).Status.ShouldBe(HttpStatusCode.Created);
        var (_, import) = await ScheduleExchange.PostAsync(
            service.Client,
            $"""
            movement,line,vehicle,tariff,terminal,arrival,departure,km,teu,kg,accepts
            X-JDZ-4,EXTRA,manifest-50teu,RL-2026,QZR-EST,,{DataClient.Text(day)}T05:00:00+08:00,195,50,1500000,CONTAINER
            X-JDZ-4,EXTRA,,,JDZ-RAIL,{DataClient.Text(day)}T10:00:00+08:00,,,,,
            """,
            "text/csv",
            "?mode=valid"
        );
        import["detail"]!.ToString().ShouldContain("for passengers alone");

        (await data.RestoreAsync(Jiujiang, first))["restored"]!.GetValue<int>().ShouldBe(effect["cancelled"]!.GetValue<int>());
        await service.ReleaseAsync(hold);
        (await service.TrainsAsync("RL-QZ-JIU")).ShouldBe(calls, ignoreOrder: true);
        (await service.TrainsAsync("RL-QZ-JIU-D")).ShouldBe(direct, ignoreOrder: true);
        await service.CancelAsync("X-JDZ-2");
        await service.CancelAsync("X-JDZ-3");
    }

    [Fact]
    public async Task A_line_for_passengers_that_is_opened_to_freight_takes_it_from_that_day_and_as_many_trains_as_it_has_paths()
    {
        const string Fast = "/v1/sections/HSR-JDE-QZ";
        var day = DataClient.Today.AddDays(3);
        var (_, first) = await data.ChangeAsync(Fast, s => (s["traffic"], s["pathsPerDay"]) = ("MIXED", 1), day);
        (await service.PutTrainAsync("X-FAST-1", day.AddDays(-1), "JDE-MCG")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await service.PutTrainAsync("X-FAST-1", day, "JDE-MCG")).Status.ShouldBe(HttpStatusCode.Created);
        (await service.PutTrainAsync("X-FAST-2", day, "JDE-MCG")).Status.ShouldBe(HttpStatusCode.Conflict);
        await data.RestoreAsync(Fast, first);
        (await service.PutTrainAsync("X-FAST-2", day, "JDE-MCG")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await service.CancelAsync("X-FAST-1");
    }

    [Fact]
    public async Task Paths_a_day_are_those_of_the_day()
    {
        const string Quning = "/v1/sections/RAI-QZR-EST-NDE-RAIL";
        var (day, before) = (DataClient.Today.AddDays(5), await service.TrainsAsync("RL-QZ-NDE"));
        var (effect, first) = await data.ChangeAsync(Quning, s => s["pathsPerDay"] = 3, day);
        effect["cancelled"]!.GetValue<int>().ShouldBe(0); // nobody loses the path he has
        (await service.TrainsAsync("RL-QZ-NDE")).ShouldBe(before, ignoreOrder: true);
        (await service.PutTrainAsync("X-NDE-1", day, "NDE-RAIL")).Status.ShouldBe(HttpStatusCode.Created);
        var (status, full) = await service.PutTrainAsync("X-NDE-2", day, "NDE-RAIL");
        status.ShouldBe(HttpStatusCode.Conflict);
        full["detail"]!.ToString().ShouldBe($"RAI-QZR-EST-NDE-RAIL has 3 paths on {DataClient.Text(day)}, and 3 movements run over it.");
        foreach (var id in new[] { "X-NDE-2", "X-NDE-3" })
        {
            (await service.PutTrainAsync(id, day.AddDays(-1), "NDE-RAIL")).Status.ShouldBe(HttpStatusCode.Created); // five the day before
        }

        await data.ChangeAsync(Quning, s => s["pathsPerDay"] = null, day);
        (await service.PutTrainAsync("X-NDE-4", day, "NDE-RAIL")).Status.ShouldBe(HttpStatusCode.Created);
        await data.RestoreAsync(Quning, first);
        foreach (var id in new[] { "X-NDE-1", "X-NDE-2", "X-NDE-3", "X-NDE-4" })
        {
            await service.CancelAsync(id);
        }
    }

    [Fact]
    public async Task Where_the_spur_to_the_land_port_opens_earlier_or_later_its_first_train_runs_earlier_or_later()
    {
        const string Spur = "/v1/sections/RAI-QZR-EST-QZL-RAIL";
        (await service.TrainsAsync("RL-QZR-QZL")).ShouldBeEmpty();
        (await OverviewAsync("RAI-QZR-EST-QZL-RAIL"))["opensOn"]!.ToString().ShouldBe("2027-07-01");
        var day = DataClient.Today.AddDays(3);
        (await service.PutTrainAsync("X-SPUR-1", day, "QZL-RAIL")).Body["errors"]![0]!["detail"]!
            .ToString()
            .ShouldBe("RAI-QZR-EST-QZL-RAIL is not open before 2027-07-01");

        var (effect, first) = await data.ChangeAsync(Spur, _ => { }, day);
        var trains = await service.TrainsAsync("RL-QZR-QZL");
        effect["made"]!.GetValue<int>().ShouldBe(trains.Count + (await service.TrainsAsync("RL-QZL-QZR")).Count);
        (trains.Values.Min(t => t.Day), trains.Values.First().Kg).ShouldBe((day, "2700000"));
        (await service.PutTrainAsync("X-SPUR-1", day.AddDays(-1), "QZL-RAIL")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await service.PutTrainAsync("X-SPUR-1", day, "QZL-RAIL")).Status.ShouldBe(HttpStatusCode.Created);

        // Put off again: nothing runs from that day, and then it does.
        await data.ChangeAsync(Spur, _ => { }, day.AddDays(2));
        (effect, _) = await data.ChangeAsync(Spur, s => s["traffic"] = "NONE", day);
        effect["cancelled"]!.GetValue<int>().ShouldBe(8);
        (await service.TrainsAsync("RL-QZR-QZL")).Values.Where(t => t.Status == "SCHEDULED").Min(t => t.Day).ShouldBe(day.AddDays(2));
        (await OverviewAsync("RAI-QZR-EST-QZL-RAIL"))["opensOn"]!.ToString().ShouldBe(DataClient.Text(day.AddDays(2)));

        await data.RestoreAsync(Spur, first);
        (await service.TrainsAsync("RL-QZR-QZL")).Values.ShouldAllBe(t => t.Status == "CANCELLED");
        await service.CancelAsync("X-SPUR-1");
    }

    [Fact]
    public async Task A_limit_for_a_while_goes_by_what_the_stretch_allows_when_it_begins()
    {
        var day = DataClient.Today.AddDays(4);
        var before = await service.TrainsAsync("RL-QZ-BLR-D");
        var (_, first) = await data.ChangeAsync(Hukun, s => s["axleLoadTonnes"] = 15.5, day); // 40 t a wagon
        // On another section of the direct trains' way: 30 wagons, of 60 t before that day and of 40 t from it on.
        var limit = JsonNode.Parse(
            $$"""{"from": "{{DataClient.Text(day)}}T00:00:00+08:00", "trackLengthM": 455, "description": "shorter loop"}"""
        )!;
        var (status, answer) = await data.SendAsync(HttpMethod.Put, $"{Link}/limit", limit);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        // Trains that pass both carry less than those that pass this one alone.
        answer["limits"]!
            .AsArray()
            .Where(l => l!["vehicle"]!.ToString() == "block-train-90teu")
            .Select(l => l!["kg"]!.GetValue<int>())
            .Order()
            .ShouldBe([1_200_000, 1_800_000]);
        foreach (var (id, train) in (await service.TrainsAsync("RL-QZ-BLR-D")).Where(t => t.Value.IsFrom(day)))
        {
            train.Kg.ShouldBe("1200000", id);
        }

        (await service.TrainsAsync("RL-YIW-BLR")).Values.Where(t => t.IsFrom(day)).ShouldAllBe(t => t.Kg == "1800000 2700000");

        // Both ways of ending it: what the section is built like first, then the limit; whatever it raised is cleared.
        await data.RestoreAsync(Hukun, first);
        limit["trackLengthM"] = null;
        await data.SendAsync(HttpMethod.Put, $"{Link}/limit", limit);
        (await data.GetAsync("/v1/disruptions")).Body["items"]!.AsArray().ShouldBeEmpty();
        (await service.TrainsAsync("RL-QZ-BLR-D")).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task The_overview_shows_what_is_in_force()
    {
        var (_, first) = await data.ChangeAsync(Hukun, s => (s["trackLengthM"], s["trailingTonnes"]) = (320, 4_000));
        var section = await OverviewAsync("RAI-JHS-RAIL-YIW-WST");
        (section["trackLengthM"]!.GetValue<int>(), section["trailingTonnes"]!.GetValue<int>()).ShouldBe((320, 4_000));
        section["trains"]!.AsArray().Single(t => t!["vehicle"]!.ToString() == "block-train-90teu")!["wagons"]!.GetValue<int>().ShouldBe(20);
        section["provenance"]!["source"]!.ToString().ShouldStartWith("operator ");
        await data.RestoreAsync(Hukun, first);
        section = await OverviewAsync("RAI-JHS-RAIL-YIW-WST");
        (section["trackLengthM"]!.GetValue<int>(), section["runningMinutes"]!.GetValue<int>(), section["opensOn"]).ShouldBe(
            (850, 90, null)
        );
    }

    [Theory]
    [InlineData(Hukun, "traffic", "\"TRAMS\"", "/data/traffic")]
    [InlineData(Hukun, "traffic", "2", "/data/traffic")]
    [InlineData(Hukun, "name", "\"\"", "/data/name")]
    [InlineData(Hukun, "tracks", "0", "/data/tracks")]
    [InlineData(Hukun, "pathsPerDay", "-1", "/data/pathsPerDay")]
    [InlineData(Hukun, "axleLoadTonnes", "0.5", "/data/axleLoadTonnes")]
    [InlineData(Hukun, "trackLengthM", "49", "/data/trackLengthM")]
    [InlineData(Hukun, "trailingTonnes", "50001", "/data/trailingTonnes")]
    [InlineData(Hukun, "runningMinutes", "20", "/data/runningMinutes")] // 55 km at more than 160 km/h
    [InlineData(Hukun, "runningMinutes", "2881", "/data/runningMinutes")]
    [InlineData(Hukun, "gauge", "1435", "/data/gauge")]
    [InlineData("/v1/sections/HSR-JDE-QZ", "runningMinutes", "60", "/data/runningMinutes")]
    [InlineData("/v1/sections/RAI-QZR-EST-BLR-RAIL", "doubleStack", "true", "/data/doubleStack")]
    public async Task What_is_wrong_is_named(string path, string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(path, row => row[member] = JsonNode.Parse(value), pointer);
    }

    [Fact]
    public async Task There_are_no_other_sections()
    {
        (await data.GetAsync("/v1/sections/RAI-NOWHERE")).Status.ShouldBe(HttpStatusCode.NotFound);
        var body = new JsonObject
        {
            ["data"] = new JsonObject { ["traffic"] = "MIXED", ["doubleStack"] = false },
            ["reason"] = "test",
        };
        (await data.SendAsync(HttpMethod.Put, "/v1/sections/RAI-NOWHERE", body)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<JsonNode> OverviewAsync(string section) =>
        (await data.GetAsync("/v1/sections")).Body["items"]!.AsArray().Single(s => s!["section"]!.ToString() == section)!;
}
