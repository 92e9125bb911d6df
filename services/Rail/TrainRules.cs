using Qujiang.Contracts.V1;

namespace Qujiang.Rail;

/// <summary>What makes no sense in what somebody tells of a train.</summary>
public static class TrainRules
{
    /// <summary>Each member, and why. Pure.</summary>
    public static IEnumerable<(string Member, string Detail)> Problems(CargoRules rules)
    {
        if (
            rules.Wagons
            is not (null or { Teu100: > 0 and <= 1_000_000, Kg: > 0 and <= 1_000_000, Tiers: 1 or 2, TrainTeu100: >= 0 and <= 1_000_000 })
        )
        {
            yield return ("wagons", "must have slots and a load above 0, and 1 or 2 tiers");
        }

        if (rules.Ulds is not null || rules.Aircraft is not null)
        {
            yield return (rules.Ulds is not null ? "ulds" : "aircraft", "is not for trains");
        }
    }
}
