using System.Text.Json.Nodes;
using Qujiang.Network;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>Timetables through the service with the hub's own trains.</summary>
public sealed class RailExchangeTests(RailService rail) : IClassFixture<RailService>
{
    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    [InlineData("iftsai", "application/edifact")]
    public async Task The_timetable_goes_out_and_comes_back(string format, string type) =>
        (await ScheduleExchange.GoesOutAndComesBackAsync(rail.Client, format, type)).Length.ShouldBeGreaterThan(1000);

    [Fact]
    public async Task An_operators_message_moves_a_train_and_keeps_its_room()
    {
        var day = HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(5);
        var id = $"RL-JHS-CHR-{day:yyyyMMdd}-1";
        var before = JsonNode.Parse(await rail.Client.GetStringAsync($"/v1/movements/{id}"))!;
        var message = $"""
            UNB+UNOC:3+RAILWAY+QUJIANG+261124:0900+77'
            UNH+77+IFTSAI:D:96B:UN'
            BGM+TS2+77+5'
            RFF+ABO:{id}'
            TDT+20++2'
            LOC+5++JHS-RAIL:72:ZZZ'
            DTM+133:{day:yyyyMMdd}1015:203'
            LOC+8++CHR-RAIL:72:ZZZ'
            DTM+132:{day:yyyyMMdd}1515:203'
            UNT+9+77'
            UNZ+1+77'
            """;
        var (status, import) = await ScheduleExchange.PostAsync(rail.Client, message, "application/edifact", "?mode=all");
        status.ShouldBe(200, import.ToJsonString());
        import["changed"]!.GetValue<int>().ShouldBe(1);
        var after = JsonNode.Parse(await rail.Client.GetStringAsync($"/v1/movements/{id}"))!;
        after["calls"]![0]!["departure"]!.ToString().ShouldBe($"{day:yyyy-MM-dd}T10:15:00+08:00");
        after["calls"]![0]!["cutoff"]!.ToString().ShouldBe($"{day:yyyy-MM-dd}T06:15:00+08:00");
        JsonNode.DeepEquals(after["segments"], before["segments"]).ShouldBeTrue();
        (after["vehicle"]!.ToString(), after["provenance"]!["source"]!.ToString()).ShouldBe(
            (before["vehicle"]!.ToString(), "iftsai import by acme/dev")
        );
        var history = JsonNode.Parse(await rail.Client.GetStringAsync($"/v1/movements/{id}/history"))!;
        history["items"]!.AsArray()[^1]!["why"]!.ToString().ShouldBe($"import {import["importId"]}");
    }
}
