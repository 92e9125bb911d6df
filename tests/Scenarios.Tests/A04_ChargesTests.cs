namespace Qujiang.Scenarios.Tests;

/// <summary>A forwarder reads the bill: each thing that costs has its line, and what is not taken says by which dimension.</summary>
[Collection(nameof(HubCollection))]
public sealed class A04_ChargesTests(Hub hub)
{
    [Fact]
    public async Task Cargo_that_clears_customs_and_stands_at_the_bonded_site_pays_for_both()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync(
            "BLG-PRT",
            "QZP-PLP",
            Forwarder.Boxes(2, "45G1", 20_000),
            request =>
                request["limits"] = new JsonObject
                {
                    ["via"] = new JsonArray(new JsonObject { ["terminal"] = "QZB-BND", ["minimumStay"] = "P5D" }),
                }
        );

        quote.Options().ShouldNotBeEmpty(quote["reasons"]!.ToJsonString());
        foreach (var option in quote.Options())
        {
            var charges = option.Charges().ToList();
            Hub.Report(string.Join("; ", charges.Select(c => $"{c.Text("code")} {c.Text("amount")} {c.Text("tariff")}")));
            charges.Count(c => c.Text("code") == "CUSTOMS").ShouldBe(2); // into the site and out of it
            var storage = charges.Where(c => c.Text("code") == "STORAGE").ToList();
            storage.ShouldNotBeEmpty();
            storage.Sum(c => c.Money("quantity")).ShouldBeGreaterThanOrEqualTo(4); // two boxes, two days or more beyond the three free ones
            charges.Sum(c => c.Money()).ShouldBe(option["price"]!.AsObject().Money());
        }
    }

    [Fact]
    public async Task Refrigerated_boxes_pay_for_their_plugs_aboard_and_ashore()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync(
            "QJP-DLZ",
            "BLG-PRT",
            Forwarder.Boxes(1, "45R1", 18_000),
            request =>
            {
                request["reefer"] = new JsonObject { ["setPointC"] = -18 };
                request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
            }
        );

        var option = quote.Options().First();
        var charges = option.Charges().ToList();
        Hub.Report(Lines(charges));
        string[] codes = ["LINEHAUL", "THC_LOAD", "THC_DISCHARGE", "LOCK", "FUEL", "REEFER_PLUG", "DOCUMENTATION"];
        codes.ShouldBeSubsetOf(charges.Select(c => c.Text("code")));
        charges.ShouldAllBe(c => c.Text("tariff").Contains('-') && c.Text("source").Length > 0 && c.Text("quality").Length == 1);
        var legs = option.Legs().ToList();
        legs.Count.ShouldBe(2); // barge and feeder
        charges.Count(c => c.Text("code") == "REEFER_PLUG").ShouldBe(3); // aboard each, and at Zhapu in between
        var cold = legs.SelectMany(l => l["co2e"]!.AsArray())
            .Select(e => e!.AsObject())
            .Where(e => e.Text("activity") == "REFRIGERATION")
            .ToList();
        cold.ShouldContain(e => e.Text("at") == "WAIT");
        cold.ShouldContain(e => e.Text("at") == "DISTANCE");
    }

    [Fact]
    public async Task Dangerous_goods_and_the_truck_from_the_door_have_lines_of_their_own()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync(
            "QZJ-CHM",
            "BLG-PRT",
            Forwarder.Boxes(1, "22T1", 20_000),
            request =>
            {
                request["dangerousGoods"] = new JsonObject
                {
                    ["unNumber"] = "1203",
                    ["class"] = "3",
                    ["packingGroup"] = "II",
                };
                request["origin"] = new JsonObject
                {
                    ["lat"] = 28.9,
                    ["lon"] = 118.9,
                    ["name"] = "Works",
                };
            }
        );

        quote.Options().ShouldNotBeEmpty(quote["reasons"]!.ToJsonString());
        foreach (var option in quote.Options())
        {
            var charges = option.Charges().ToList();
            charges.ShouldContain(c => c.Text("code") == "DRAYAGE" && (int)c["leg"]! == 1);
            charges.Count(c => c.Text("code") == "DG").ShouldBe(option.Legs().Count());
            option.Modes().ShouldNotContain("RAIL"); // class 3 is not taken
        }
    }

    [Fact]
    public async Task Cargo_out_of_gauge_goes_where_there_is_room_beside_it()
    {
        using var forwarder = new Forwarder(hub);
        var rack = Forwarder.Boxes(1, "42P1", 15_000);
        (rack["equipment"]![0]!["cargoLengthCm"], rack["equipment"]![0]!["cargoWidthCm"], rack["equipment"]![0]!["cargoHeightCm"]) = (
            1_100,
            330,
            230
        );

        var quote = await forwarder.QuoteAsync("QZL-HUB", "BLG-PRT", rack);
        quote.Options().ShouldNotBeEmpty(quote["reasons"]!.ToJsonString());
        quote.Options().ShouldAllBe(option => !option.Modes().Contains("RAIL", StringComparison.Ordinal));

        var byRail = await forwarder.QuoteAsync(
            "QZR-EST",
            "BLR-RAIL",
            rack,
            request => request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") }
        );
        byRail.Options().ShouldBeEmpty();
        var reason = byRail["reasons"]!.AsArray().Select(r => r!.AsObject()).Single(r => r.Text("constraint") == "outOfGauge");
        Hub.Report(reason.Text("detail"));
        reason.Text("detail").ShouldContain("beyond the width of its container; this one is 86 cm beyond it");
    }

    private static string Lines(IEnumerable<JsonObject> charges) =>
        string.Join("; ", charges.Select(c => $"{c.Text("code")} {c.Text("amount")} {c.Text("tariff")}"));
}
