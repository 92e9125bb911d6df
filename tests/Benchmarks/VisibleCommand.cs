using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Qujiang.Benchmarks;

/// <summary>
/// How soon a quote knows of a committed change, on a running house: PATCH a train's room at Rail, and ask Routing until the quote shows it.
/// A sample starts when the PATCH has answered, which is after its commit, and ends with the answer of the first quote that knows: it contains that
/// quote's own time, which is printed beside it.
/// </summary>
internal static class VisibleCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var samples = options.Number("samples", 200);
        using var house = new RunningHouse();
        var rail = house.Rail;

        var train = Trains(await QuoteAsync(house)).First();
        var offered = await OfferedAsync(rail, train);
        var quoteAlone = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await QuoteAsync(house);
            quoteAlone.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }

        var visible = new List<double>();
        try
        {
            for (var i = 0; i < samples; i++)
            {
                var gone = i % 2 == 0;
                await OfferAsync(rail, train, gone ? Nothing(offered) : offered);
                var committed = Stopwatch.GetTimestamp();
                while (Trains(await QuoteAsync(house)).Contains(train, StringComparer.Ordinal) == gone)
                {
                    if (Stopwatch.GetElapsedTime(committed) > TimeSpan.FromSeconds(30))
                    {
                        Console.Error.WriteLine($"After 30 s the quote still does not know what was done to {train}.");
                        return 1;
                    }
                }
                visible.Add(Stopwatch.GetElapsedTime(committed).TotalMicroseconds);
            }
        }
        finally
        {
            await OfferAsync(rail, train, offered);
        }
        Console.WriteLine($"a quote alone       {new Statistics(quoteAlone)}");
        Console.WriteLine($"commit to visible   {new Statistics(visible)}");
        return 0;
    }

    private static async Task<JsonNode> QuoteAsync(RunningHouse house) =>
        (
            await house.QuoteAsync(
                "QZR-EST",
                "BLR-RAIL",
                request =>
                {
                    request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
                    request["maxOptions"] = 20;
                }
            )
        ).Quote;

    private static IEnumerable<string> Trains(JsonNode quote) =>
        quote["options"]!
            .AsArray()
            .SelectMany(option => option!["legs"]!.AsArray())
            .Select(leg => leg!["movementId"])
            .OfType<JsonNode>()
            .Select(id => id.GetValue<string>());

    private static async Task<JsonArray> OfferedAsync(HttpClient rail, string train)
    {
        var movement = JsonNode.Parse(await rail.GetStringAsync($"/v1/movements/{train}"))!;
        return
        [
            .. movement["segments"]!
                .AsArray()
                .Select((segment, i) => (JsonNode)new JsonObject { ["index"] = i, ["offered"] = segment!["offered"]!.DeepClone() }),
        ];
    }

    private static JsonArray Nothing(JsonArray offered) =>
        [
            .. offered.Select(
                (_, i) =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["index"] = i,
                            ["offered"] = new JsonObject { ["teu"] = "0.00" },
                        }
            ),
        ];

    private static async Task OfferAsync(HttpClient rail, string train, JsonArray segments)
    {
        using var answer = await rail.PatchAsJsonAsync(
            $"/v1/movements/{train}/capacity",
            new JsonObject { ["segments"] = segments.DeepClone() }
        );
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }
}
