using System.Globalization;
using Qujiang.Cli.Api;
using Spectre.Console;

namespace Qujiang.Cli.Rendering;

/// <summary>One option in full: when what happens where, and what each thing costs.</summary>
internal static class OptionView
{
    public static void Timeline(IAnsiConsole console, QuoteOption option, int number)
    {
        var labels = option.Labels is { Count: > 0 } names ? $" ({string.Join(", ", names.Select(QuoteView.Label))})" : "";
        console.Line();
        console.Line(
            $"Option {number}{labels}: {Words.Number(option.Price.Amount)} {option.Price.Currency}, {Words.Kilograms(option.Co2eKg)} CO2e, "
                + $"{Words.Plural(option.Boardings, "boarding")}, {Words.Span(option.Arrival - option.Departure)}",
            Paper.Strong
        );
        console.Write(Calls(option));
        if (option.Price.Charges is { Count: > 0 } charges)
        {
            console.Write(Charges(console, option, charges));
        }
        Emissions(console, option);
        foreach (var warning in option.Warnings ?? [])
        {
            console.Line($"Note: {warning}", Paper.Warn);
        }
        if (option.Quality == "E")
        {
            console.Line("Some figures behind this option are estimates (quality E).", Paper.Faint);
        }
    }

    private static Grid Calls(QuoteOption option)
    {
        var grid = new Grid();
        foreach (var (left, right) in new[] { (2, 2), (0, 2), (0, 0) })
        {
            grid.AddColumn(new GridColumn { Padding = new Padding(left, 0, right, 0), NoWrap = left + right > 0 });
        }
        foreach (var leg in option.Legs)
        {
            if (leg.Cutoff is { } cutoff && cutoff < leg.Departure)
            {
                Row(cutoff, leg.From, $"cut-off for the {Words.Vehicle(leg)}", Paper.Faint);
            }
            Row(leg.Departure, leg.From, $"depart, {Ride(leg)}");
            Row(leg.Arrival, leg.To, $"arrive after {Words.Span(leg.Arrival - leg.Departure)}");
            var available = leg.Available ?? (leg == option.Legs[^1] ? option.Arrival : leg.Arrival);
            if (available > leg.Arrival)
            {
                Row(available, leg.To, "available", leg == option.Legs[^1] ? Paper.Good : Paper.Faint);
            }
        }
        return grid;

        void Row(DateTimeOffset when, string where, string what, Style? style = null) =>
            grid.AddRow(Paper.Cell(Words.MomentWithDay(when), style), Paper.Cell(where, style), Paper.Cell(what, style));
    }

    private static string Ride(QuoteLeg leg)
    {
        var parts = new List<string> { $"{Words.Vehicle(leg)} {leg.MovementId ?? leg.LaneId ?? leg.Line}".TrimEnd() };
        if (leg.Km is { } km)
        {
            parts.Add($"{Words.Number(km)} km");
        }
        if (leg.Free is { } free)
        {
            parts.Add($"{Words.Room(free)} free");
        }
        return string.Join(", ", parts);
    }

    private static Table Charges(IAnsiConsole console, QuoteOption option, IReadOnlyList<QuoteCharge> charges)
    {
        var wide = console.IsWide();
        var table = wide
            ? Paper.Table(
                console,
                ("Charge", Justify.Left),
                ("Leg", Justify.Right),
                ("Basis", Justify.Left),
                ("Quantity", Justify.Right),
                ("Unit price", Justify.Right),
                ($"Amount {option.Price.Currency}", Justify.Right),
                ("Tariff", Justify.Left)
            )
            : Paper.Table(
                console,
                ("Charge", Justify.Left),
                ("Leg", Justify.Right),
                ("Reckoning", Justify.Left),
                ($"Amount {option.Price.Currency}", Justify.Right)
            );
        foreach (var charge in charges)
        {
            var name = Code(charge.Code) + (charge.MinimumApplied == true ? " (minimum)" : "");
            var leg = charge.Leg?.ToString(CultureInfo.InvariantCulture) ?? "";
            var (quantity, unit, amount) = (Words.Number(charge.Quantity), Words.Number(charge.UnitPrice), Words.Number(charge.Amount));
            if (wide)
            {
                table.AddRow(Cells(name, leg, Code(charge.Basis), quantity, unit, amount, charge.Tariff ?? ""));
            }
            else
            {
                table.AddRow(Cells(name, leg, $"{quantity} {Code(charge.Basis)} x {unit}", amount));
            }
        }
        var total = Paper.Cell(Words.Number(option.Price.Amount), Paper.Strong);
        var sum = Paper.Cell("Total", Paper.Strong);
        table.AddRow(wide ? [sum, .. Cells("", "", "", ""), total, .. Cells("")] : [sum, .. Cells("", ""), total]);
        return table;
    }

    private static void Emissions(IAnsiConsole console, QuoteOption option)
    {
        foreach (var leg in option.Legs.Where(l => l.Co2eKg is not null))
        {
            var factor = leg.Co2eFactor is { GPerTkm: { } grams } f
                ? $" at {grams} g/tkm ({string.Join(", ", new[] { f.Source, f.Quality is null ? null : $"quality {f.Quality}" }.OfType<string>())})"
                : "";
            console.Line(
                $"CO2e leg {leg.Sequence} by {Words.Vehicle(leg)}: {Words.Kilograms(leg.Co2eKg)}{factor}{Besides(leg)}",
                Paper.Faint
            );
        }
    }

    /// <summary>What of it is not carrying the cargo: <c>; of it hub operation 22.8 kg, empty return 4.6 kg</c>.</summary>
    private static string Besides(QuoteLeg leg)
    {
        var parts = (leg.Co2e ?? [])
            .Where(e => e.Activity is not null and not "TRANSPORT")
            .GroupBy(e => e.Activity)
            .Select(g =>
                $"{Code(g.Key)} {g.Sum(e => decimal.Parse(e.Kg ?? "0", CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)} kg"
            )
            .ToList();
        return parts.Count == 0 ? "" : $"; of it {string.Join(", ", parts)}";
    }

    private static Spectre.Console.Rendering.IRenderable[] Cells(params string[] texts) => [.. texts.Select(t => Paper.Cell(t))];

    private static string Code(string? code) => code?.ToLowerInvariant().Replace('_', ' ') ?? "";
}
