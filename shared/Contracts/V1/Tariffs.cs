namespace Qujiang.Contracts.V1;

/// <summary>A version of a tariff: what a leg costs and emits, as data. Offers made under an earlier version keep it until they lapse.</summary>
/// <param name="TariffId">Such as <c>RL-2026</c>.</param>
/// <param name="Revision">The version of the tariff, from 1: shown with every charge.</param>
/// <param name="ValidFrom">First moment of loading it applies to.</param>
/// <param name="ValidTo">First moment it no longer applies to; null while open-ended.</param>
/// <param name="Currency">ISO 4217.</param>
[MessageName("qujiang.tariff-published.v1")]
public sealed record TariffPublished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string TariffId,
    long Revision,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    string Currency,
    IReadOnlyList<ChargeRule> Charges,
    IReadOnlyList<EmissionRule> Emissions,
    Provenance Provenance
) : IFact, IRevisioned;

/// <summary>One line of a tariff.</summary>
/// <param name="Code">What is charged: <c>LINEHAUL</c>, <c>THC_LOAD</c>, <c>THC_DISCHARGE</c>, <c>FUEL</c>, <c>LOCK</c>, <c>DG</c>, ...</param>
/// <param name="Basis">What the rate is multiplied by: <c>BOX</c>, <c>BOX_KM</c>, <c>TONNE_KM</c>, <c>TONNE</c>, <c>TRUCK_KM</c>, <c>TRUCK_TOLL_KM</c>, <c>TRUCK</c>, <c>LOST_TEU_KM</c>, <c>CHARGEABLE_KG</c>, <c>TONNE_PASS</c>, <c>PLUG_DAY</c>, <c>BOX_DAY</c>, <c>TONNE_DAY</c>, <c>PERCENT</c>, <c>SHIPMENT</c>.</param>
/// <param name="At">Where it arises: <c>BOARD</c>, <c>DISTANCE</c>, <c>ALIGHT</c>, or <c>WAIT</c>: while the cargo waits between two legs where it boards the later one.</param>
/// <param name="Rate">Decimal string in the tariff's currency per unit of the basis, or per cent.</param>
/// <param name="When">Conditions that must all hold, such as <c>length=20</c>, <c>terminal=SEAPORT</c>, <c>cargo=BULK</c>, <c>dg</c>, <c>reefer</c>, <c>outOfGauge</c>, <c>grossKg=24000</c>; empty: always.</param>
/// <param name="Minimum">Least amount per unit counted (box, truck or shipment); null: none.</param>
/// <param name="Breaks">For CHARGEABLE_KG: weight breaks in ascending order; the cheaper of the own and the next break applies.</param>
/// <param name="PercentOf">For PERCENT: the codes it is a percentage of.</param>
/// <param name="FreeDays">For WAIT: days of 24 h that are not charged; null: none.</param>
public sealed record ChargeRule(
    string Code,
    string Basis,
    string At,
    string Rate,
    IReadOnlyList<string> When,
    string? Minimum,
    IReadOnlyList<WeightBreak>? Breaks,
    IReadOnlyList<string>? PercentOf,
    Provenance Provenance,
    int? FreeDays = null
);

/// <summary>A rate from a chargeable weight on.</summary>
/// <param name="FromKg">Least chargeable weight.</param>
/// <param name="Rate">Decimal string per kilogram.</param>
public sealed record WeightBreak(int FromKg, string Rate);

/// <summary>What carrying or handling emits, per ISO 14083: well-to-wheel, in grams of CO2 equivalent.</summary>
/// <param name="Basis"><c>TONNE_KM</c> of cargo for transport; <c>BOX</c> or <c>TONNE</c> for a hub operation; <c>PLUG_DAY</c> for refrigerated boxes on a plug.</param>
/// <param name="At"><c>BOARD</c>, <c>DISTANCE</c>, <c>ALIGHT</c> or <c>WAIT</c>.</param>
/// <param name="Grams">Decimal string per unit of the basis.</param>
/// <param name="When">Conditions as in <see cref="ChargeRule"/>.</param>
/// <param name="AddKm">Kilometres added to each leg's distance before multiplying (air: +95 km on the great circle); 0 otherwise.</param>
/// <param name="DistanceFactor">Distance adjustment factor; 1 where the factor already contains it.</param>
/// <param name="DistanceType"><c>SFD</c> shortest feasible, <c>GCD</c> great circle, <c>ACTUAL</c>.</param>
/// <param name="DataType"><c>DEFAULT</c>, <c>MODELLED</c> or <c>PRIMARY</c>.</param>
public sealed record EmissionRule(
    string Basis,
    string At,
    string Grams,
    IReadOnlyList<string> When,
    decimal AddKm,
    decimal DistanceFactor,
    string DistanceType,
    string DataType,
    Provenance Provenance
);
