using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Ledger;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>How trains are made up, and which train runs as which line, is changed by REST; the runs follow, and the way back.</summary>
public sealed class TrainDataTests(RailService service) : IClassFixture<RailService>
{
    private const string Manifest = "/v1/trains/manifest-50teu";
    private const string Line = "/v1/lines/RL-QZ-NDE";

    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_class_made_up_otherwise_changes_room_and_published_rules_of_its_runs_from_the_day_on()
    {
        var (before, others) = (await service.TrainsAsync("RL-QZ-NDE"), await service.TrainsAsync("RL-QZ-JIU"));
        var day = DataClient.Today.AddDays(3);
        var held = before.First(t => t.Value.IsFrom(day)).Key;
        var hold = await service.HoldAsync(new HoldLeg(new(4_400, 500_000), held, 0, 1));
        var (effect, first) = await data.ChangeAsync(
            Manifest,
            s =>
            {
                s["wagons"] = 20;
                s["loadKg"] = 800_000;
                s["teu100"] = 4_000;
                s["reeferPlugs"] = 10;
                s["dangerousGoods"] = new JsonArray("3", "8");
                s["accepts"] = new JsonArray("CONTAINER");
                s["maxGrossKgPerBox"] = 24_000;
            },
            day
        );
        effect["room"]!.GetValue<int>().ShouldBeGreaterThan(10);
        foreach (var (id, train) in await service.TrainsAsync("RL-QZ-NDE"))
        {
            if (!train.IsFrom(day))
            {
                train.ShouldBe(before[id], id);
                continue;
            }

            (train.Teu, train.Kg, train.Times).ShouldBe((id == held ? "44.00" : "40.00", "800000", before[id].Times), id);
            var rules = JsonNode.Parse(train.Rules)!;
            rules["accepts"]!.ToJsonString().ShouldBe("[\"CONTAINER\"]");
            rules["dangerousGoods"]!.ToJsonString().ShouldBe("[\"3\",\"8\"]");
            (rules["reefer"]!.GetValue<bool>(), rules["maxGrossKgPerBox"]!.GetValue<int>()).ShouldBe((true, 24_000));
            rules["wagons"]!.ToJsonString().ShouldBe("""{"teu100":200,"kg":40000,"tiers":1,"trainTeu100":4000}""");
        }

        (await service.TrainsAsync("RL-QZ-JIU")).ShouldBe(others, ignoreOrder: true);
        await service.ReleaseAsync(hold);
        await data.RestoreAsync(Manifest, first);
        (await service.TrainsAsync("RL-QZ-NDE")).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task A_train_that_does_not_say_its_wagons_has_those_of_its_class_and_a_file_gets_the_room_of_its_class()
    {
        var day = DataClient.Today.AddDays(4);
        (await service.PutTrainAsync("X-FIT-1", day, "JDZ-RAIL", vehicle: "sea-rail-68teu")).Status.ShouldBe(HttpStatusCode.Created);
        var box = new HoldLeg(new(200, 30_000), "X-FIT-1", 0, 1, Boxes: [new(40, 1, 30_000)]);
        await service.ReleaseAsync(await service.HoldAsync(box));

        const string SeaRail = "/v1/trains/sea-rail-68teu";
        var (_, first) = await data.ChangeAsync(SeaRail, s => s["loadKg"] = 34 * 29_000);
        var refused = await service.AskAsync(box);
        (refused.State, refused.Refusal?.Constraint, refused.Refusal?.Dimension).ShouldBe((HoldState.Refused, "weight", "wagonKg"));
        var (_, import) = await ScheduleExchange.PostAsync(
            service.Client,
            $"""
            movement,line,vehicle,tariff,terminal,arrival,departure,km
            X-FIT-2,EXTRA,sea-rail-68teu,RL-2026,QZR-EST,,{DataClient.Text(day)}T05:00:00+08:00,195
            X-FIT-2,EXTRA,,,JDZ-RAIL,{DataClient.Text(day)}T10:00:00+08:00,,
            """,
            "text/csv",
            "?mode=all"
        );
        import["created"]!.GetValue<int>().ShouldBe(1, import.ToJsonString());
        var imported = Train.Of((await data.GetAsync("/v1/movements/X-FIT-2")).Body);
        (imported.Kg, imported.Rules.Contains("\"kg\":29000", StringComparison.Ordinal)).ShouldBe(("986000", true));

        await data.RestoreAsync(SeaRail, first);
        await service.ReleaseAsync(await service.HoldAsync(box));
        await service.CancelAsync("X-FIT-1");
        await service.CancelAsync("X-FIT-2");
    }

    [Fact]
    public async Task A_line_runs_with_another_train_and_stays_longer_from_a_day_on()
    {
        const string Yiwu = "/v1/lines/RL-YIW-BLR";
        var before = await service.TrainsAsync("RL-YIW-BLR");
        var day = DataClient.Today.AddDays(3);
        var (effect, first) = await data.ChangeAsync(Yiwu, s => (s["vehicle"], s["dwellMinutes"]) = ("double-stack-40w", 70), day);
        effect["rescheduled"]!.GetValue<int>().ShouldBe(effect["room"]!.GetValue<int>());
        foreach (var (id, train) in await service.TrainsAsync("RL-YIW-BLR"))
        {
            if (!train.IsFrom(day))
            {
                train.ShouldBe(before[id], id);
                continue;
            }

            // One tier on the link to the Yongjin line, two on that.
            (train.Vehicle, train.Teu).ShouldBe(("double-stack-40w", "80.00 160.00"), id);
            train.Arrives.ShouldBe(before[id].Arrives.AddMinutes(30), id);
        }

        // A possession counts it among the trains of its class.
        var limit = JsonNode.Parse(
            $$"""{"from": "{{DataClient.Text(day)}}T00:00:00+08:00", "singleStack": true, "description": "wire works"}"""
        )!;
        var (_, works) = await data.SendAsync(HttpMethod.Put, "/v1/sections/RAI-YIW-SUX-BLR-RAIL/limit", limit);
        works["limits"]!.AsArray().Single(l => l!["disruptionId"] is not null)!["lines"]!.ToJsonString().ShouldBe("[\"RL-YIW-BLR\"]");
        (await service.TrainsAsync("RL-YIW-BLR")).Values.Where(t => t.IsFrom(day)).ShouldAllBe(t => t.Teu == "80.00 80.00");

        await data.RestoreAsync(Yiwu, first);
        limit["singleStack"] = false;
        await data.SendAsync(HttpMethod.Put, "/v1/sections/RAI-YIW-SUX-BLR-RAIL/limit", limit);
        (await data.GetAsync("/v1/disruptions")).Body["items"]!.AsArray().ShouldBeEmpty();
        (await service.TrainsAsync("RL-YIW-BLR")).ShouldBe(before, ignoreOrder: true);
    }

    [Theory]
    [InlineData(Manifest, "name", "\"\"", "/data/name")]
    [InlineData(Manifest, "wagons", "0", "/data/wagons")]
    [InlineData(Manifest, "wagons", "201", "/data/wagons")]
    [InlineData(Manifest, "wagonLengthM", "0", "/data/wagonLengthM")]
    [InlineData(Manifest, "wagonTareKg", "-1", "/data/wagonTareKg")]
    [InlineData(Manifest, "axles", "0", "/data/axles")]
    [InlineData(Manifest, "tiers", "3", "/data/tiers")]
    [InlineData(Manifest, "locomotiveM", "-1", "/data/locomotiveM")]
    [InlineData(Manifest, "loadKg", "0", "/data/loadKg")]
    [InlineData(Manifest, "loadKg", "2147483647", "/data/loadKg")]
    [InlineData(Manifest, "teu100", "24", "/data/teu100")] // less than one a wagon
    [InlineData(Manifest, "accepts", "[]", "/data/accepts")]
    [InlineData(Manifest, "accepts", "[\"PIECES\"]", "/data/accepts")]
    [InlineData(Manifest, "accepts", "[\"BULK\", \"BULK\"]", "/data/accepts")]
    [InlineData(Manifest, "accepts", "null", "/data/accepts")]
    [InlineData(Manifest, "dangerousGoods", "[\"3\", \"10\"]", "/data/dangerousGoods/1")]
    [InlineData(Manifest, "dangerousGoods", "[\"3\", \"3\"]", "/data/dangerousGoods")]
    [InlineData(Manifest, "dangerousGoods", "[null]", "/data/dangerousGoods/0")]
    [InlineData(Manifest, "reeferPlugs", "-1", "/data/reeferPlugs")]
    [InlineData(Manifest, "maxGrossKgPerBox", "0", "/data/maxGrossKgPerBox")]
    [InlineData(Line, "vehicle", "\"tram\"", "/data/vehicle")]
    [InlineData(Line, "dwellMinutes", "-1", "/data/dwellMinutes")]
    public async Task What_is_wrong_is_named(string path, string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(path, row => row[member] = JsonNode.Parse(value), pointer);
    }

    [Fact]
    public async Task All_classes_are_listed_with_source_and_quality()
    {
        var items = (await data.GetAsync("/v1/trains")).Body["items"]!.AsArray();
        items.Count.ShouldBe(7);
        items.ShouldAllBe(t => t!["current"]!["provenance"]!["source"]!.ToString().Length > 0);
        (await data.GetAsync("/v1/trains/tram")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
