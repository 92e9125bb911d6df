using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

public sealed class RoadDataTests(ITestOutputHelper output)
{
    private static readonly LegModule Module = RoadModule.Create();
    private static readonly RoadData Data = (RoadData)Module.Data!;
    private static readonly Dictionary<(string From, string To), LaneSpec> Lanes = Module.Lanes.ToDictionary(l => (l.From, l.To));

    [Fact]
    public void The_module_is_sound()
    {
        SeedRules.Problems(Module).ShouldBeEmpty();
        Module.Tariffs.SelectMany(t => t.ToTyped(1).Validate()).ShouldBeEmpty();
        Module.Tariffs.Single().ToTyped(1).WholeLegOnly.ShouldBeTrue();
    }

    [Fact]
    public void Every_terminal_but_the_locks_is_reached_from_every_other_within_900_km()
    {
        var codes = Terminals.Hub.All.Where(t => t.HandlesCargo).Select(t => t.Code.Value).ToList();
        codes.Count.ShouldBe(68);
        Module.Pools.Select(p => p.Terminal).Order().ShouldBe(codes.Order());
        foreach (var from in codes)
        {
            codes.Count(to => Lanes.ContainsKey((from, to))).ShouldBeGreaterThan(50, from);
            Lanes.ContainsKey(("QZL-HUB", from)).ShouldBe(from != "QZL-HUB", from);
        }

        Module.Lanes.Where(l => l.Km > 900 || !Lanes.ContainsKey((l.To, l.From))).ShouldBeEmpty();
        Module.Lanes.Count.ShouldBe(2 * 2256);
    }

    [Fact]
    public void No_lane_is_shorter_than_the_great_circle_or_longer_than_a_road_of_the_data()
    {
        foreach (var lane in Module.Lanes)
        {
            var km = Geo.GreatCircleKm(Terminals.Hub.Find(lane.From)!, Terminals.Hub.Find(lane.To)!);
            ((double)lane.Km).ShouldBeGreaterThanOrEqualTo(km - 0.05, lane.LaneId);
        }

        foreach (var corridor in SeedFiles.Corridors(typeof(RoadModule).Assembly).All)
        {
            Lanes[(corridor.From, corridor.To)].Km.ShouldBeLessThanOrEqualTo(corridor.Km, corridor.Id);
        }
    }

    [Fact]
    public void Lanes_obey_the_triangle()
    {
        Gen.Select(Gen.Int[0, Module.Lanes.Count - 1], Gen.Int[0, 67])
            .Sample(
                (i, j) =>
                {
                    var lane = Module.Lanes[i];
                    var via = Module.Pools[j].Terminal;
                    if (Lanes.TryGetValue((lane.From, via), out var first) && Lanes.TryGetValue((via, lane.To), out var second))
                    {
                        lane.Km.ShouldBeLessThanOrEqualTo(first.Km + second.Km, $"{lane.LaneId} via {via}");
                    }
                },
                iter: 20_000
            );
    }

    [Fact]
    public void The_corridors_hours_are_met()
    {
        foreach (var row in CsvTable.Embedded(typeof(RoadModule).Assembly, "corridors.csv").Rows)
        {
            var lane = Lanes[(row["from"], row["to"])];
            if (lane.Km == row.Decimal("km"))
            {
                (lane.DurationMinutes / 60.0).ShouldBe(row.Double("typical_hours"), 0.2, row["corridor_id"]);
            }
        }
    }

    [Fact]
    public void A_forty_foot_box_from_the_hub_to_Beilun_takes_five_and_a_half_hours_costs_3350_and_emits_415_kg()
    {
        var lane = Lanes[("QZL-HUB", "BLG-PRT")];
        lane.DurationMinutes.ShouldBeInRange(327, 333);
        lane.PoolId.ShouldBe("RD-QZL-HUB");
        var tariff = Module.Tariffs.Single().ToTyped(1);
        var cargo = Qujiang.Tariffs.Cargo.OfContainers([new Box(40, 1, 20_000, 3_900)]);
        var leg = new LegFacts("LOGISTICS_CENTRE", "SEAPORT", [new LegSegment(lane.Km, TollKm: lane.TolledKm!.Value)]);
        var charges = Evaluator.Price(tariff, cargo, leg);
        charges.Select(c => (c.Code, c.Quantity, c.UnitPrice)).ShouldBe([("LINEHAUL", 335, 8.25m), ("TOLL", 335, 1.75m)]);
        charges.Sum(c => c.AmountFen).ShouldBe(3350_00);
        (Evaluator.Emissions(tariff, cargo, leg).Sum(e => e.Grams) / 1000.0).ShouldBe(415, 1);
    }

