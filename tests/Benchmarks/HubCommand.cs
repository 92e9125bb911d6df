using System.Globalization;
using System.Text.Json.Nodes;

namespace Qujiang.Benchmarks;

/// <summary>
/// What a quote costs on the hub's own network, on a running house: random pairs of terminals, one request at a time, read from the Server-Timing of each answer. "New cargo" gives
/// every request a weight of its own, so that its cost table has to be made; "known cargo" asks for the same box each time.
/// </summary>
internal static class HubCommand
{
    private static readonly string[] Stages = ["search", "price", "sign"];

    public static async Task<int> RunAsync(Options options)
    {
        var count = options.Number("count", 2_000);
        var random = new Random(options.Number("seed", 1));
        using var house = new RunningHouse();
        var terminals = await TerminalsAsync(house);
        for (var i = 0; i < 300; i++)
        {
            var (from, to) = Pair();
            await house.QuoteAsync(from, to); // warm
        }
        Console.WriteLine($"{terminals.Count} terminals, {count} quotes each");
        await MeasureAsync("known cargo", _ => { });
        await MeasureAsync("new cargo", request => request["equipment"]![0]!["cargoKg"] = random.Next(1_000, 20_000));
        return 0;

        (string From, string To) Pair()
        {
            var from = random.Next(terminals.Count);
            var to = random.Next(terminals.Count - 1);
            return (terminals[from], terminals[to < from ? to : to + 1]);
        }

        async Task MeasureAsync(string what, Action<JsonObject> with)
        {
            var times = Stages.ToDictionary(stage => stage, _ => new List<double>());
            var quoting = new List<double>();
            var none = 0;
            while (quoting.Count < count)
            {
                var (from, to) = Pair();
                var (quote, timing) = await house.QuoteAsync(from, to, with);
                if (quote["options"]!.AsArray().Count == 0)
                {
                    none++;
                    continue;
                }
                var stages = timing
                    .Split(", ")
                    .Select(part => part.Split(";dur="))
                    .ToDictionary(part => part[0], part => 1_000 * double.Parse(part[1], CultureInfo.InvariantCulture));
                foreach (var stage in Stages)
                {
                    times[stage].Add(stages[stage]);
                }
                quoting.Add(stages["search"] + stages["price"]);
            }
            Console.WriteLine($"{what} ({none} without an option left out)");
            Console.WriteLine($"  search + price  {new Statistics(quoting)}");
            foreach (var stage in Stages)
            {
                Console.WriteLine($"  {stage, -14}  {new Statistics(times[stage])}");
            }
        }
    }

    private static async Task<List<string>> TerminalsAsync(RunningHouse house)
    {
        var answer = JsonNode.Parse(await house.Routing.GetStringAsync("/v1/terminals"))!;
        return [.. answer["items"]!.AsArray().Where(t => t!["modes"]!.AsArray().Count > 0).Select(t => t!["code"]!.GetValue<string>())];
    }
}
