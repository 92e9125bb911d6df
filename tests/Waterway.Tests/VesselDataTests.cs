using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Testing;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>What operators change of the classes of vessels, also where room on their sailings is held, and the way back.</summary>
public sealed class VesselDataTests(WaterwayService service) : IClassFixture<WaterwayService>
{
    private const string Barge = "/v1/vessels/barge-36teu";
    private const string Line = "WW-FUN-ZPU-C";

    private readonly DataClient data = new(service.Client);

    [Fact]
    public async Task A_smaller_vessel_offers_less_keeps_what_is_held_tells_who_gives_way_and_gives_all_back()
    {
        await using var bus = await service.ListenAsync("qujiang.capacity-changed.v1", "qujiang.reference-data-published.v1");
        var (before, tomorrow) = (await Sailing.AllAsync(service.Client, Line), DataClient.Today.AddDays(1));
        var sailing = before.First(s => HubTime.DayOf(s.Value.Departs) > tomorrow).Key;
        var end = before[sailing].Segments;
        var older = await service.HoldAsync(new HoldLeg(new(Teu100: 2_000, Kg: 200_000), sailing, 0, end));
        var younger = await service.HoldAsync(new HoldLeg(new(Teu100: 800, Kg: 80_000), sailing, 0, end));
        var row = await data.RowAsync(Barge);
        (row["teu100"], row["shape"]!["tiers"]) = (2_400, 2);
        row["rules"]!["dangerousGoods"] = new JsonArray("9");
        var (effect, first) = await data.ChangeAsync(Barge, row, tomorrow.AddDays(1));
        effect["kept"]!.AsArray().ShouldBeEmpty();
        foreach (var (id, now) in await Sailing.AllAsync(service.Client, Line))
        {
            var expected =
                id == sailing ? 2_800
                : HubTime.DayOf(now.Departs) > tomorrow ? 2_400
                : 3_600;
            now.Teu100.ShouldBe(expected, id);
            (now.Departs, now.Arrives).ShouldBe((before[id].Departs, before[id].Arrives), id);
        }

        var changed = await Eventually.ValueAsync(
            () => Task.FromResult(bus.All.LastOrDefault(h => (string?)h.Fact["movementId"] == sailing && h.Fact["shortfalls"] is not null)),
            heard => heard is not null
        );
        changed!.Fact["shortfalls"]!.AsArray().ShouldContain(s => (string?)s!["dimension"] == "teu100" && (int?)s["fits"] == 2_400);
        changed.Fact["displaced"]!.AsArray().ShouldHaveSingleItem()!["holdId"]!.GetValue<Guid>().ShouldBe(younger);
        (await service.Client.GetStringAsync($"/v1/movements/{sailing}")).ShouldContain("\"dangerousGoods\":[\"9\"]");

        var told = bus.Of("qujiang.reference-data-published.v1").Last();
        ((string?)told["kind"], (string?)told["id"], (int?)told["revision"]).ShouldBe(("vessel", "barge-36teu", first + 1));
        told["rows"]!.AsArray().Count.ShouldBe(2);
        (await service.Client.GetStringAsync("/v1/snapshot"))
            .Split('\n')
            .ShouldContain(l =>
                l.Contains("reference-data-published") && l.Contains("barge-36teu") && l.Contains($"\"revision\":{first + 1},")
            );

        await data.RestoreAsync(Barge, first);
        foreach (var (id, back) in await Sailing.AllAsync(service.Client, Line))
        {
            (back with { Revision = 0 }).ShouldBe(before[id] with { Revision = 0 }, id);
        }

        await service.ReleaseAsync(older);
        await service.ReleaseAsync(younger);
    }

    [Fact]
    public async Task A_slower_vessel_comes_later_and_a_deeper_one_loads_less_where_the_reach_is_shallow()
    {
        var (before, now) = (await Sailing.AllAsync(service.Client, Line), TimeProvider.System.GetUtcNow().AddMinutes(1));
        var row = await data.RowAsync(Barge);
        foreach (var speed in row["speeds"]!.AsArray())
        {
            (speed!["downstreamKmh"], speed["upstreamKmh"]) = (5, 5);
        }

        foreach (var point in row["shape"]!["drafts"]!.AsArray())
        {
            point!["draftM"] = point["draftM"]!.GetValue<decimal>() + 2;
        }

        var (_, first) = await data.ChangeAsync(Barge, row);
        foreach (var (id, late) in await Sailing.AllAsync(service.Client, Line))
        {
            if (before[id].Departs > now)
            {
                late.Arrives.ShouldBeGreaterThan(before[id].Arrives, id);
                late.Kg.ShouldBeLessThan(before[id].Kg, id);
            }
        }

        await data.RestoreAsync(Barge, first);
        foreach (var (id, back) in await Sailing.AllAsync(service.Client, Line))
        {
            (back with { Revision = 0 }).ShouldBe(before[id] with { Revision = 0 }, id);
        }
    }

    [Theory]
    [InlineData("name", "\"\"", "/data/name")]
    [InlineData("kg", "0", "/data/kg")]
    [InlineData("kg", "600000", "/data/shape/drafts")]
    [InlineData("teu100", "3500", "/data/shape/tiers")]
    [InlineData("reeferPlugs", "-1", "/data/reeferPlugs")]
    [InlineData("shape", "null", "/data/shape")]
    [InlineData("speeds", "[]", "/data/speeds")]
    [InlineData("speeds", """[{"reach": "RIVER", "downstreamKmh": 0, "upstreamKmh": 8}]""", "/data/speeds/0/downstreamKmh")]
    [InlineData("rules", """{"accepts": [], "dangerousGoods": [], "reefer": false}""", "/data/rules/accepts")]
    [InlineData("rules", """{"accepts": ["CONTAINER"], "dangerousGoods": ["12"], "reefer": false}""", "/data/rules/dangerousGoods")]
    public async Task What_is_wrong_with_a_vessel_is_named(string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(Barge, row => row[member] = JsonNode.Parse(value), pointer);
    }
}
