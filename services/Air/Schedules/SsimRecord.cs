using System.Globalization;

namespace Qujiang.Air.Schedules;

/// <summary>
/// A record of a schedule data set: 200 characters, the first of which is its type. Columns are counted from 1 as in chapter 7.5 of the IATA Standard Schedules Information Manual.
/// </summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Text">All 200 characters.</param>
internal readonly record struct SsimRecord(int Line, string Text)
{
    public const int Length = 200;

    /// <summary>1 header, 2 carrier, 3 flight leg, 4 segment data, 5 trailer.</summary>
    public char Type => Text[0];

    /// <summary>Whether it is a filler of nothing but zeros.</summary>
    public bool IsFiller => Text.AsSpan().IndexOfAnyExcept('0') < 0;

    /// <summary>Columns, both included, without blanks around.</summary>
    public string this[int from, int to] => Text[(from - 1)..to].Trim();

    /// <summary>Record serial number.</summary>
    public int? Serial => Int(195, 200);

    /// <summary>Digits; null where there is something else.</summary>
    public int? Int(int from, int to) =>
        int.TryParse(this[from, to], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A date <c>01DEC26</c>; null where there is something else.</summary>
    public DateOnly? Date(int from) =>
        DateOnly.TryParseExact(this[from, from + 6], "ddMMMyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateOnly(2000 + (date.Year % 100), date.Month, date.Day)
            : null;

    /// <summary>A time <c>0930</c> in minutes, up to 2400; null where there is something else.</summary>
    public int? Time(int from) =>
        Int(from, from + 3) is { } hhmm && this[from, from + 3].Length == 4 && hhmm / 100 <= 24 && hhmm % 100 < 60 && hhmm <= 2400
            ? (hhmm / 100 * 60) + (hhmm % 100)
            : null;

    /// <summary>A difference to UTC <c>+0800</c> in minutes; null where there is something else.</summary>
    public int? Offset(int from)
    {
        var text = this[from, from + 4];
        return
            text.Length == 5
            && text[0] is '+' or '-'
            && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var hhmm)
            && hhmm / 100 <= 14
            && hhmm % 100 < 60
            ? (text[0] == '-' ? -1 : 1) * ((hhmm / 100 * 60) + (hhmm % 100))
            : null;
    }

    /// <summary>A date variation: days after (0 to 7) or, J, one day before; null where there is something else. Blank is 0.</summary>
    public int? Variation(int column) =>
        Text[column - 1] switch
        {
            ' ' => 0,
            'J' => -1,
            >= '0' and <= '7' and var digit => digit - '0',
            _ => null,
        };
}
