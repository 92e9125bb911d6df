using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Ledger;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>What an operator wants to offer from now on: either as a whole, or as what is to be left free.</summary>
internal sealed record CapacityChange(Ceiling? Offered, Ceiling? Free)
{
    public static CapacityChange? Read(RoomInput? offered, RoomInput? free, Validator at)
    {
        if (!at.Require(offered is null != free is null, "must have exactly one of offered and free"))
            return null;
        return new CapacityChange(offered?.Read(at.At("offered")), free?.Read(at.At("free")));
    }

    /// <summary>
    /// What is wanted then, given what is wanted now and what is taken. A dimension that is not named stays. Overbooked by so many per cent, so much less
    /// room must be there to leave something free.
    /// </summary>
    public CapacityVector Apply(CapacityVector wanted, CapacityVector taken, int overbookingPercent)
    {
        var (old, used) = (Room.Values(wanted), Room.Values(taken));
        var (all, rest) = (Values(Offered), Values(Free));
        var result = Enumerable
            .Range(0, old.Length)
            .Select(d => all[d] ?? Behind(used[d] + rest[d], overbookingPercent) ?? old[d])
            .ToArray();
        return new CapacityVector(result[0], result[1], result[2], result[3], result[4]);
    }

    /// <summary>409 that names the numbers.</summary>
    public static ProblemHttpResult Refuse(IReadOnlyList<Shortfall> shortfalls) =>
        Problems.Of(
            StatusCodes.Status409Conflict,
            "capacity-taken",
            "Less would be offered than is taken",
            $"{string.Join("; ", shortfalls)}. With force=true as much as is taken stays offered, and the rest is withdrawn as it is given back.",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["shortfalls"] = shortfalls }
        );

    /// <summary>The reason told with the change.</summary>
    public static string Reason(IReadOnlyList<Shortfall> shortfalls) =>
        shortfalls.Count == 0 ? "operator" : $"operator: {string.Join("; ", shortfalls)}";

    /// <summary>The least room of which so much can be sold.</summary>
    private static int? Behind(int? sellable, int overbookingPercent) =>
        sellable is { } amount ? (int)(((amount * 100L) + 99 + overbookingPercent) / (100 + overbookingPercent)) : null;

    private static int?[] Values(Ceiling? c) => [c?.Teu100, c?.Kg, c?.Litres, c?.ReeferPlugs, c?.Uld];
}
