using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.ServiceDefaults;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

/// <summary>Whatever the rules let in, the physics makes sound runs of it.</summary>
public sealed class DataRulesTests
{
    private static readonly DateOnly Day = new(2026, 12, 1);
    private static readonly RailData Data = RailData.Load();
    private static readonly Railway Railway = Railway.Load();
    private static readonly IReadOnlyList<LineRow> Lines = SeedFiles.Lines(typeof(RailModule).Assembly);
    private static readonly IReadOnlyList<TariffSpec> Tariffs = SeedFiles.Tariffs(typeof(RailModule).Assembly);
    private static readonly Gen<string> Sections = Gen.Int[0, Railway.ById.Count - 1].Select(i => Railway.ById.Keys.ElementAt(i));

    private static readonly Gen<SectionData> Built = Gen.Select(
            Gen.Bool,
            Gen.Int[1, 500].Nullable(),
            Gen.Int[50, 5_000].Nullable(),
            Gen.Int[1, 50_000].Nullable(),
            Gen.Int[0, 3_000].Nullable()
        )
        .Select(
            (doubled, axle, track, trailing, minutes) =>
                new SectionData(Traffic.Mixed, doubled, null, 2, null, axle / 10m, track, trailing, minutes)
        );

    private static readonly Gen<TrainData> MadeUp = Gen.Select(
            Gen.Int[0, 210],
            Gen.Int[4, 51],
            Gen.Int[5_000, 100_000],
            Gen.Int[1, 3],
            Gen.Select(Gen.Int[900, 201_000], Gen.Int[0, 1_100]),
            Gen.Int[0, 2_000],
            Gen.Int[2, 12]
        )
        .Select(
            (wagons, length, tare, tiers, each, plugs, axles) =>
                new TrainData(
                    "T",
                    wagons,
                    length,
                    tare,
                    axles,
                    tiers,
                    35,
                    wagons * each.Item1,
                    wagons * each.Item2,
                    [CargoKind.Bulk],
                    [],
                    plugs
                )
        );

    [Fact]
    public void Rows_that_pass_the_rules_make_sound_runs_that_carry_no_more_than_their_train()
    {
        var passed = 0;
        Gen.Select(Sections, Built, Sections, Built, MadeUp)
            .Sample(
                (a, builtA, b, builtB, train) =>
                {
                    var check = new Validator();
                    DataRules.Check(a, builtA, Railway, check);
                    DataRules.Check(b, builtB, Railway, check);
                    DataRules.Check("block-train-90teu", train, check);
                    if (!check.IsValid)
                    {
                        return;
                    }

                    Interlocked.Increment(ref passed);
                    var state = StateOf((a, builtA), (b, builtB), train);
                    foreach (var row in Lines.Where(l => l.Vehicle == "block-train-90teu" && l.ValidFrom <= Day))
                    {
                        var run = TrainRun.Pattern(row, state, Day);
                        SeedRules
                            .Problems(
                                new()
                                {
                                    Service = "rail",
                                    Mode = Mode.Rail,
                                    Lines = [run],
                                    Tariffs = Tariffs,
                                }
                            )
                            .ShouldBeEmpty();
                        TrainRules.Problems(run.Rules).ShouldBeEmpty();
                        run.Rules.Wagons!.Kg.ShouldBeLessThanOrEqualTo(train.LoadKg / train.Wagons);
                        foreach (var room in run.Calls.Select(c => c.OfferedToNext).OfType<CapacityVector>())
                        {
                            room.Kg.ShouldBeLessThanOrEqualTo(train.LoadKg);
                            room.Teu100.ShouldBeLessThanOrEqualTo(train.Tiers * train.Teu100);
                            room.ReeferPlugs.ShouldBeLessThanOrEqualTo(train.ReeferPlugs);
                        }
                    }
                },
                iter: 150
            );
        passed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_train_that_is_cut_short_in_two_tiers_says_so_in_its_wagons()
    {
        var train = Data.State.Fleet.Shape("double-stack-40w", Day)!;
        // 20 wagons of 19.5 m and a locomotive.
        TrainRun.Wagons(train, [new(425, null, null, true)]).TrainTeu100.ShouldBe(4_000);
        TrainRun.Wagons(train, [new(850, null, null, true)]).TrainTeu100.ShouldBe(8_000);
        TrainRun.Wagons(train, [new(850, null), new(425, null, null, true)]).TrainTeu100.ShouldBe(8_000);
        TrainRun.Wagons(train, [new(425, null)]).TrainTeu100.ShouldBe(8_000);
    }

    private static RailState StateOf((string Id, SectionData Data) a, (string Id, SectionData Data) b, TrainData train)
    {
        var sections = new Dictionary<string, DataSheet<SectionData>>(Data.Current.Of(Data.Sections), StringComparer.Ordinal);
        foreach (var (id, data) in new[] { a, b })
        {
            sections[id] = sections[id].With(new(Day, data, new("test", Quality.E)));
        }

        var trains = new Dictionary<string, DataSheet<TrainData>>(Data.Current.Of(Data.Trains), StringComparer.Ordinal);
        trains["block-train-90teu"] = trains["block-train-90teu"].With(new(Day, train, new("test", Quality.E)));
        return new(Railway, sections, trains, Data.Current.Of(Data.Lines), Day);
    }
}
