using System.Globalization;
using System.Text.Json;
using Qujiang.Cli.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Qujiang.Cli.Rendering;

/// <summary>The options of a quote as a table; or why there is none.</summary>
internal static class QuoteView
{
    public static void Table(IAnsiConsole console, QuoteRequest request, Quote quote)
    {
        var options = quote.Options!;
        console.Line();
        console.Line($"{Name(request.Origin)} to {Name(request.Destination)}: {Cargo(request)}", Paper.Strong);
        console.Write(console.IsWide() ? WideTable(console, options) : NarrowTable(console, options));
        Footer(console, quote);
    }

    public static void Reasons(IAnsiConsole console, Quote quote)
    {
        console.Line("No way was found.", Paper.Bad);
        foreach (var reason in quote.Reasons ?? [])
        {
            console.Line($"- {reason.Constraint}{(reason.Where is { Length: > 0 } where ? $" at {where}" : "")}: {reason.Detail}");
            if (reason.Relaxation is { Length: > 0 } relaxation)
            {
                console.Line($"  Possible: {relaxation}", Paper.Good);
            }
        }
        Footer(console, quote);
    }

    private static Table WideTable(IAnsiConsole console, IReadOnlyList<QuoteOption> options)
    {
        var table = Paper.Table(
            console,
            ("#", Justify.Right),
            ("Best", Justify.Left),
            ("Cut-off", Justify.Left),
            ("Departure", Justify.Left),
            ("Arrival", Justify.Left),
            ("By", Justify.Left),
            ("Boardings", Justify.Right),
            ($"Price {Currency(options)}", Justify.Right),
            ("CO2e", Justify.Right),
            ("Free room", Justify.Right)
        );
        foreach (var (i, option) in options.Index())
        {
            table.AddRow(
                Number(i),
                Labels(option),
                Paper.Cell(Words.Moment(Cutoff(option))),
                Paper.Cell(Words.Moment(option.Departure)),
                Paper.Cell(Words.Moment(option.Arrival)),
                Paper.Cell(Words.Chain(option)),
                Paper.Cell(option.Boardings.ToString(CultureInfo.InvariantCulture)),
                Paper.Cell(Words.Number(option.Price.Amount), Paper.Strong),
                Paper.Cell(Words.Kilograms(option.Co2eKg)),
                Paper.Cell(Words.Room(option.Capacity))
            );
        }
        return table;
    }

    private static Table NarrowTable(IAnsiConsole console, IReadOnlyList<QuoteOption> options)
    {
        var table = Paper.Table(
            console,
            ("#", Justify.Right),
            ("Best", Justify.Left),
            ("Cut-off\nDeparture\nArrival", Justify.Left),
            ("By\nBoardings", Justify.Left),
            ($"Price {Currency(options)}\nCO2e\nFree room", Justify.Right)
        );
        foreach (var (i, option) in options.Index())
        {
            table.AddRow(
                Number(i),
                Labels(option),
                Paper.Cell($"{Words.Moment(Cutoff(option))}\n{Words.Moment(option.Departure)}\n{Words.Moment(option.Arrival)}"),
                Paper.Cell($"{Words.Chain(option)}\n{Words.Plural(option.Boardings, "boarding")}"),
                Paper.Cell($"{Words.Number(option.Price.Amount)}\n{Words.Kilograms(option.Co2eKg)}\n{Words.Room(option.Capacity)}")
            );
        }
        return table;
    }

    private static void Footer(IAnsiConsole console, Quote quote)
    {
        if (quote.Warnings is { ValueKind: JsonValueKind.Array } warnings)
        {
            foreach (var warning in warnings.EnumerateArray())
            {
                console.Line(
                    $"Note: {(warning.ValueKind == JsonValueKind.String ? warning.GetString() : warning.GetRawText())}",
                    Paper.Warn
                );
            }
        }
        if (quote.AsOf is { Count: > 0 } modes)
        {
            var each = modes.Select(m => $"{m.Key.ToLowerInvariant()} {Words.Moment(m.Value, "HH:mm:ss")}");
            console.Line($"Known as of {string.Join(", ", each)}", Paper.Faint);
        }
        var until = quote.ValidUntil is { } end && quote.Options is { Count: > 0 } ? $"; offers valid until {Words.Moment(end)}" : "";
        console.Line($"Quote {quote.QuoteId}; times +08:00{until}", Paper.Faint);
    }

    private static IRenderable Number(int index) => Paper.Cell((index + 1).ToString(CultureInfo.InvariantCulture));

    private static IRenderable Labels(QuoteOption option) => Paper.Cell(string.Join('\n', (option.Labels ?? []).Select(Label)), Paper.Good);

    public static string Label(string label) => label.ToLowerInvariant().Replace('_', ' ');

    private static DateTimeOffset? Cutoff(QuoteOption option) => option.Legs.Select(l => l.Cutoff).FirstOrDefault(c => c is not null);

    private static string Currency(IReadOnlyList<QuoteOption> options) => options[0].Price.Currency;

    private static string Name(PlaceRequest place) =>
        place.Terminal ?? place.Unlocode ?? place.Name ?? FormattableString.Invariant($"{place.Lat},{place.Lon}");

    private static string Cargo(QuoteRequest request)
    {
        var parts = new List<string>();
        parts.AddRange((request.Equipment ?? []).Select(e => $"{e.Count} x {e.Type} of {Weight(e.CargoKg)}"));
        parts.AddRange((request.Pieces ?? []).Select(p => $"{p.Count} x {p.LengthCm}x{p.WidthCm}x{p.HeightCm} cm of {Weight(p.Kg)}"));
        if (request.Bulk is { } bulk)
        {
            parts.Add($"{Weight(bulk.Kg)} {bulk.Commodity}");
        }
        if (request.DangerousGoods is { } dg)
        {
            parts.Add($"UN {dg.UnNumber} class {dg.Class}");
        }
        if (request.Reefer is { } reefer)
        {
            parts.Add(FormattableString.Invariant($"at {reefer.SetPointC} °C"));
        }
        return string.Join(", ", parts);
    }

    private static string Weight(decimal kilograms) =>
        kilograms >= 1000
            ? FormattableString.Invariant($"{kilograms / 1000:0.###} t")
            : FormattableString.Invariant($"{kilograms:0.###} kg");
}
