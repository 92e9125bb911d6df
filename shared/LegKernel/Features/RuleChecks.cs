using Qujiang.Contracts.V1;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>Whether what is said of what a movement takes aboard makes sense: whoever quotes or holds computes with it.</summary>
internal static class RuleChecks
{
    private const int LongestMinutes = 14 * 24 * 60;

    /// <summary>Names every member that does not.</summary>
    public static void Check(LegModule module, CargoRules rules, Validator at)
    {
        at.Require(
            rules.SpecialCutoffMinutes is null or (>= 0 and <= LongestMinutes),
            "specialCutoffMinutes",
            $"must be from 0 to {LongestMinutes}: two weeks"
        );
        at.Require(
            rules.PieceGauges is null or { Count: <= 100 } && (rules.PieceGauges ?? []).All(IsGauge),
            "pieceGauges",
            "must be at most 100 spaces, each with a name, sides above 0 and a weight"
        );
        foreach (var (member, detail) in module.RuleProblems?.Invoke(rules) ?? [])
            at.Error(member, detail);
    }

    private static bool IsGauge(PieceGauge? gauge) =>
        gauge is { Name.Length: > 0 and <= 100, LengthCm: > 0 and <= 10_000, WidthCm: > 0 and <= 10_000, HeightCm: > 0 and <= 10_000 }
        && gauge.Kg is >= 0 and <= 10_000_000;
}
