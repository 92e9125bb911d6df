using System.Runtime.CompilerServices;
using System.Text;

namespace Qujiang.LegKernel.Schedules.Edifact;

/// <summary>A segment of an interchange.</summary>
/// <param name="Line">Line where it begins.</param>
/// <param name="Tag">Its three letters.</param>
/// <param name="Elements">Data elements after the tag, each with its components; release characters are taken out.</param>
/// <param name="Error">Why it could not be read; the rest is worth nothing then.</param>
public readonly record struct EdifactSegment(int Line, string Tag, IReadOnlyList<string[]> Elements, string? Error)
{
    /// <summary>A component, both counted from 0; empty where there is none.</summary>
    public string this[int element, int component] =>
        element < Elements.Count && component < Elements[element].Length ? Elements[element][component] : "";
}

/// <summary>Cuts an interchange into segments (ISO 9735 syntax 1 to 3): service characters from UNA, or the usual ones.</summary>
internal static class EdifactSegments
{
    public static async IAsyncEnumerable<EdifactSegment> ReadAsync(
        TextSource text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var signs = new Signs(':', '+', '?', '\'');
        var (segment, released, start, first) = (new Builder(), false, 1, true);
        while (true)
        {
            var line = text.Line;
            var c = await text.NextAsync(cancellationToken);
            if (c < 0)
            {
                if (segment.Length > 0)
                    yield return new EdifactSegment(start, "", [], "the segment that begins here does not end");
                yield break;
            }
            // Between segments files often have line ends, which mean nothing.
            if (segment.Length == 0 && !released && char.IsWhiteSpace((char)c))
                continue;
            if (segment.Length == 0)
                start = line;
            if (released)
            {
                segment.Append((char)c);
                released = false;
            }
            else if (c == signs.Release)
                released = true;
            else if (c == signs.Component)
                segment.EndComponent();
            else if (c == signs.Element)
                segment.EndElement();
            else if (c == signs.End)
            {
                yield return segment.Take(start);
                first = false;
            }
            else if (c is not ('\r' or '\n'))
                segment.Append((char)c);

            if (first && segment.IsServiceString)
            {
                if (await SignsAsync(text, cancellationToken) is not { } others)
                    throw new ScheduleFileException(start, "UNA does not give six different service characters");
                signs = others;
                segment.Take(start);
                first = false;
            }
            if (segment.Length > TextSource.LongestRecord)
            {
                segment.Take(start);
                yield return new EdifactSegment(start, "", [], $"a segment is longer than {TextSource.LongestRecord} characters");
            }
        }
    }

    /// <summary>The six characters after UNA: component, element, decimal mark, release, reserved, end.</summary>
    private static async Task<Signs?> SignsAsync(TextSource text, CancellationToken cancellationToken)
    {
        var given = new int[6];
        for (var i = 0; i < given.Length; i++)
            given[i] = await text.NextAsync(cancellationToken);
        int[] needed = [given[0], given[1], given[3], given[5]];
        return needed.Distinct().Count() < needed.Length || needed.Any(c => c < 0 || char.IsLetterOrDigit((char)c))
            ? null
            : new Signs((char)given[0], (char)given[1], (char)given[3], (char)given[5]);
    }

    private readonly record struct Signs(char Component, char Element, char Release, char End);

    private sealed class Builder
    {
        private readonly List<string[]> elements = [];
        private readonly List<string> components = [];
        private readonly StringBuilder component = new();

        public int Length { get; private set; }

        public bool IsServiceString =>
            elements.Count == 0 && components.Count == 0 && component.Length == 3 && component.ToString() == "UNA";

        public void Append(char c)
        {
            component.Append(c);
            Length++;
        }

        public void EndComponent()
        {
            components.Add(component.ToString());
            component.Clear();
            Length++;
        }

        public void EndElement()
        {
            EndComponent();
            elements.Add([.. components]);
            components.Clear();
        }

        public EdifactSegment Take(int line)
        {
            EndElement();
            var tag = elements[0][0];
            var segment = new EdifactSegment(
                line,
                tag,
                [.. elements.Skip(1)],
                tag.Length == 3 ? null : $"'{Places.Shown(tag)}' is not a segment"
            );
            elements.Clear();
            Length = 0;
            return segment;
        }
    }
}
