using System.Globalization;

namespace Qujiang.Tariffs;

/// <summary>One line of a tariff.</summary>
/// <param name="Code">What is charged: <c>LINEHAUL</c>, <c>THC_LOAD</c>, ...</param>
/// <param name="Basis">What the rate is multiplied by.</param>
/// <param name="At">Where it arises.</param>
/// <param name="Rate">In the tariff's currency per unit of the basis, or per cent.</param>
/// <param name="When">When it applies.</param>
/// <param name="Minimum">Least amount per box, truck or shipment, whichever the basis counts; null: none.</param>
/// <param name="Breaks">For <see cref="Basis.ChargeableKg"/>, ascending from 0; else empty.</param>
/// <param name="PercentOf">For <see cref="Basis.Percent"/>: codes; else empty.</param>
/// <param name="Provenance">Where the rate comes from.</param>
/// <param name="FreeDays">For <see cref="At.Wait"/>: days of 24 h that are not charged, 0 or more.</param>
public sealed record ChargeRule(
    string Code,
    Basis Basis,
    At At,
    decimal Rate,
    Condition When,
    decimal? Minimum,
    IReadOnlyList<RateBreak> Breaks,
    IReadOnlyList<string> PercentOf,
    Provenance Provenance,
    int FreeDays = 0
)
{
    /// <summary>A rule out of the text of data files and messages.</summary>
    /// <exception cref="FormatException">A text is malformed.</exception>
    public static ChargeRule Parse(
        string code,
        string basis,
        string at,
        string rate,
        IReadOnlyList<string> when,
        string? minimum,
        IEnumerable<(int FromKg, string Rate)>? breaks,
        IReadOnlyList<string>? percentOf,
        Provenance provenance,
        int? freeDays = null
    ) =>
        new(
            code,
            Spelling.ParseBasis(basis),
            Spelling.ParseAt(at),
            Number(rate),
            Condition.Parse(when),
            minimum is null ? null : Number(minimum),
            [.. (breaks ?? []).Select(b => new RateBreak(b.FromKg, Number(b.Rate)))],
            percentOf ?? [],
            provenance,
            freeDays ?? 0
        );

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>A rate from a chargeable weight on.</summary>
/// <param name="FromKg">Least chargeable weight, kg.</param>
/// <param name="Rate">In the tariff's currency per kilogram.</param>
public readonly record struct RateBreak(int FromKg, decimal Rate);

/// <summary>What carrying or handling emits (ISO 14083, well-to-wheel).</summary>
/// <param name="Basis">
/// <see cref="Basis.TonneKm"/> of cargo; <see cref="Basis.Box"/> or <see cref="Basis.Tonne"/> for a hub operation; <see cref="Basis.PlugDay"/> for
/// refrigeration along the way or while waiting.
/// </param>
/// <param name="At">Where it arises.</param>
/// <param name="Grams">Grams of CO2 equivalent per unit of the basis.</param>
/// <param name="When">When it applies.</param>
/// <param name="AddKm">Kilometres added once to each leg's distance (air: 95 on the great circle).</param>
/// <param name="DistanceFactor">Distance adjustment factor; 1 where the factor contains it.</param>
/// <param name="DistanceType"><c>SFD</c>, <c>GCD</c> or <c>ACTUAL</c>.</param>
/// <param name="DataType"><c>DEFAULT</c>, <c>MODELLED</c> or <c>PRIMARY</c>.</param>
/// <param name="Provenance">Where the factor comes from.</param>
public sealed record EmissionRule(
    Basis Basis,
    At At,
    decimal Grams,
    Condition When,
    decimal AddKm,
    decimal DistanceFactor,
    string DistanceType,
    string DataType,
    Provenance Provenance
)
{
    /// <summary>What it is that emits.</summary>
    public Activity Activity =>
        When.Reefer ? Activity.Refrigeration
        : At == At.Distance ? Activity.Transport
        : Activity.HubOperation;

    /// <summary>A rule out of the text of data files and messages.</summary>
    /// <exception cref="FormatException">A text is malformed.</exception>
    public static EmissionRule Parse(
        string basis,
        string at,
        string grams,
        IReadOnlyList<string> when,
        decimal addKm,
        decimal distanceFactor,
        string distanceType,
        string dataType,
        Provenance provenance
    ) =>
        new(
            Spelling.ParseBasis(basis),
            Spelling.ParseAt(at),
            decimal.Parse(grams, NumberStyles.Float, CultureInfo.InvariantCulture),
            Condition.Parse(when),
            addKm,
            distanceFactor,
            distanceType,
            dataType,
            provenance
        );
}
