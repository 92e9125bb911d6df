using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Qujiang.Cli;

/// <summary>What the client takes from the machine it runs on.</summary>
/// <param name="Output">Answers.</param>
/// <param name="Error">Complaints.</param>
/// <param name="Variable">Reads an environment variable.</param>
internal sealed record CliHost(IAnsiConsole Output, IAnsiConsole Error, HttpClient Http, Func<string, string?> Variable, TimeProvider Time)
{
    private const int WidthWhenPiped = 120;

    public static CliHost OfThisProcess(HttpClient http) =>
        new(
            Console(System.Console.Out, System.Console.IsOutputRedirected),
            Console(System.Console.Error, System.Console.IsErrorRedirected),
            http,
            Environment.GetEnvironmentVariable,
            TimeProvider.System
        );

    /// <summary>Colours only for a terminal that wants them (<c>NO_COLOR</c> unset); a pipe is as wide as COLUMNS says, else 120.</summary>
    private static IAnsiConsole Console(TextWriter writer, bool redirected)
    {
        var plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = InteractionSupport.No,
            }
        );
        if (redirected)
        {
            var columns = Environment.GetEnvironmentVariable("COLUMNS");
            console.Profile.Width =
                int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width >= 40
                    ? width
                    : WidthWhenPiped;
        }
        console.Profile.Capabilities.Unicode = writer.Encoding.CodePage == Encoding.UTF8.CodePage;
        return console;
    }

    /// <summary>Base address of a service: from <c>QJ_RAIL_URL</c> and the like, else where <c>deploy/up</c> puts it.</summary>
    public Uri Url(string service)
    {
        var text = Variable($"QJ_{service.ToUpperInvariant()}_URL");
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Uri($"http://127.0.0.1:{7401 + Array.IndexOf(Services, service)}/");
        }
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CliException(ExitCode.BadInput, $"QJ_{service.ToUpperInvariant()}_URL is not a web address: {text}");
    }

    /// <summary>The services, in the order of their ports from 7401.</summary>
    public static readonly string[] Services = ["waterway", "rail", "road", "air", "routing"];
}

/// <summary>What the process answers its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int NoOption = 1;
    public const int BadInput = 2;
    public const int Unavailable = 3;
    public const int NotAllowed = 4;
}

/// <summary>Ends a command with a message for the person at the terminal.</summary>
internal sealed class CliException(int exitCode, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Further lines, one thing each.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];
}
