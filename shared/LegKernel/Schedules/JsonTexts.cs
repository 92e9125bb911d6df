using System.Runtime.CompilerServices;
using System.Text;

namespace Qujiang.LegKernel.Schedules;

/// <summary>The text of one object of a body.</summary>
internal readonly record struct JsonText(int Line, string Text, string? Error);

/// <summary>Cuts a JSON array, or objects one a line, into its objects without reading them: one malformed object does not spoil the others.</summary>
internal static class JsonTexts
{
    public static async IAsyncEnumerable<JsonText> ReadAsync(TextSource text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var item = new StringBuilder();
        var (start, depth, quoted, escaped) = (1, 0, false, false);
        while (true)
        {
            var line = text.Line;
            var c = await text.NextAsync(cancellationToken);
            if (c < 0)
            {
                if (depth > 0)
                    yield return new JsonText(start, "", "the object that begins here does not end");
                yield break;
            }
            if (depth == 0)
            {
                if (char.IsWhiteSpace((char)c) || c is ',' or '[' or ']')
                    continue;
                if (c != '{')
                {
                    var rest = (char)c + (await text.LineAsync(cancellationToken) ?? "");
                    yield return new JsonText(line, "", $"'{Places.Shown(rest)}' is not an object");
                    continue;
                }
                start = line;
            }
            item.Append((char)c);
            if (quoted)
            {
                quoted = escaped || c != '"';
                escaped = !escaped && c == '\\';
            }
            else if (c == '"')
                (quoted, escaped) = (true, false);
            else if (c is '{' or '[')
                depth++;
            else if (c is '}' or ']')
                depth--;

            var tooLong = item.Length > TextSource.LongestRecord;
            if (depth > 0 && !tooLong)
                continue;
            yield return tooLong
                ? new JsonText(start, "", $"is longer than {TextSource.LongestRecord} characters")
                : new JsonText(start, item.ToString(), null);
            item.Clear();
            (depth, quoted, escaped) = (0, false, false);
            if (tooLong)
                await text.LineAsync(cancellationToken);
        }
    }
}
