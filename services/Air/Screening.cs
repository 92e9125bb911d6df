using Qujiang.LegKernel;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>How long before a departure cargo must be there: to be accepted, and to be screened before that.</summary>
/// <param name="GeneralMinutes">For any cargo.</param>
/// <param name="SpecialMinutes">For dangerous goods and cargo kept at a temperature.</param>
public sealed record Screening(int GeneralMinutes, int SpecialMinutes)
{
    /// <summary>That of this assembly's own data.</summary>
    public static Screening Policy { get; } = Load();

    /// <summary>How much sooner special cargo must be there.</summary>
    public int EarlierMinutes => SpecialMinutes - GeneralMinutes;

    /// <summary>A line with the cut-offs of this policy.</summary>
    public LinePattern CutOff(LinePattern line) =>
        line with
        {
            Calls = [.. line.Calls.Select(c => c with { CutoffMinutes = GeneralMinutes })],
            Rules = line.Rules with { SpecialCutoffMinutes = EarlierMinutes },
        };

    private static Screening Load()
    {
        var rows = CsvTable
            .Embedded(typeof(Screening).Assembly, "screening.csv")
            .Rows.ToDictionary(r => r["cargo"], r => r.Int("acceptance_minutes") + r.Int("screening_minutes"), StringComparer.Ordinal);
        return new(rows["GENERAL"], rows["SPECIAL"]);
    }
}
