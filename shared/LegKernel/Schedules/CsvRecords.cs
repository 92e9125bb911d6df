using System.Runtime.CompilerServices;
using System.Text;

namespace Qujiang.LegKernel.Schedules;

/// <summary>A record of a CSV body.</summary>
/// <param name="Line">Line where it begins.</param>
/// <param name="Error">Why it could not be read; the fields are worth nothing then.</param>
internal readonly record struct CsvRecord(int Line, IReadOnlyList<string> Fields, string? Error);

/// <summary>RFC 4180 records, one after the other: fields in quotes may hold commas, quotes and line ends. Blank lines are passed over.</summary>
internal static class CsvRecords
{
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(TextSource text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (fields, field) = (new List<string>(), new StringBuilder());
        var (start, size, quoted, wasQuoted, afterQuote) = (1, 0, false, false, false);
        while (true)
        {
            var c = await text.NextAsync(cancellationToken);
            if (quoted && c >= 0)
            {
                if (c == '"')
                    (quoted, afterQuote) = (false, true);
                else
                    field.Append((char)c);
                if (++size <= TextSource.LongestRecord)
                    continue;
                yield return new CsvRecord(start, [], "a quote is opened here and never closed");
                await text.LineAsync(cancellationToken);
                Reset();
                continue;
            }
            if (c == '"' && afterQuote)
            {
                field.Append('"');
                (quoted, afterQuote) = (true, false);
                continue;
            }
            afterQuote = false;
            switch (c)
            {
                case '"' when field.Length == 0:
                    (quoted, wasQuoted) = (true, true);
                    break;
                case ',':
                    EndField();
                    break;
                case -1 or '\n':
                    if (quoted)
                        yield return new CsvRecord(start, [], "a quote is opened here and never closed");
                    else if (fields.Count > 0 || field.Length > 0 || wasQuoted)
                    {
                        EndField();
                        yield return new CsvRecord(start, fields, null);
                    }
                    if (c < 0)
                        yield break;
                    Reset();
                    break;
                case '\r':
                    break;
                default:
                    field.Append((char)c);
                    break;
            }
            if (++size > TextSource.LongestRecord)
            {
                yield return new CsvRecord(start, [], $"is longer than {TextSource.LongestRecord} characters");
                if (c != '\n')
                    await text.LineAsync(cancellationToken);
                Reset();
            }
        }

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }

        void Reset()
        {
            fields = [];
            field.Clear();
            (start, size, quoted, wasQuoted, afterQuote) = (text.Line, 0, false, false, false);
        }
    }
}
