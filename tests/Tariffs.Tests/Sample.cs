using CsCheck;

namespace Qujiang.Tariffs.Tests;

/// <summary>A tariff that uses every basis, and generators of what it prices.</summary>
internal static class Sample
{
    private static readonly Provenance Source = new("test", Quality.E);

    public static readonly string[] Kinds = ["RIVER_PORT", "SEAPORT", "RAIL_TERMINAL", "AIRPORT"];

    public static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static ChargeRule Rule(string code, string basis, string at, string rate, params string[] when) =>
        ChargeRule.Parse(code, basis, at, rate, when, null, null, null, Source);

    public static ChargeRule Percent(string code, string rate, string[] of, params string[] when) =>
        ChargeRule.Parse(code, "PERCENT", "DISTANCE", rate, when, null, null, of, Source);

    public static ChargeRule Wait(string code, string basis, string rate, int freeDays, params string[] when) =>
        ChargeRule.Parse(code, basis, "WAIT", rate, when, null, null, null, Source, freeDays);

    public static ChargeRule Air(params (int FromKg, string Rate)[] breaks) =>
        ChargeRule.Parse("LINEHAUL", "CHARGEABLE_KG", "BOARD", "0", [], "30", breaks, null, Source);

    public static EmissionRule Emission(
        string basis,
        string at,
        string grams,
        decimal addKm = 0,
        decimal factor = 1,
        params string[] when
    ) => EmissionRule.Parse(basis, at, grams, when, addKm, factor, "SFD", "DEFAULT", Source);

    public static Tariff Tariff(IReadOnlyList<ChargeRule> charges, params EmissionRule[] emissions) =>
        new("T-1", 3, DateTimeOffset.UnixEpoch, null, "CNY", charges, emissions, Source);

    public static readonly Tariff Everything = Tariff(
        [
            Rule("LINEHAUL", "BOX_KM", "DISTANCE", "0.9", "length=20"),
            Rule("LINEHAUL", "BOX_KM", "DISTANCE", "1.224", "length=40|45"),
            Rule("BASE", "BOX", "BOARD", "500.55", "cargo=CONTAINER"),
            Rule("LINEHAUL", "TONNE_KM", "DISTANCE", "0.081", "cargo=BULK|PIECES"),
            Rule("THC_LOAD", "BOX", "BOARD", "490", "terminal=SEAPORT"),
            Rule("THC_LOAD", "BOX", "BOARD", "250", "terminal=RIVER_PORT|RAIL_TERMINAL"),
            Rule("THC_DISCHARGE", "TONNE", "ALIGHT", "8.333", "terminal=SEAPORT"),
            Rule("LOCK", "TONNE_PASS", "DISTANCE", "0.03"),
            Rule("PLUG", "PLUG_DAY", "DISTANCE", "200", "reefer"),
            Rule("GATE", "TRUCK", "ALIGHT", "12.5"),
            Rule("TOLL", "TRUCK_TOLL_KM", "DISTANCE", "1.75"),
            Rule("HEAVY", "BOX", "BOARD", "200", "grossKg=24000"),
            Rule("OUT_OF_GAUGE", "BOX_KM", "DISTANCE", "0.25", "outOfGauge"),
            Rule("LOST_SLOT", "LOST_TEU_KM", "DISTANCE", "0.9"),
            Rule("DOC", "SHIPMENT", "BOARD", "150"),
            ChargeRule.Parse(
                "KG",
                "CHARGEABLE_KG",
                "BOARD",
                "0",
                ["cargo=PIECES"],
                "30",
                [(0, "9"), (45, "7.2"), (100, "5.4"), (300, "4")],
                null,
                Source
            ),
            Wait("STORAGE", "BOX_DAY", "40", 2, "length=40|45", "terminal=SEAPORT|RAIL_TERMINAL"),
            Wait("STORAGE", "TONNE_DAY", "0.5", 5, "cargo=BULK|PIECES"),
            Wait("PLUG", "PLUG_DAY", "200", 0, "reefer"),
            Percent("FUEL", "8", ["LINEHAUL", "BASE"]),
            Percent("DG", "30", ["LINEHAUL", "KG", "THC_LOAD"], "dg"),
        ],
        Emission("TONNE_KM", "DISTANCE", "29.3", 95, 1.15m),
        Emission("BOX", "BOARD", "11400", 0, 1, "cargo=CONTAINER"),
        Emission("TONNE", "ALIGHT", "1200", 0, 1, "terminal=SEAPORT|AIRPORT"),
        Emission("PLUG_DAY", "DISTANCE", "118584", 0, 1, "reefer", "length=40"),
        Emission("PLUG_DAY", "WAIT", "35640", 0, 1, "reefer", "terminal=SEAPORT|RIVER_PORT")
    );

    public static readonly Gen<Cargo> Cargos = Gen.OneOf(
        Gen.Select(
                Gen.Select(Pick(20, 40, 45), Gen.Int[1, 12], Gen.Int[0, 28_000], Gen.Bool, Pick(0, 0, 100, 450)).Array[1, 4],
                Pick(null, "3", "8")
            )
            .Select(
                (boxes, dg) =>
                    Cargo.OfContainers(boxes.Select(b => new Box(b.Item1, b.Item2, b.Item3, 2_250, b.Item4, b.Item5 > 0, b.Item5)), dg)
            )
            .Select(Gen.Bool, (cargo, back) => back ? cargo.WithReturn() : cargo),
        Gen.Select(
                Gen.Select(Gen.Int[1, 9], Gen.Int[1, 400], Gen.Int[1, 200], Gen.Int[1, 120], Gen.Int[1, 120]).Array[1, 3],
                Pick(null, "9")
            )
            .Select((p, dg) => Cargo.OfPieces(p.Select(x => new Piece(x.Item1, x.Item2, x.Item3, x.Item4, x.Item5)), dg)),
        Gen.Int[1, 900_000].Select(kg => Cargo.OfBulk(kg))
    );

    public static readonly Gen<LegSegment> Segments = Gen.Select(Gen.Int[1, 9_000], Gen.Int[0, 2], Gen.Int[1, 900], Gen.Int[0, 100])
        .Select((km10, passes, hours10, tolled) => new LegSegment(km10 / 10m, passes, hours10 / 10m, km10 / 10m * tolled / 100));

    public static readonly Gen<LegFacts> Legs = Gen.Select(Pick(Kinds), Pick(Kinds), Segments.Array[1, 12])
        .Select((board, alight, segments) => new LegFacts(board, alight, segments));
}
