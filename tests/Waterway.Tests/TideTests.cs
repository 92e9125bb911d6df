using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Qujiang.Network;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class TideTests(WaterwayService service) : IClassFixture<WaterwayService>
{
    private static readonly Tides Tides = WaterwayData.Load().State.Tides;

    private static readonly DateOnly First = new(2026, 12, 1);

    private static readonly TidePort Zhapu = Tides.PortOn("ZPU-PRT", First)!;

    private static readonly Gen<TidePort> Ports = Gen.Select(
            Gen.Double[110, 125],
            Gen.Double[0, 12.4],
            Gen.Double[1, 7],
            Gen.Double[0.3, 1],
            Gen.Double[0, 3],
            Gen.Double[-0.9, 0.9]
        )
        .Select(
            (longitude, interval, spring, neap, age, needed) =>
                new TidePort(longitude, interval, spring, spring * neap, age, spring * neap / 2 * needed)
        );

    private static readonly Gen<DateTimeOffset> Moments = Gen.Int[0, 60 * 24 * 3_650]
        .Select(m => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(m));

    [Fact]
    public void A_feeder_leaves_in_the_first_open_minute_and_who_is_ready_later_never_leaves_earlier()
    {
        Gen.Select(Ports, Moments, Gen.Int[0, 1_500])
            .Sample(
                (port, ready, later) =>
                {
                    var leaves = Tide.NextOpen(port, ready);
                    Tide.IsOpen(port, leaves).ShouldBeTrue();
                    (leaves == ready || !Tide.IsOpen(port, leaves.AddMinutes(-1))).ShouldBeTrue();
                    (leaves - ready).TotalHours.ShouldBeInRange(0, 13);
                    Tide.NextOpen(port, ready.AddMinutes(later)).ShouldBeGreaterThanOrEqualTo(leaves);
                    // Needing less water never makes it wait longer.
                    Tide.NextOpen(port with { NeededM = port.NeededM - 0.2 }, ready).ShouldBeLessThanOrEqualTo(leaves);
                },
                iter: 500
            );
    }

    [Fact]
    public void The_window_comes_about_fifty_minutes_later_each_day()
    {
        var windows = Tide.Windows(Zhapu, Day(2026, 12, 1), Day(2027, 3, 1));
        var tides = (windows[^1].From - windows[0].From).TotalHours / (windows.Count - 1);
        (tides * 2).ShouldBe(24 + (50.5 / 60), 0.05);
        windows.ShouldAllBe(w => (w.To - w.From).TotalHours > 2 && (w.To - w.From).TotalHours < 6.2);
        windows.Zip(windows.Skip(1)).ShouldAllBe(p => p.Second.From > p.First.To);
    }

    [Fact]
    public void Springs_follow_the_new_moon_and_high_water_its_passage()
    {
        // The sun was eclipsed on 2026-08-12 at 17:37 UTC: new moon.
        var newMoon = new DateTimeOffset(2026, 8, 12, 17, 37, 0, TimeSpan.Zero);
        var minutes = Enumerable.Range(-6 * 1_440, 14 * 1_440).Select(m => newMoon.AddMinutes(m)).ToList();
        var highest = minutes.MaxBy(m => Tide.HeightM(Zhapu, m));
        Math.Abs((highest - newMoon.AddDays(Zhapu.AgeDays)).TotalHours).ShouldBeLessThan(36);
        Tide.HeightM(Zhapu, highest).ShouldBe(Zhapu.SpringRangeM / 2, 0.1);

        // That day the moon stood over the meridian of Zhapu with the sun, at noon by the sun: high water 12 h later.
        var noon = new DateTimeOffset(2026, 8, 12, 0, 0, 0, TimeSpan.Zero).AddHours(12 - (Zhapu.Longitude / 15));
        var about = noon.AddHours(Zhapu.HighWaterIntervalHours);
        var high = minutes.Where(m => Math.Abs((m - about).TotalHours) < 6).MaxBy(m => Tide.HeightM(Zhapu, m));
        Math.Abs((high - about).TotalMinutes).ShouldBeLessThan(90);
    }

    [Fact]
    public void No_feeder_of_the_timetable_leaves_Zhapu_or_Zhenhai_outside_a_window_and_barges_do_not_wait_for_one()
    {
        var module = WaterwayModule.Create();
        var waited = 0;
        foreach (var line in module.Lines)
        {
            var tidal = line.LineId.StartsWith("SF-", StringComparison.Ordinal) ? Tides.PortOn(line.Calls[0].Terminal, First) : null;
            for (var day = new DateOnly(2026, 12, 1); day < new DateOnly(2027, 1, 15); day = day.AddDays(1))
            {
                var start = HubTime.InstantOf(day, line.Departures[0]);
                var run = module.ForRun!(line, start);
                if (run is null)
                {
                    continue; // the lock on its way is overhauled
                }

                var late = run.Calls[0].DepartureMinutes;
                if (tidal is null)
                {
                    late.ShouldBe(0, line.LineId);
                    continue;
                }

                waited += late > 0 ? 1 : 0;
                Tide.IsOpen(tidal, start.AddMinutes(late)).ShouldBeTrue($"{line.LineId} {day}");
                late.ShouldBeLessThan(13 * 60);
                (run.Calls[1].ArrivalMinutes - late).ShouldBe(line.Calls[1].ArrivalMinutes); // at sea as long as ever
            }
        }

        waited.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void At_every_port_of_the_data_each_high_water_is_high_enough()
    {
        Tides.All.Keys.ShouldBe(["ZPU-PRT", "ZHI-PRT"], ignoreOrder: true);
        Tides
            .All.Keys.Select(t => Tides.PortOn(t, First)!)
            .ShouldAllBe(t => t.NeededM < t.NeapRangeM / 2 && t.NeapRangeM <= t.SpringRangeM);
    }

    [Fact]
    public async Task The_windows_are_shown_with_their_source()
    {
        var ports = (await service.Client.GetFromJsonAsync<JsonNode>("/v1/tides"))!["items"]!.AsArray();
        ports.Count.ShouldBe(2);
        foreach (var port in ports)
        {
            port!["windows"]!.AsArray().Count.ShouldBeInRange(5, 7);
            port["provenance"]!["quality"]!.GetValue<string>().ShouldBe("E");
        }
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, HubTime.Offset);
}
