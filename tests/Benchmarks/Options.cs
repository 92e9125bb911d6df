namespace Qujiang.Benchmarks;

/// <summary>Options of the form --name value.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public Options(ReadOnlySpan<string> args)
    {
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[i]}' is not an option with a value.");
            }

            values[args[i][2..]] = args[i + 1];
        }
    }

    public string Text(string name) =>
        values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"--{name} is missing.");

    public string? TextOrNone(string name) => values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) =>
        values.TryGetValue(name, out var value) ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A number or a range such as 1..4.</summary>
    public (int From, int To) Range(string name, int from, int to)
    {
        if (!values.TryGetValue(name, out var value))
        {
            return (from, to);
        }

        var ends = value.Split("..");
        return (int.Parse(ends[0]), int.Parse(ends[^1]));
    }
}
