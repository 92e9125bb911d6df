using Spectre.Console;
using Spectre.Console.Rendering;

namespace Qujiang.Cli.Rendering;

/// <summary>The few forms that everything here is printed in. Text from services is never read as markup.</summary>
internal static class Paper
{
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Faint = new(Color.Grey);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Warn = new(Color.Yellow);

    /// <summary>From this width on a table gets a column for everything; below, cells hold several lines.</summary>
    public const int Wide = 110;

    public static bool IsWide(this IAnsiConsole console) => console.Profile.Width >= Wide;

    public static Table Table(IAnsiConsole console, params (string Header, Justify Align)[] columns)
    {
        var table = new Table { Border = console.Profile.Capabilities.Unicode ? TableBorder.Simple : TableBorder.Ascii2 };
        foreach (var (header, align) in columns)
        {
            table.AddColumn(new TableColumn(new Text(header, Strong)) { Alignment = align, Padding = new Padding(0, 0, 1, 0) });
        }
        return table;
    }

    public static IRenderable Cell(string text, Style? style = null) => new Text(text, style ?? Style.Plain);

    public static void Line(this IAnsiConsole console, string text = "", Style? style = null)
    {
        console.Write(new Text(text, style));
        console.WriteLine();
    }

    /// <summary>Writes without wrapping: for lines that programs read or people copy.</summary>
    public static void Raw(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