    [Theory]
    [InlineData("RAIL_TERMINAL", 48, 40_00)] // facts.csv: free storage rail 48 h, port 5-7 days, airport 24 h
    [InlineData("SEAPORT", 120, 40_00)]
    [InlineData("RIVER_PORT", 120, 40_00)]
    [InlineData("LOGISTICS_CENTRE", 72, 40_00)]
    [InlineData("BONDED_ZONE", 72, 40_00)]
    [InlineData("SHIPPER", 10_000, 0)] // on one's own ground
    public void Waiting_for_a_truck_is_free_for_some_days_and_then_costs_by_the_day(string kind, int freeHours, int fenADay)
    {
        var tariff = Module.Tariffs.Single().ToTyped(1);
        var box = Qujiang.Tariffs.Cargo.OfContainers([new Box(40, 1, 20_000, 3_900)]);

        Evaluator.Waiting(tariff, box, kind, freeHours).Fen.ShouldBe(0);
        Evaluator.Waiting(tariff, box, kind, freeHours + 1).Fen.ShouldBe(fenADay);
        Evaluator.Waiting(tariff, box, kind, freeHours + 25).Fen.ShouldBe(2 * fenADay);
    }

    [Fact]
    public void The_bonded_site_charges_a_declaration_on_the_way_in_and_one_on_the_way_out()
    {
        var tariff = Module.Tariffs.Single().ToTyped(1);
        var box = Qujiang.Tariffs.Cargo.OfContainers([new Box(40, 3, 20_000, 3_900)]);

        Customs("BONDED_ZONE", "WAREHOUSE").ShouldBe(300_00);
        Customs("SEAPORT", "BONDED_ZONE").ShouldBe(300_00);
        Customs("SEAPORT", "WAREHOUSE").ShouldBe(0);

        long Customs(string from, string to) =>
            Evaluator.Price(tariff, box, new(from, to, [new LegSegment(10)])).Where(c => c.Code == "CUSTOMS").Sum(c => c.AmountFen);
    }

    [Fact]
    public void A_toll_is_taken_on_motorways_and_not_on_national_roads_or_in_town()
    {
        var roads = Data.State.Lanes.Graph.Edges.ToDictionary(r => r.Id);
        foreach (var row in CsvTable.Embedded(typeof(RoadModule).Assembly, "tolls.csv").Rows)
        {
            roads.ShouldContainKey(row["corridor_id"]);
            row.Decimal("tolled_km").ShouldBeInRange(0, roads[row["corridor_id"]].Km);
            SeedFiles.ProvenanceOf(row).Quality.ShouldBe(Contracts.V1.Quality.E);
        }

        roads.Values.Where(r => r.Name?.Contains("国道") == true || r.Km <= 60).ShouldAllBe(r => r.TolledKm == 0);
        roads.Values.Where(r => r.Name?.Contains("高速") == true).ShouldAllBe(r => r.TolledKm > 0);
        Lanes[("KAH-HUB", "LYP-QTJ")].TolledKm.ShouldBe(0); // by national road 351
        Lanes[("QJP-DLZ", "BLG-PRT")].ShouldSatisfyAllConditions(l => l.Km.ShouldBe(339), l => l.TolledKm.ShouldBe(335));
        Module.Lanes.ShouldAllBe(l => l.TolledKm >= 0 && l.TolledKm <= l.Km);
    }

