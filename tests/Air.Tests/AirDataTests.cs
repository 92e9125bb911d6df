using CsCheck;
using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

public sealed class AirDataTests
{
    private static readonly LegModule Module = AirModule.Create();
    private static readonly DateOnly Day = new(2026, 12, 16);

    [Fact]
    public void The_module_is_sound()
    {
        SeedRules.Problems(Module).ShouldBeEmpty();
        Module.Tariffs.SelectMany(t => t.ToTyped(1).Validate()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_corridor_is_flown_in_both_directions_as_often_as_it_says()
    {
        var corridors = CsvTable.Embedded(typeof(AirModule).Assembly, "corridors.csv").Rows;
        corridors.Count.ShouldBe(17);
        Module.Lines.Count.ShouldBe(34);
        foreach (var row in corridors)
        {
            foreach (var (from, to) in new[] { (row["from"], row["to"]), (row["to"], row["from"]) })
            {
                var line = Module.Lines.Single(l => l.Calls[0].Terminal == from && l.Calls[^1].Terminal == to);
                var runs = Enumerable.Range(0, 7).Count(d => line.Days.Includes(new DateOnly(2026, 1, 5).AddDays(d)));
                runs.ShouldBe(row["frequency"] == "1/day" ? 7 : 3, line.LineId);
                (line.Calls[^1].ArrivalMinutes / 60.0).ShouldBe(row.Double("typical_hours"), 0.15);
                (line.Calls[0].CutoffMinutes, line.Calls[^1].HandlingMinutes).ShouldBe((240, 240));
            }
        }
    }

    [Fact]
    public void Kilometres_are_great_circle_between_airports()
    {
        foreach (var line in Module.Lines)
        {
            var (from, to) = (Terminals.Hub.Find(line.Calls[0].Terminal)!, Terminals.Hub.Find(line.Calls[^1].Terminal)!);
            from.Kind.ShouldBe(TerminalKind.Airport);
            to.Kind.ShouldBe(TerminalKind.Airport);
            ((double)line.Calls[0].KmToNext).ShouldBe(Geo.GreatCircleKm(from, to), 0.1);
        }
    }

    [Fact]
    public void Containers_do_not_fly()
    {
        Module.Lines.ShouldAllBe(l => l.Rules.Accepts.Count == 1 && l.Rules.Accepts[0] == CargoKind.Pieces && l.Offered.Teu100 == 0);
    }

    [Fact]
    public void Freighters_serve_Ezhou_and_bellies_the_rest_each_at_its_own_factor()
    {
        foreach (var line in Module.Lines)
        {
            var freighter = line.Calls.Any(c => c.Terminal == "EHU");
            (line.Vehicle, line.Offered.Kg).ShouldBe(freighter ? ("b737f", 14_000) : ("a320-belly", 2_500));
            var tariff = Module.Tariffs.Single(t => t.TariffId == line.TariffId);
            tariff
                .Emissions.Single(e => e.Basis == "TONNE_KM")
                .ShouldSatisfyAllConditions(
                    e => e.Grams.ShouldBe(freighter ? "1516" : "1239"),
                    e => e.AddKm.ShouldBe(95),
                    e => e.DistanceType.ShouldBe("GCD")
                );
            var km = line.Calls[0].KmToNext;
            line.TariffId.ShouldEndWith(
                km < 350 ? "-S"
                : km < 500 ? "-M"
                : "-L"
            );
        }
    }

    [Fact]
    public void Rates_lie_between_4_and_9_and_the_minimum_is_30()
    {
        foreach (var rule in Module.Tariffs.SelectMany(t => t.ToTyped(1).Charges).Where(c => c.Code == "LINEHAUL"))
        {
            rule.Breaks.Select(b => b.FromKg).ShouldBe([0, 45, 100, 300]);
            rule.Breaks.ShouldAllBe(b => b.Rate >= 4 && b.Rate <= 9);
            rule.Minimum.ShouldBe(30);
        }
    }

    [Fact]
    public void Two_hundred_kilograms_to_Pudong_cost_and_emit_what_the_rates_say()
    {
        var line = Module.Lines.Single(l => l.LineId == "AR-JUZ-PVG");
        var tariff = Module.Tariffs.Single(t => t.TariffId == line.TariffId).ToTyped(1);
        var cargo = Cargo.OfPieces([new Piece(4, 50, 60, 50, 50)]);
        var leg = new LegFacts("AIRPORT", "AIRPORT", [new LegSegment(line.Calls[0].KmToNext)]);
        Evaluator.Price(tariff, cargo, leg).Select(c => (c.Code, c.AmountFen)).ShouldBe([("LINEHAUL", 200 * 540L), ("SCREENING", 20_00)]);
        var lines = Evaluator.Emissions(tariff, cargo, leg);
        lines.Single(e => e.At == At.Distance).Grams.ShouldBe((long)Math.Round(0.2m * (369.9m + 95) * 1239));
        lines.Where(e => e.At != At.Distance).Select(e => e.Grams).ShouldBe([240, 240]);
    }

    [Fact]
    public void Special_cargo_pays_for_its_care_and_a_small_shipment_the_least_there_is()
    {
        var tariff = Module.Tariffs.Single(t => t.TariffId == "AR-FREIGHT-M").ToTyped(1);
        Bill(Cargo.OfPieces([new Piece(1, 160, 170, 60, 60)])).ShouldBe([("SCREENING", 16_00), ("HEAVY_PIECE", 20), ("OVERSIZE", 20)]);
        Bill(Cargo.OfPieces([new Piece(2, 150, 160, 60, 60)])).ShouldBe([("SCREENING", 30_00)]); // as heavy and as long as costs nothing more
        Bill(Cargo.OfPieces([new Piece(1, 20, 40, 40, 40)], "9")).ShouldBe([("SCREENING", 10_00), ("DG", 50)]);
        Bill(Cargo.OfPieces([new Piece(1, 20, 40, 40, 40)], reefer: true)).ShouldBe([("SCREENING", 10_00), ("TEMPERATURE", 50)]);

        // Fen, or for a percentage of the line haul how many per cent of it.
        List<(string, long)> Bill(Cargo cargo)
        {
            var charges = Evaluator.Price(tariff, cargo, new LegFacts("AIRPORT", "AIRPORT", [new LegSegment(400)]));
            var haul = charges.Single(c => c.Code == "LINEHAUL").AmountFen;
            return
            [
                .. charges
                    .Where(c => c.Code != "LINEHAUL")
                    .Select(c => (c.Code, c.Basis == Basis.Percent ? c.AmountFen * 100 / haul : c.AmountFen)),
            ];
        }
    }

    [Fact]
    public void Screening_ends_with_the_cut_off_and_takes_special_cargo_longer()
    {
        // The planning value that timetable files fall back on is the seed's of every airport.
        var airports = AirData.Load().State.Airports;
        foreach (var airport in airports.All.Keys)
        {
            airports.On(airport, Day).General.Minutes.ShouldBe(HandlingTimes.Of(TerminalKind.Airport).CutoffMinutes);
            airports.EarlierMinutes(airport, Day).ShouldBe(120);
        }

        Module.Lines.ShouldAllBe(l => l.Rules.SpecialCutoffMinutes == 120 && l.Calls[0].CutoffMinutes == 240);
    }

    [Fact]
    public void Block_time_grows_with_distance_and_work_on_the_ground_falls_with_speed_and_comes_in_fives()
    {
        Gen.Select(Gen.Int[0, 40_000], Gen.Int[0, 5_000], Gen.Int[100, 1_200], Gen.Int[0, 240])
            .Sample(
                (km10, more, kmh, ground) =>
                {
                    var minutes = BlockTime.Minutes(km10 / 10m, kmh, ground);
                    return minutes % 5 == 0
                        && minutes >= (km10 / 10m * 60 / kmh) + ground
                        && BlockTime.Minutes((km10 + more) / 10m, kmh, ground) >= minutes
                        && BlockTime.Minutes(km10 / 10m, kmh + more, ground) <= minutes
                        && BlockTime.Minutes(km10 / 10m, kmh, ground + more) >= minutes;
                }
            );
        BlockTime.Minutes(0, 550, 36).ShouldBe(40);
        BlockTime.Minutes(1, 1_200, 0).ShouldBe(5);
    }

    [Fact]
    public void Wherever_two_airports_stand_a_flight_has_a_length_and_the_distance_class_of_its_tariff() =>
        Gen.Select(Gen.Double[15, 55], Gen.Double[73, 136], Gen.Double[15, 55], Gen.Double[73, 136])
            .Sample(
                (lat1, lon1, lat2, lon2) =>
                {
                    Contracts.V1.Provenance made = new("made up", Contracts.V1.Quality.E);
                    AirportData At(double latitude, double longitude) => new(latitude, longitude, new(0, 0), new(0, 0));
                    var state = AirData.Load(("JUZ", new(Day, At(lat1, lon1), made)), ("PVG", new(Day, At(lat2, lon2), made))).State;
                    var row = SeedFiles.Lines(typeof(AirModule).Assembly).Single(l => l.LineId == "AR-JUZ-PVG");
                    var flown = state.Pattern(row, Day);
                    var km = flown.Calls[0].KmToNext;
                    return km >= 1
                        && km < 7_000
                        && flown.Calls[1].ArrivalMinutes == BlockTime.Minutes(km, 550, 36)
                        && flown.TariffId == DistanceClass.Of("AR-BELLY-M", km)
                        && state.Airports.Km("PVG", "JUZ", Day) == km
                        && state.Pattern(row, Day.AddDays(-1)).Calls[0].KmToNext == 369.9m;
                },
                iter: 200
            );

    [Fact]
    public void No_flight_breaks_a_curfew_and_one_that_did_would_be_named()
    {
        var state = AirData.Load().State;
        var rows = SeedFiles.Lines(typeof(AirModule).Assembly);
        AirModule.CurfewBreaches(rows, state).ShouldBeEmpty();
        var late = rows.Single(l => l.LineId == "AR-JUZ-PVG") with { Departures = [new TimeOnly(23, 10)] };
        AirModule
            .CurfewBreaches([late], state)[0]
            .ShouldBe("AR-JUZ-PVG of 23:10 from 2026-01-01: JUZ is closed at 23:10: 23:00 to 06:30 is its curfew");
        AirModule.CurfewBreaches([late with { ValidFrom = new(2030, 1, 1) }], state).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("23:00", "06:30", "22:59", true)]
    [InlineData("23:00", "06:30", "23:00", false)]
    [InlineData("23:00", "06:30", "00:00", false)]
    [InlineData("23:00", "06:30", "06:29", false)]
    [InlineData("23:00", "06:30", "06:30", true)]
    [InlineData("00:30", "06:00", "00:29", true)]
    [InlineData("00:30", "06:00", "03:00", false)]
    public void Curfews_span_midnight(string closes, string opens, string time, bool allowed) =>
        new Curfew(TimeOnly.Parse(closes), TimeOnly.Parse(opens)).Allows(TimeOnly.Parse(time)).ShouldBe(allowed);
}
