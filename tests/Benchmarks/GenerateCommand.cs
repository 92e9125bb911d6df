namespace Qujiang.Benchmarks;

/// <summary>Makes a file of random queries for a file of legs.</summary>
internal static class GenerateCommand
{
    public static int Run(Options options)
    {
        var legs = LegsFile.Load(options.Text("legs"), bounds: false);
        var terminals = legs.Terminals.Keys.Order().ToArray();
        var random = new Random(options.Number("seed", 1));
        var (least, most) = options.Range("demand", 1, 4);
        var until = options.Number("days", 30) * 86_400;
        using var writer = new StreamWriter(options.Text("out"));
        for (var i = options.Number("count", 2000); i > 0; i--)
        {
            var from = random.Next(terminals.Length);
            var to = (from + random.Next(1, terminals.Length)) % terminals.Length;
            writer.Write(
                $"{terminals[from]},{terminals[to]},{random.Next(until)},{random.Next(least, most + 1)},{options.Number("boardings", 5)}\n"
            );
        }

        return 0;
    }
}
