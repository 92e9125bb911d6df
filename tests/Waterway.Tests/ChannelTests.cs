using CsCheck;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Network;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>What the reaches are built for, and what changes with it.</summary>
public sealed class ChannelTests
{
    private static readonly LegModule Module = WaterwayModule.Create();

    [Fact]
    public void From_the_day_the_Qujiang_is_of_class_III_its_container_line_sails_1000_tonne_vessels()
    {
        foreach (var id in new[] { "WW-QZ-ZPU-C", "WW-ZPU-QZ-C" })
        {
            var line = Module.Lines.Single(l => l.LineId == id);
            var runs = Timetable.Movements(line, new DateOnly(2027, 12, 20), new DateOnly(2028, 1, 12), Module.ForRun).ToList();
            var (before, after) = (
                runs.Where(r => r.ServiceDate.Year == 2027).ToList(),
                runs.Where(r => r.ServiceDate.Year == 2028).ToList()
            );
            before.ShouldNotBeEmpty();
            before.ShouldAllBe(r => r.Vehicle == "barge-36teu" && r.Segments.All(s => s.Wanted.Teu100 == 3_600));
            after.ShouldNotBeEmpty();
            after.ShouldAllBe(r =>
                r.Vehicle == "barge-60teu-1000t" && r.Segments.All(s => s.Wanted.Teu100 == 6_000 && s.Wanted.Kg == 1_000_000)
            );
            after[0].Calls.Select(c => c.Terminal).ShouldBe(before[0].Calls.Select(c => c.Terminal));
            after[0].PatternHash.ShouldNotBe(before[0].PatternHash);
        }

        var other = Module.Lines.Single(l => l.LineId == "WW-LXI-ZPU-C");
        Module.ForRun!(other, new DateTimeOffset(2028, 3, 1, 7, 0, 0, HubTime.Offset))!.Vehicle.ShouldBe("barge-36teu");
    }

    [Fact]
    public void A_line_is_upgraded_when_its_whole_way_is_and_not_before()
    {
        var channels = WaterwayData.Load().State.Channels;
        string[] way = ["WAT-QJP-DLZ-LYP-QTJ", "WAT-TON-RIV-FUN-DZ"];
        channels.IsUpgraded("WW-QZ-ZPU-C", way, new DateOnly(2027, 12, 31)).ShouldBeFalse();
        channels.IsUpgraded("WW-QZ-ZPU-C", way, new DateOnly(2028, 1, 1)).ShouldBeTrue();
        channels.IsUpgraded("WW-QZ-ZPU-C", way[1..], new DateOnly(2027, 12, 31)).ShouldBeTrue();
        channels.IsUpgraded("WW-LXI-ZPU-C", way, new DateOnly(2028, 1, 1)).ShouldBeFalse();
    }

    [Fact]
    public void At_the_usual_level_every_vessel_carries_what_its_line_offers_on_every_reach_it_sails()
    {
        var (waterways, channels, fleet) = (Waterways.Load(), WaterwayData.Load().State.Channels, Fleet.Of(Module));
        foreach (var at in new[] { new DateTimeOffset(2026, 12, 1, 0, 0, 0, HubTime.Offset), new(2028, 3, 1, 0, 0, 0, HubTime.Offset) })
        {
            foreach (var reach in waterways.Reaches.Select(r => r.Corridor.Id))
            {
                var usual = channels.UsualOn(reach, HubTime.DayOf(at));
                foreach (var traffic in fleet.On(reach, at)!)
                {
                    VesselLoad.Carry(traffic.Shape, usual).ShouldBe(VesselLoad.Carry(traffic.Shape, default), $"{reach} {traffic.Vessel}");
                }
            }
        }
    }

    [Fact]
    public void More_water_or_higher_bridges_never_offer_less_on_any_segment_and_never_more_than_the_vessel()
    {
        var shapes = Vessels
            .Seed()
            .Where(v => v.Rows[0].Data.Shape is not null)
            .ToDictionary(v => v.Id, v => v.Rows[0].Data.Shape!, StringComparer.Ordinal);
        var lines = Module.Lines.Where(l => shapes.ContainsKey(l.Vehicle)).ToList();
        var levels = Gen.Select(Gen.Decimal[0, 6], Gen.Decimal[0, 14]).Select((depth, air) => new WaterLevel(depth, air));
        Gen.Select(Gen.Int[0, lines.Count - 1].Select(i => lines[i]), levels.Array[1, 9], Gen.Decimal[0, 2], Gen.Decimal[0, 4])
            .Sample(
                (line, reaches, deeper, higher) =>
                {
                    var shape = shapes[line.Vehicle];
                    var (less, more) = (
                        ChannelRoom.Of(line, shape, (a, b) => Level(reaches, a, b)),
                        ChannelRoom.Of(
                            line,
                            shape,
                            (a, b) => Level(reaches, a, b) is var l ? new WaterLevel(l.DepthM + deeper, l.ClearanceM + higher) : null
                        )
                    );
                    foreach (var (a, b) in less.Calls.SkipLast(1).Zip(more.Calls))
                    {
                        var (low, high) = (a.OfferedToNext ?? line.Offered, b.OfferedToNext ?? line.Offered);
                        low.Kg.ShouldBeLessThanOrEqualTo(high.Kg);
                        low.Teu100.ShouldBeLessThanOrEqualTo(high.Teu100);
                        high.Kg.ShouldBeLessThanOrEqualTo(line.Offered.Kg);
                        high.Teu100.ShouldBeLessThanOrEqualTo(line.Offered.Teu100);
                    }
                }
            );

        static WaterLevel Level(WaterLevel[] reaches, string a, string b) => reaches[(a.Length + a[0] + b[1] + b[^1]) % reaches.Length];
    }

    [Fact]
    public void Every_vessel_has_a_speed_on_every_kind_of_reach_it_sails_and_is_not_slower_with_the_current()
    {
        foreach (var row in CsvTable.Embedded(typeof(WaterwayModule).Assembly, "speeds.csv").Rows)
        {
            row.Decimal("downstream_kmh").ShouldBeGreaterThanOrEqualTo(row.Decimal("upstream_kmh"), row["vessel"]);
            SeedFiles.ProvenanceOf(row).Source.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Boxes_and_bulk_share_the_canal_vessel_by_weight()
    {
        // 24 TEU or 420 t: what bulk weighs is missing to the boxes.
        var line = Module.Lines.Single(l => l.LineId == "WW-HYC");
        line.Rules.Accepts.ShouldBe([Contracts.V1.CargoKind.Container, Contracts.V1.CargoKind.Bulk]);
        (line.Offered.Teu100, line.Offered.Kg).ShouldBe((2_400, 420_000));
    }
}
