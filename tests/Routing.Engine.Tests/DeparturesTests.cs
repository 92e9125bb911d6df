using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

/// <summary>Lines with hundreds of departures, evenly spread, in bursts, or all at once: always the first that can be caught.</summary>
public sealed class DeparturesTests
{
    private sealed class Free : ICostModel
    {
        public bool PriceLine(in LineInfo line, in LineCosts costs) => true;

        public Cost? PriceLane(in LaneInfo lane) => null;
    }

    private static readonly Gen<int[]> Departures = Gen.OneOf(
        Gen.Int[0, 1_000_000].Array[1, 400],
        Gen.Int[0, 20].Array[1, 400],
        Gen.Int[0, 4].Select(Gen.Int[0, 60], (burst, offset) => (burst * burst * 90_000) + offset).Array[1, 400]
    );

    [Fact]
    public void The_first_that_can_be_caught_is_found_however_they_are_spread() =>
        Gen.Select(Departures, Gen.Int[-10, 1_100_000].Array[20])
            .Sample(
                (departures, moments) =>
                {
                    var timetable = new Timetable();
                    using (var edit = timetable.Edit())
                    {
                        var (a, b) = (edit.AddTerminal(), edit.AddTerminal());
                        foreach (var departure in departures)
                        {
                            edit.AddMovement(
                                new()
                                {
                                    Line = new(0),
                                    Calls = [new(a, 0, departure, CutOff: 7), new(b, departure + 1000, 0)],
                                    Remaining = [default],
                                }
                            );
                        }

                        edit.Commit();
                    }

                    var costs = new CostTable(timetable, new Free());
                    var search = new Search(timetable);
                    foreach (var moment in moments.Concat(departures).Concat(departures.Select(d => d - 7)))
                    {
                        foreach (var relax in new[] { Relaxations.None, Relaxations.CutOffs })
                        {
                            var cutOff = relax == Relaxations.None ? 7 : 0;
                            var query = new Query
                            {
                                Costs = costs,
                                Origins = new Seed[] { new(new(0), moment) },
                                Destinations = new Seed[] { new(new(1), 0) },
                                Relax = relax,
                            };
                            search.Run(query);
                            var expected = departures.Where(d => d - cutOff >= moment).Select(d => d + 1000).DefaultIfEmpty(-1).Min();
                            (search.Outcomes.Length == 0 ? -1 : search.Outcomes[0].Arrival).ShouldBe(expected);
                        }
                    }
                },
                iter: Oracle.Scale.Of(300)
            );
}
