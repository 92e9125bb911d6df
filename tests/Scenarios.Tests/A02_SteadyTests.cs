namespace Qujiang.Scenarios.Tests;

/// <summary>Routing says it is ready: from then on a way that exists is found every time, also while thousands of facts still come in.</summary>
[Collection(nameof(HubCollection))]
public sealed class A02_SteadyTests(Hub hub)
{
    [Fact]
    public async Task Routing_comes_back_and_finds_every_way_from_its_first_answer_on()
    {
        using var forwarder = new Forwarder(hub);
        var before = await QuotesAsync(forwarder);

        await hub.Service("routing").KillAsync();
        hub.Service("routing").Start();
        await hub.ReadyAsync("routing");

        for (var round = 0; round < 20; round++)
        {
            (await QuotesAsync(forwarder)).ShouldBe(before, $"round {round}");
        }
    }

    private static async Task<string> QuotesAsync(Forwarder forwarder)
    {
        var pulp = await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Forwarder.Boxes(2, "45G1", 20_000));
        var paper = await forwarder.QuoteAsync("QZP-PLP", "YSA-PRT", Forwarder.Boxes(1, "22G1", 18_000));
        return string.Join('\n', new[] { pulp, paper }.Select(Describe));
    }

    private static string Describe(JsonObject quote) =>
        quote.Options().Any()
            ? string.Join(
                '\n',
                quote
                    .Options()
                    .Select(option =>
                        $"{option.Modes()} {option.Text("arrival")} {option["price"]!.AsObject().Text("amount")} {option.Text("co2eKg")}"
                    )
            )
            : $"no option: {quote["reasons"]!.ToJsonString()}";
}
