namespace Qujiang.Tariffs;

/// <summary>A stretch between two calls.</summary>
/// <param name="Km">Kilometres.</param>
/// <param name="Passes">
/// Dues that fall due on it: locks passed. Callers count each PASS call once, in the segment that ends at it.
/// </param>
/// <param name="Hours">From departure to departure (plugs run at a stop as well).</param>
/// <param name="TollKm">Of the kilometres those on roads that take a toll.</param>
public readonly record struct LegSegment(decimal Km, int Passes = 0, decimal Hours = 0, decimal TollKm = 0);

/// <summary>What a price and a CO2e figure depend on besides tariff and cargo.</summary>
/// <param name="BoardKind">Kind of the terminal where the cargo boards, such as <c>SEAPORT</c>.</param>
/// <param name="AlightKind">Kind of the terminal where it alights.</param>
/// <param name="Segments">In order, at least one.</param>
/// <param name="WaitHours">How long the cargo waits where it boards, from the end of the handling after an earlier leg until the departure; 0 on a first leg.</param>
public sealed record LegFacts(string BoardKind, string AlightKind, IReadOnlyList<LegSegment> Segments, decimal WaitHours = 0)
{
    /// <summary>All segments as one.</summary>
    public LegSegment Whole =>
        Segments.Aggregate(default(LegSegment), (a, s) => new(a.Km + s.Km, a.Passes + s.Passes, a.Hours + s.Hours, a.TollKm + s.TollKm));
}

/// <summary>One line of a bill.</summary>
/// <param name="Code">What is charged.</param>
/// <param name="Basis">What the rate is multiplied by.</param>
/// <param name="Quantity">In units of the basis; for PERCENT the amount in currency units that it is a percentage of.</param>
/// <param name="UnitPrice">In currency units per unit, or per cent. With a minimum or a cheaper weight break: what was in fact applied to <paramref name="Quantity"/>.</param>
/// <param name="AmountFen">Hundredths of the currency unit, rounded half away from zero.</param>
/// <param name="UnroundedFen">Before rounding.</param>
/// <param name="MinimumApplied">Whether the minimum exceeded quantity x rate.</param>
/// <param name="TariffId">The tariff.</param>
/// <param name="TariffVersion">Its version.</param>
/// <param name="Provenance">Of the rate.</param>
public sealed record Charge(
    string Code,
    Basis Basis,
    decimal Quantity,
    decimal UnitPrice,
    long AmountFen,
    decimal UnroundedFen,
    bool MinimumApplied,
    string TariffId,
    long TariffVersion,
    Provenance Provenance
);

/// <summary>One line of a CO2e statement.</summary>
/// <param name="At">Transport along the way, the hub operation at an end, or the plug while waiting.</param>
/// <param name="Basis">What the factor is multiplied by.</param>
/// <param name="Quantity">In units of the basis, distance adjustments included.</param>
/// <param name="GramsPerUnit">The factor.</param>
/// <param name="Grams">Rounded half away from zero.</param>
/// <param name="UnroundedGrams">Before rounding.</param>
/// <param name="DistanceType"><c>SFD</c>, <c>GCD</c> or <c>ACTUAL</c>.</param>
/// <param name="DataType"><c>DEFAULT</c>, <c>MODELLED</c> or <c>PRIMARY</c>.</param>
/// <param name="Provenance">Of the factor.</param>
/// <param name="Activity">What emits.</param>
public sealed record EmissionLine(
    At At,
    Basis Basis,
    decimal Quantity,
    decimal GramsPerUnit,
    long Grams,
    decimal UnroundedGrams,
    string DistanceType,
    string DataType,
    Provenance Provenance,
    Activity Activity
);

/// <summary>A share of a leg's price and CO2e, not rounded.</summary>
/// <param name="Fen">Hundredths of the currency unit.</param>
/// <param name="Grams">Grams of CO2 equivalent.</param>
public readonly record struct Part(decimal Fen, decimal Grams)
{
    /// <summary>The sum of two parts.</summary>
    public static Part operator +(Part a, Part b) => new(a.Fen + b.Fen, a.Grams + b.Grams);

    /// <summary>The sum of two parts.</summary>
    public static Part Add(Part a, Part b) => a + b;
}
