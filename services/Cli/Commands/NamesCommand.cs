using System.CommandLine;
using System.Globalization;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Cli.Rendering;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj names</c>: every name of the hub as a quote there and back, as a Markdown table; what does not work is told.</summary>
internal static class NamesCommand
{
    public static Command Build(CliHost host)
    {
        var ready = Arguments.ValueOption<DateTimeOffset>(
            "--ready",
            $"When the cargo is ready: {Times.Form}. Else tomorrow at 08:00.",
            text => Times.TryInstant(text, host.Time.GetUtcNow(), out var instant) ? instant : null,
            Times.Form
        );
        var command = new Command(
            "names",
            "Ask for a quote from and to each of the hub's places, roads and corridors; prints a Markdown table. Ends with 1 when one has no answer."
        )
        {
            ready,
        };
        command.SetAction((parsed, cancellation) => RunAsync(host, parsed.GetValue(ready) ?? Tomorrow(host), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, DateTimeOffset ready, CancellationToken cancellation)
    {
        var routing = new ApiClient(host, "routing");
        var missing = new List<string>();
        Print(
            $"Asked for cargo that is ready on {Words.Moment(ready, "dd MMM yyyy, HH:mm")}, there / back where they differ. Each figure is the best of all options; "
                + "a mode in brackets is slower and dearer than others and is offered when asked for by itself."
        );
        Print("");
        Print("| Name | | Between | Cargo | Modes | From CNY | Within | From kg CO2e |");
        Print("|---|---|---|---|---|--:|--:|--:|");
        foreach (var name in HubName.All)
        {
            var there = await AskAsync(name, back: false);
            var back = await AskAsync(name, back: true);
            Print(
                $"| {name.NameZh} | {name.NameEn} | {name.From} ⇄ {name.To} | {name.Cargo[(name.Cargo.IndexOf(':') + 1)..]} "
                    + $"| {Both(a => a.Modes)} | {Both(a => a.Price)} | {Both(a => a.Within)} | {Both(a => a.Co2e)} |"
            );

            string Both(Func<Answer, string> what) => what(there) == what(back) ? what(there) : $"{what(there)} / {what(back)}";
        }
        foreach (var what in missing)
        {
            await host.Error.Profile.Out.Writer.WriteLineAsync(what);
        }
        return missing.Count == 0 ? ExitCode.Ok : ExitCode.NoOption;

        void Print(string line) => host.Output.Raw(line);

        async Task<Answer> AskAsync(HubName name, bool back)
        {
            var request = name.Request(back, ready);
            var way = $"from {request.Origin.Terminal} to {request.Destination.Terminal}";
            var quote = await QuoteAsync(request);
            var options = quote.Options ?? [];
            if (options.Count == 0)
            {
                missing.Add($"{name.NameZh}: no way {way}: {string.Join("; ", (quote.Reasons ?? []).Select(r => r.Detail))}");
            }
            if (options.Count > 0 && name.By.Count > 0 && !options.Any(o => o.Legs.Any(l => name.By.Any(b => Rides(l, b)))))
            {
                missing.Add($"{name.NameZh}: nothing by {string.Join(" or ", name.By)} {way}");
            }
            var modes = ModeNames.All.Where(m => Uses(options, m)).Select(m => m.ToLowerInvariant()).ToList();
            foreach (var mode in options.Count == 0 ? [] : name.MustShow.Where(m => !Uses(options, m)))
            {
                var alone = (await QuoteAsync(name.Request(back, ready, mode))).Options ?? [];
                if (alone.Count == 0)
                {
                    missing.Add($"{name.NameZh}: nothing by {mode} {way}");
                }
                else
                {
                    modes.Add($"({mode.ToLowerInvariant()})");
                }
            }
            return options.Count == 0
                ? new Answer("none", "-", "-", "-")
                : new Answer(
                    string.Join(", ", modes),
                    Least(options, o => o.Price.Amount),
                    Words.Span(options.Min(o => o.Arrival) - ready),
                    Least(options, o => o.Co2eKg)
                );
        }

        async Task<Quote> QuoteAsync(QuoteRequest request) =>
            ApiClient.Read<Quote>(await routing.PostAsync("v1/quotes", request, cancellation));
    }

    private static bool Uses(IReadOnlyList<QuoteOption> options, string mode) => options.Any(o => o.Legs.Any(l => l.Mode == mode));

    private static bool Rides(QuoteLeg leg, string name) =>
        leg.Line == name || leg.Provenance?.Source?.Contains(name, StringComparison.Ordinal) == true;

    private static string Least(IReadOnlyList<QuoteOption> options, Func<QuoteOption, string> amount) =>
        options
            .Min(o => decimal.Parse(amount(o), NumberStyles.Number, CultureInfo.InvariantCulture))
            .ToString("N0", CultureInfo.InvariantCulture);

    private static DateTimeOffset Tomorrow(CliHost host) =>
        new(host.Time.GetUtcNow().ToOffset(Times.HubOffset).Date.AddDays(1).AddHours(8), Times.HubOffset);

    /// <summary>The cells of one direction.</summary>
    private sealed record Answer(string Modes, string Price, string Within, string Co2e);
}
