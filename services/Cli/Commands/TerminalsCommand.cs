using System.CommandLine;
using System.Text.Json;
using Qujiang.Cli.Api;
using Qujiang.Cli.Rendering;
using Spectre.Console;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj terminals [search]</c>.</summary>
internal static class TerminalsCommand
{
    public static Command Build(CliHost host)
    {
        var search = new Argument<string?>("SEARCH")
        {
            Description = "Part of a code or a name, English or Chinese; a UN/LOCODE.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print the service's answer as JSON." };
        var command = new Command("terminals", "Find terminals by code or name.") { search, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var query = parsed.GetValue(search) is { Length: > 0 } text ? $"?query={Uri.EscapeDataString(text)}" : "";
                var found = await Pages.AllAsync(new ApiClient(host, "routing"), "v1/terminals" + query, cancellation);
                if (parsed.GetValue(json))
                {
                    host.Output.Raw(JsonSerializer.Serialize(found, WireJson.Indented));
                    return ExitCode.Ok;
                }
                Show(host.Output, found);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Show(IAnsiConsole console, List<JsonElement> terminals)
    {
        var wide = console.IsWide();
        var table = Paper.Table(
            console,
            [
                ("Code", Justify.Left),
                ("Name", Justify.Left),
                ("名称", Justify.Left),
                ("Kind", Justify.Left),
                .. wide ? new[] { ("UN/LOCODE", Justify.Left), ("Modes", Justify.Left), ("Lat, lon", Justify.Left) } : [],
            ]
        );
        foreach (var terminal in terminals)
        {
            string[] texts =
            [
                terminal.Text("code", "terminal"),
                terminal.Text("nameEn", "name"),
                terminal.Text("nameZh"),
                terminal.Text("kind").ToLowerInvariant().Replace('_', ' '),
                .. wide
                    ? new[]
                    {
                        terminal.Text("unlocode"),
                        terminal.Text("modes").ToLowerInvariant(),
                        $"{terminal.Text("latitude", "lat")}, {terminal.Text("longitude", "lon")}",
                    }
                    : [],
            ];
            table.AddRow(texts.Select(t => Paper.Cell(t)));
        }
        console.Write(table);
        console.Line(Words.Plural(terminals.Count, "terminal"), Paper.Faint);
    }
}
