using System.Text.Json.Nodes;

namespace Qujiang.LegKernel.Tests;

/// <summary>Selling more than there is room for, by a line's policy.</summary>
public sealed class OverbookingTests : IAsyncLifetime
{
    private static readonly DateOnly Day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(4);
    private static readonly string Run = Timetable.MovementId("L-DAILY", Day, 1);
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync()
    {
        kernel = await Kernel.CreateAsync("overbooking");
        await kernel.UpkeepAsync();
    }

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task Nothing_is_overbooked_unless_a_policy_says_so()
    {
        (await kernel.MovementAsync(Run)).Segments.ShouldAllBe(s => s.OverbookingPercent == null);
        (await kernel.HoldAsync(Samples.Hold(Samples.Teu(51), Run, 0, 2))).State.ShouldBe(HoldState.Refused);
        (await kernel.HoldAsync(Samples.Hold(Samples.Teu(50), Run, 0, 2))).State.ShouldBe(HoldState.Held);
    }

    [Fact]
    public async Task Ten_per_cent_more_are_sold_and_not_one_box_more_than_that()
    {
        (await SetAsync("L-DAILY", 10)).ShouldBe(0);

        var movement = await kernel.MovementAsync(Run);
        movement.Segments.Select(s => (s.Offered.Teu100, s.OverbookingPercent)).ShouldBe([(5500, 10), (5500, 10), (3300, 10)]);
        (await kernel.FactsAsync()).OfType<CapacityChanged>().Single(c => c.MovementId == Run).Segments.ShouldBe(movement.Segments);
        var held = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 80),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, _) =>
            {
                if ((await kernel.HoldAsync(Samples.Hold(Samples.Teu(1), Run, 0, 2))).State == HoldState.Held)
                    Interlocked.Increment(ref held);
            }
        );
        held.ShouldBe(55);
        (await kernel.OversoldAsync()).ShouldBe(0);
        (await kernel.MovementAsync(Timetable.MovementId("L-WEEKLY", NextTuesday(), 1))).Segments[0].Offered.Teu100.ShouldBe(5000);
    }

    [Fact]
    public async Task Lowered_it_takes_nothing_away_that_is_sold_and_sells_nothing_more()
    {
        await SetAsync("L-DAILY", 20);
        var command = Samples.Hold(Samples.Teu(58), Run, 0, 2);
        await kernel.HoldAsync(command);
        await kernel.ConfirmAsync(command.HoldId);
        (await SetAsync("L-DAILY", 0)).ShouldBe(20);

        var segment = (await kernel.MovementAsync(Run)).Segments[0];
        (segment.Offered.Teu100, segment.Confirmed.Teu100, segment.OverbookingPercent).ShouldBe((5800, 5800, null));
        (await kernel.HoldAsync(Samples.Hold(Samples.Teu(1), Run, 0, 2))).State.ShouldBe(HoldState.Refused);
        var told = (await kernel.FactsAsync()).OfType<CapacityChanged>().Last(c => c.MovementId == Run && c.Reason == "operator");
        told.Shortfalls.ShouldBe([new CapacityShortfall(0, "teu100", 5000, 5800), new CapacityShortfall(1, "teu100", 5000, 5800)]);
        told.Displaced.ShouldBe([new DisplacedHold(command.HoldId, 0)]);

        await kernel.ReleaseAsync(command.HoldId);
        (await kernel.MovementAsync(Run)).Segments[0].Offered.Teu100.ShouldBe(5000);
    }

    [Fact]
    public async Task The_data_says_it_until_an_operator_does_and_new_movements_have_it()
    {
        var module = Samples.Module;
        var overbooked = new LegModule
        {
            Service = module.Service,
            Mode = module.Mode,
            Lines = [Samples.Daily with { OverbookingPercent = 8 }, Samples.Weekly],
            Pools = module.Pools,
            Lanes = module.Lanes,
            Tariffs = module.Tariffs,
        };
        await kernel.Again(overbooked).UpkeepAsync();
        (await kernel.MovementAsync(Run)).Segments[0].Offered.Teu100.ShouldBe(5400);
        (await kernel.ScalarAsync<long>("SELECT count(*) FROM leg.movement WHERE line_id = 'L-DAILY' AND revision > 2")).ShouldBe(0);

        await SetAsync("L-DAILY", 5);
        await kernel.QueryAsync<int>($"DELETE FROM leg.movement WHERE movement_id = '{Run}' RETURNING 1");
        await kernel.Again(overbooked).UpkeepAsync();
        (await kernel.MovementAsync(Run))
            .Segments.Select(s => (s.Offered.Teu100, s.OverbookingPercent))
            .ShouldBe([(5250, 5), (5250, 5), (3150, 5)]);
    }

    [Fact]
    public async Task It_is_set_and_shown_over_REST_and_noted()
    {
        await using var service = await TestService.StartAsync("overbooking_rest");
        var (status, answer) = await PutAsync("L-DAILY", """{"percent": 12, "reason": "no-shows in spring"}""");
        status.ShouldBe(200, answer.ToJsonString());
        (answer["overbookingPercent"]!.GetValue<int>(), answer["before"]!.GetValue<int>()).ShouldBe((12, 0));
        var lines = (await service.GetAsync("/v1/lines")).Body["items"]!.AsArray();
        lines.Select(l => l!["overbookingPercent"]!.GetValue<int>()).ShouldBe([12, 0]);
        var segment = (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![0]!;
        segment["overbookingPercent"]!.GetValue<int>().ShouldBe(12);
        segment["offered"]!["teu"]!.ToString().ShouldBe("56.00");
        segment["wanted"]!["teu"]!.ToString().ShouldBe("50.00");
        var history = (await service.GetAsync("/v1/lines/L-DAILY/history")).Body["items"]!.AsArray();
        history.Select(h => $"{h!["what"]} {h["why"]}").ShouldBe(["overbooking 0 % to 12 % no-shows in spring"]);

        // What an operator names as offered is the room there is; as free, what can be sold beside what is taken.
        await service.SendAsync(HttpMethod.Patch, $"/v1/movements/{Run}/capacity", """{"offered": {"teu": "25"}}""");
        await OfferedAsync("28.00");
        await service.SendAsync(HttpMethod.Patch, $"/v1/movements/{Run}/capacity", """{"free": {"teu": "7"}}""");
        await OfferedAsync("7.00");

        (await PutAsync("NO-SUCH", """{"percent": 1}""")).Status.ShouldBe(404);
        foreach (var percent in new[] { -1, 51 })
        {
            var (bad, problem) = await PutAsync("L-DAILY", $$"""{"percent": {{percent}}}""");
            bad.ShouldBe(400);
            problem["errors"]![0]!["pointer"]!.ToString().ShouldBe("/percent");
        }

        Task<(int Status, JsonNode Body)> PutAsync(string line, string body) =>
            service.SendAsync(HttpMethod.Put, $"/v1/lines/{line}/overbooking", body);

        async Task OfferedAsync(string teu) =>
            (await service.GetAsync($"/v1/movements/{Run}")).Body["segments"]![0]!["offered"]!["teu"]!.ToString().ShouldBe(teu);
    }

    private async Task<int?> SetAsync(string line, int percent) =>
        await kernel.DoAsync(w => Overbooking.SetAsync(w, line, percent, default));

    private static DateOnly NextTuesday()
    {
        var day = Day;
        while (day.DayOfWeek != DayOfWeek.Tuesday)
            day = day.AddDays(1);
        return day;
    }
}
