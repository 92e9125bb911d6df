using System.Text.Json.Nodes;
using Qujiang.Network;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Timetables through the service with the hub's own flights.</summary>
public sealed class AirExchangeTests(AirService air) : IClassFixture<AirService>
{
    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    [InlineData("ssim", "text/plain")]
    public async Task The_timetable_goes_out_and_comes_back(string format, string type) =>
        (await ScheduleExchange.GoesOutAndComesBackAsync(air.Client, format, type)).Length.ShouldBeGreaterThan(1000);

    [Fact]
    public async Task A_carriers_flight_gets_its_room_its_tariff_and_its_distance_from_the_mode_and_respects_the_curfew()
    {
        var day = HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(20);
        var (status, import) = await ScheduleExchange.PostAsync(air.Client, Flight(day, "0900", "1020"), "text/plain");
        status.ShouldBe(200, import.ToJsonString());
        import["created"]!.GetValue<int>().ShouldBe(1);
        var movement = JsonNode.Parse(await air.Client.GetStringAsync($"/v1/movements/AR-CA88-{day:yyyyMMdd}-1"))!;
        (movement["vehicle"]!.ToString(), movement["tariffId"]!.ToString()).ShouldBe(("b737f", "AR-FREIGHT-M"));
        movement["segments"]![0]!["km"]!.ToString().ShouldBe("403.1");
        movement["segments"]![0]!["offered"]!["kg"]!.GetValue<int>().ShouldBe(14_000);
        movement["calls"]![0]!["cutoff"]!.ToString().ShouldBe($"{day:yyyy-MM-dd}T05:00:00+08:00");

        var (late, refused) = await ScheduleExchange.PostAsync(air.Client, Flight(day.AddDays(1), "2330", "2359"), "text/plain");
        late.ShouldBe(422);
        refused["detail"]!.ToString().ShouldContain("JUZ is closed at 23:30");
    }

    /// <summary>A data set of one flight.</summary>
    private static string Flight(DateOnly day, string departure, string arrival)
    {
        var date = day.ToString("ddMMMyy", System.Globalization.CultureInfo.InvariantCulture).ToUpperInvariant();
        string[] records =
        [
            "1AIRLINE STANDARD SCHEDULE DATA SET",
            "2LCA ",
            $"3 CA   880101F{date}{date}1234567 JUZ{departure}{departure}+0800  EHU{arrival}{arrival}+0800  73F".PadRight(192) + "00",
            "5 CA ".PadRight(187) + "000003E",
        ];
        return string.Concat(records.Select((r, i) => $"{r.PadRight(194)}{i + 1:000000}\n"));
    }
}