    [Fact]
    public void Every_estimated_road_says_so()
    {
        foreach (var row in CsvTable.Embedded(typeof(RoadModule).Assembly, "connectors.csv").Rows)
        {
            SeedFiles.ProvenanceOf(row).Quality.ShouldBe(Contracts.V1.Quality.E);
            row["source"].ShouldStartWith("road distance unknown: great circle x 1.3");
            row.Decimal("km").ShouldBeGreaterThanOrEqualTo(row.Decimal("great_circle_km"));
        }

        Module.Lanes.ShouldAllBe(l => l.Provenance.Source.Contains(" > "));
    }

    [Fact]
    public void A_lane_names_the_roads_it_follows_once_each()
    {
        Lanes[("QZL-HUB", "HAZ-QTP")].Provenance.Source.ShouldEndWith("QZL-HUB > HAZ-QTP by 杭金衢高速 (G60)");
        Lanes[("KAH-HUB", "LYP-QTJ")].Provenance.Source.ShouldEndWith("KAH-HUB > QZL-HUB > LYP-QTJ by 351国道");
        Lanes[("QZR-EST", "JUZ")].Provenance.Source.ShouldNotContain(" by ");
        var known = Data.State.Lanes.Graph.Edges.Select(e => e.Id).ToHashSet();
        CsvTable.Embedded(typeof(RoadModule).Assembly, "roads.csv").Rows.Select(r => r["corridor_id"]).ShouldBeSubsetOf(known);
    }

    [Fact]
    public void The_hub_has_twenty_trucks_and_a_pool_counts_them_in_all_dimensions()
    {
        var pool = Module.Pools.Single(p => p.PoolId == "RD-QZL-HUB").OfferedPerDay;
        pool.ShouldBe(new CapacityVector(4_000, 640_000, 1_600_000, 10));
        Module.Pools.ShouldAllBe(p => p.OfferedPerDay.Teu100 >= TruckLoads.Teu100PerTruck && p.OfferedPerDay.ReeferPlugs > 0);
    }

    [Fact]
    public void Lanes_into_cities_and_dangerous_goods_on_motorways_have_hours_of_their_own()
    {
        var cities = Data.Current.Of(Data.Cities);
        cities.Keys.ShouldAllBe(t => Module.Pools.Any(p => p.Terminal == t));
        foreach (var lane in Module.Lanes)
        {
            (lane.Times is not null).ShouldBe(cities.ContainsKey(lane.From) || cities.ContainsKey(lane.To), lane.LaneId);
            (lane.FromAccess is not null).ShouldBe(cities.ContainsKey(lane.From), lane.LaneId);
            (lane.ToAccess is not null).ShouldBe(cities.ContainsKey(lane.To), lane.LaneId);
            (lane.DangerousGoodsTimes?.Max(t => t.DurationMinutes) ?? lane.DurationMinutes).ShouldBeGreaterThanOrEqualTo(
                lane.DurationMinutes
            );
        }

        var town = Lanes[("QZL-HUB", "QZR-EST")].ToAccess!;
        (town.Minutes, town.SlowPercent).ShouldBe((8, 100));
        town.Shut.ShouldBe([new(420, 510), new(1020, 1110)]);
        town.Slow.ShouldBeEmpty();

        // Loaded at midnight, a tanker reaches Beilun as one that leaves at six; others drive through the night.
        var beilun = Lanes[("QZL-HUB", "BLG-PRT")];
        beilun.Times.ShouldBeNull();
        beilun.DangerousGoodsTimes![0].DurationMinutes.ShouldBe(beilun.DurationMinutes + 360);
        output.WriteLine(
            $"{Module.Lanes.Count(l => l.Times is not null)} lanes with hours, {Module.Lanes.Count(l => l.DangerousGoodsTimes is not null)} for dangerous goods; "
                + $"{Module.Lanes.Sum(l => (l.Times?.Count ?? 0) + (l.DangerousGoodsTimes?.Count ?? 0))} points"
        );
    }

    [Fact]
    public void Clearance_takes_six_hours_at_the_bonded_site()
    {
        Lanes[("QJP-DLZ", "QZB-BND")].HandlingMinutes.ShouldBe(360);
        Lanes[("QJP-DLZ", "QZL-HUB")].HandlingMinutes.ShouldBe(60);
    }
}
