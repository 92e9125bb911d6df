using Qujiang.Cli.Commands;
using Qujiang.Network;

namespace Qujiang.Cli.Tests;

public sealed class NamesTests
{
    [Fact]
    public async Task Every_name_is_asked_there_and_back_and_what_it_lacks_is_told()
    {
        await using var stub = await Stub.StartAsync();
        const string ridden =
            """"calls": [], "provenance": { "source": "WW-QZ-ZPU-C, RL-QZ-BLR, 杭金衢高速, 351国道, 疏港大道, 甬金高速" }"""";
        stub.On("POST /routing/v1/quotes", Samples.Quote.Replace(""""calls": []"""", ridden), 201);

        var (exit, output, error) = await stub.RunAsync("names", "--ready", "2026-12-01T08:00");

        exit.ShouldBe(0, error);
        error.ShouldBeEmpty();
        var lines = output.Split('\n');
        lines[0].ShouldStartWith("Asked for cargo that is ready on 01 Dec 2026, 08:00");
        lines.ShouldContain(
            "| 国家(衢州)纸浆储备库 | National pulp reserve | QZP-PLP ⇄ BLG-PRT | 1x45G1@20t | waterway, road, (rail) | 5,310 | 7 h 30 min | 830 |"
        );
        lines.Count(l => l.StartsWith("| ", StringComparison.Ordinal)).ShouldBe(HubName.All.Count + 1);
        stub.Requests.ShouldContain(r => r.Contains("""{"terminal":"QZP-PLP"},"destination":{"terminal":"BLG-PRT"}"""));
        stub.Requests.ShouldContain(r => r.Contains("""{"terminal":"BLG-PRT"},"destination":{"terminal":"QZP-PLP"}"""));
    }

    [Fact]
    public async Task A_road_that_no_option_follows_is_told()
    {
        await using var stub = await Stub.StartAsync();
        stub.On("POST /routing/v1/quotes", Samples.Quote, 201);

        var (exit, _, error) = await stub.RunAsync("names");

        exit.ShouldBe(1);
        error.ShouldContain("杭金衢高速: nothing by 杭金衢高速 from QZL-HUB to HGH");
        error.ShouldContain("钱塘江集装箱航线: nothing by WW-QZ-ZPU-C or WW-ZPU-QZ-C from ZPU-PRT to QJP-DLZ");
    }

    [Fact]
    public async Task A_name_without_a_way_ends_with_one()
    {
        await using var stub = await Stub.StartAsync();
        stub.On("POST /routing/v1/quotes", Samples.NoOption, 201);

        var (exit, output, error) = await stub.RunAsync("names");

        exit.ShouldBe(1);
        output.ShouldContain("| none | - | - | - |");
        error.ShouldContain("国家(衢州)纸浆储备库: no way from QZP-PLP to BLG-PRT: 3.00 TEU are free, 4.00 are needed.");
    }

    [Fact]
    public void The_names_cover_the_hub_and_two_places_in_each_of_the_four_provinces()
    {
        var places = HubName.All.SelectMany(n => new[] { n.From, n.To }).ToHashSet(StringComparer.Ordinal);
        string[] named = ["QJP-DLZ", "QJP-DAN", "QZP-PLP", "QZL-HUB", "QZL-RAIL", "QZB-BND", "JUZ", "QZN-NLI", "ZPU-PRT", "ZOS-JT"];
        named.ShouldBeSubsetOf(places);
        string[] roads = ["钱塘江集装箱航线", "杭金衢高速", "351国道", "疏港大道", "义甬舟开放大通道"];
        roads.ShouldBeSubsetOf(HubName.All.Select(n => n.NameZh));
        foreach (var province in new[] { "浙江 ", "江西 ", "福建 ", "安徽 " })
        {
            HubName
                .All.Where(n => n.NameZh.StartsWith(province, StringComparison.Ordinal))
                .Select(n => n.To)
                .Distinct()
                .Count()
                .ShouldBeGreaterThan(1);
        }
        HubName.All.ShouldAllBe(n => n.Request(false, DateTimeOffset.UnixEpoch, null).HasCargo());
        CsvTable
            .Embedded(typeof(HubName).Assembly, "names.csv")
            .Rows.ShouldAllBe(r => r["source"].Length > 0 && "SXDRE".Contains(r["quality"]));
    }
}

internal static class Requests
{
    public static bool HasCargo(this Api.QuoteRequest request) =>
        request is { Equipment: not null } or { Pieces: not null } or { Bulk: not null };
}
