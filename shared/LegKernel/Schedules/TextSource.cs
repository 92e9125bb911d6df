using System.Text;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Characters of a body as they come (UTF-8; what is not is replaced), with the number of the line. Keeps one block in memory.</summary>
public sealed class TextSource(Stream body) : IDisposable
{
    /// <summary>Longest record, in characters, that a format takes.</summary>
    public const int LongestRecord = 256 * 1024;

    private readonly StreamReader reader = new(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 32 * 1024, leaveOpen: true);
    private readonly char[] block = new char[16 * 1024];
    private int position;
    private int length;

    /// <summary>Line of the next character, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The next character, or -1 at the end.</summary>
    public ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (position == length)
            return FillAsync(cancellationToken);
        var c = block[position++];
        if (c == '\n')
            Line++;
        return new ValueTask<int>(c);
    }

    /// <summary>The rest of the line without its end; null at the end of the body. What is longer than <see cref="LongestRecord"/> is cut off.</summary>
    public async ValueTask<string?> LineAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var any = false;
        while (await NextAsync(cancellationToken) is >= 0 and var c)
        {
            any = true;
            if (c == '\n')
                break;
            if (text.Length < LongestRecord)
                text.Append((char)c);
        }
        if (text.Length > 0 && text[^1] == '\r')
            text.Length--;
        return any ? text.ToString() : null;
    }

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        length = await reader.ReadAsync(block, cancellationToken);
        position = 0;
        return length == 0 ? -1 : await NextAsync(cancellationToken);
    }
}
