namespace Qujiang.Network;

/// <summary>ISO 6346 container numbers: four letters, six digits and a check digit, such as <c>CSQU3054383</c>.</summary>
public static class ContainerNumber
{
    /// <summary>
    /// The check digit of the first ten characters: letters count A=10 to Z=38 skipping multiples of 11, weighted by powers of two, modulo 11, 10 counts as 0.
    /// </summary>
    /// <exception cref="ArgumentException">They are not four letters and six digits.</exception>
    public static int CheckDigit(ReadOnlySpan<char> number)
    {
        if (number.Length < 10)
        {
            throw new ArgumentException("A container number starts with four letters and six digits.", nameof(number));
        }

        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            var c = number[i];
            if (i < 4 ? !char.IsAsciiLetterUpper(c) : !char.IsAsciiDigit(c))
            {
                throw new ArgumentException("A container number starts with four letters and six digits.", nameof(number));
            }

            sum += (i < 4 ? LetterValue(c) : c - '0') << i;
        }

        return sum % 11 % 10;
    }

    /// <summary>Whether the text is a container number with the right check digit; blanks and hyphens are ignored, the category is U, J or Z.</summary>
    public static bool IsValid(string? text)
    {
        var number = string.Concat((text ?? "").Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        return number.Length == 11
            && number.AsSpan(0, 4).IndexOfAnyExceptInRange('A', 'Z') < 0
            && number.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0
            && number[3] is 'U' or 'J' or 'Z'
            && CheckDigit(number) == number[10] - '0';
    }

    // A=10; 11, 22 and 33 are skipped, so that no letter weighs a multiple of the modulus.
    private static int LetterValue(char letter)
    {
        var position = letter - 'A';
        return 10 + position + (position + 9) / 10;
    }
}
