using System.CommandLine;
using System.CommandLine.Help;
using Qujiang.Cli.Commands;
using Spectre.Console;

namespace Qujiang.Cli;

/// <summary>The command line as a whole: parse, run, turn failures into words and exit codes.</summary>
internal static class QjCommand
{
    private const string Description = """
        Quotes, terminals and movements of the Qujiang hub: water, rail, road and air.

        Exit codes: 0 done; 1 no option found; 2 bad input; 3 a service is unavailable; 4 not allowed.
        Environment: QJ_ROUTING_URL, QJ_WATERWAY_URL, QJ_RAIL_URL, QJ_ROAD_URL, QJ_AIR_URL (http://127.0.0.1:7401-7405);
        QJ_TOKEN (a bearer token), or QJ_DEV_KEY (private PEM of a development key) with QJ_TENANT (demo).
        """;

    public static Command Build(CliHost host)
    {
        var root = new Command("qj", Description)
        {
            QuoteCommand.Build(host),
            TerminalsCommand.Build(host),
            MovementsCommand.Build(host),
            SchedulesCommand.Build(host),
            WatchCommand.Build(host),
            NamesCommand.Build(host),
            StatusCommand.Build(host),
            TokenCommand.Build(host),
        };
        root.Add(new HelpOption { Recursive = true });
        return root;
    }

    public static async Task<int> RunAsync(string[] args, CliHost host, CancellationToken cancellation = default)
    {
        var parsed = Build(host).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.DistinctBy(e => e.Message))
            {
                Complain(host, error.Message, []);
            }
            Line(host.Error, $"Try: {CommandPath(parsed.CommandResult)} --help");
            return ExitCode.BadInput;
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = host.Output.Profile.Out.Writer,
                Error = host.Error.Profile.Out.Writer,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (CliException e)
        {
            Complain(host, e.Message, e.Details);
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Ok; // Ctrl-C
        }
    }

    private static string CommandPath(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent
            ? $"{CommandPath(parent)} {result.Command.Name}"
            : result.Command.Name;

    private static void Complain(CliHost host, string message, IReadOnlyList<string> details)
    {
        host.Error.Write(new Text("Error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        Line(host.Error, message);
        foreach (var detail in details)
        {
            Line(host.Error, "  " + detail);
        }
    }

    private static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
