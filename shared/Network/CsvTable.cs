using System.Globalization;
using System.Reflection;
using System.Text;

namespace Qujiang.Network;

/// <summary>A small RFC 4180 table with a header, as the hub's data files are: quoted fields may hold commas, quotes and line ends.</summary>
public sealed class CsvTable
{
    private readonly Dictionary<string, int> columns;

    private CsvTable(IReadOnlyList<string> header, IReadOnlyList<CsvRow> rows, Dictionary<string, int> index)
    {
        Header = header;
        Rows = rows;
        columns = index;
    }

    /// <summary>Column names in file order.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The rows after the header.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a CSV file that is embedded in <paramref name="assembly"/> under a name that ends in <paramref name="file"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such resource.</exception>
    public static CsvTable Embedded(Assembly assembly, string file)
    {
        var name =
            assembly.GetManifestResourceNames().FirstOrDefault(n => n.EndsWith('.' + file, StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"{assembly.GetName().Name} embeds no {file}", file);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Parses text. Blank lines are skipped.</summary>
    /// <exception cref="FormatException">A row has another number of fields than the header, a column name occurs twice, or a quote is left open.</exception>
    public static CsvTable Parse(string text)
    {
        var records = Records(text);
        if (records.Count == 0)
        {
            throw new FormatException("The file has no header.");
        }

        var header = records[0].Fields;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            if (!index.TryAdd(header[i], i))
            {
                throw new FormatException($"Column {header[i]} occurs twice.");
            }
        }

        var rows = new List<CsvRow>(records.Count - 1);
        var table = new CsvTable(header, rows, index);
        foreach (var (line, fields) in records.Skip(1))
        {
            if (fields.Count != header.Count)
            {
                throw new FormatException($"Line {line} has {fields.Count} fields, the header {header.Count}.");
            }

            rows.Add(new CsvRow(table, line, fields));
        }

        return table;
    }

    internal int Column(string name) =>
        columns.TryGetValue(name, out var i) ? i : throw new KeyNotFoundException($"There is no column {name}.");

    private static List<(int Line, List<string> Fields)> Records(string text)
    {
        var records = new List<(int, List<string>)>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var (line, start, quoted, wasQuoted) = (1, 1, false, false);
        var i = text.StartsWith('\uFEFF') ? 1 : 0;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                line++;
            }

            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (c == ',')
            {
                EndField();
            }
            else if (c == '\n')
            {
                EndRecord();
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (quoted)
        {
            throw new FormatException($"The quote opened in line {start} or later is never closed.");
        }

        EndRecord();
        return records;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }

        void EndRecord()
        {
            if (fields.Count > 0 || field.Length > 0 || wasQuoted)
            {
                EndField();
                records.Add((start, fields));
                fields = [];
            }

            start = line;
        }
    }
}

/// <summary>One row of a <see cref="CsvTable"/>, fields by column name.</summary>
public sealed class CsvRow
{
    private readonly CsvTable table;
    private readonly IReadOnlyList<string> fields;

    internal CsvRow(CsvTable table, int line, IReadOnlyList<string> fields)
    {
        this.table = table;
        this.fields = fields;
        Line = line;
    }

    /// <summary>Line number in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>The field of a column, possibly empty.</summary>
    public string this[string column] => fields[table.Column(column)];

    /// <summary>The field, or null when it is empty.</summary>
    public string? Optional(string column) => this[column] is { Length: > 0 } text ? text : null;

    /// <summary>The field as a whole number.</summary>
    public int Int(string column) => Parse(column, t => int.Parse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>The field as a decimal number.</summary>
    public decimal Decimal(string column) => Parse(column, t => decimal.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <summary>The field as a floating-point number.</summary>
    public double Double(string column) => Parse(column, t => double.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <summary>The field as <c>true</c> or <c>false</c>.</summary>
    public bool Bool(string column) => Parse(column, bool.Parse);

    /// <summary>The field split at <paramref name="separator"/>; empty for an empty field.</summary>
    public IReadOnlyList<string> List(string column, char separator = '|') =>
        this[column].Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private T Parse<T>(string column, Func<string, T> parse)
    {
        try
        {
            return parse(this[column]);
        }
        catch (FormatException e)
        {
            throw new FormatException($"Line {Line}, column {column}: '{this[column]}' is malformed.", e);
        }
    }
}
