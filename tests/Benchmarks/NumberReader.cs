namespace Qujiang.Benchmarks;

/// <summary>Reads rows of integers, separated by tabs, commas or blanks, from a large text file without making garbage.</summary>
internal sealed class NumberReader(Stream stream) : IDisposable
{
    private readonly byte[] buffer = new byte[1 << 20];
    private int at;
    private int end;

    public int Row { get; private set; }

    /// <summary>Fills in the row's numbers and says how many there were; a field that is empty or not a number ends the row. -1 at the end of the file.</summary>
    public int Read(Span<long> fields)
    {
        while (true)
        {
            if (Peek() < 0)
            {
                return -1;
            }

            Row++;
            var count = ReadRow(fields);
            if (count > 0)
            {
                return count;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private int ReadRow(Span<long> fields)
    {
        var count = 0;
        var numeric = true;
        while (true)
        {
            var next = Peek();
            if (next is '\t' or ',' or ' ' or '\r' or '"' or ';')
            {
                at++;
                continue;
            }

            if (next is '\n' or < 0)
            {
                at++;
                return count;
            }

            numeric &= ReadNumber(out var value);
            if (numeric && count < fields.Length)
            {
                fields[count++] = value;
            }
        }
    }

    private bool ReadNumber(out long value)
    {
        value = 0;
        var negative = Peek() == '-';
        at += negative ? 1 : 0;
        var digits = 0;
        int next;
        while ((next = Peek()) is not ('\t' or ',' or ' ' or '\r' or '\n' or ';' or < 0))
        {
            if (next is < '0' or > '9')
            {
                at++;
                digits = int.MinValue;
                continue;
            }

            value = (value * 10) + next - '0';
            digits++;
            at++;
        }

        value = negative ? -value : value;
        return digits > 0;
    }

    private int Peek()
    {
        if (at < end)
        {
            return buffer[at];
        }

        at = 0;
        end = stream.Read(buffer);
        return end > 0 ? buffer[0] : -1;
    }
}
