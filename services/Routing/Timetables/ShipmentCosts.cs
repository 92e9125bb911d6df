using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Timetables;

/// <summary>What lines and lanes cost one cargo: the tariffs' shares for boarding, each segment and alighting, rounded to the fen and the gram.</summary>
/// <param name="laneTariffs">The versions for lanes, by tariff: those in force when the cargo is ready.</param>
public sealed class ShipmentCosts(LiveTimetable timetable, Cargo cargo, IReadOnlyDictionary<string, Tariff> laneTariffs) : ICostModel
{
    private readonly Dictionary<TariffVersion, PricedTariff?> priced = [];
    private string? latestId;
    private PricedTariff? latest;

    public bool PriceLine(in LineInfo line, in LineCosts costs)
    {
        var pricing = timetable.LinePricings[line.CostClass.Value];
        if (PricedLine(pricing.Tariff) is not { } tariff || (tariff.Tariff.WholeLegOnly && pricing.Segments.Count > 1))
        {
            return false;
        }
        var free = true;
        var terminals = line.Terminals.Span;
        for (var call = 0; call < terminals.Length; call++)
        {
            var kind = KindOf(terminals[call]);
            costs.Board[call] = Rounded(tariff.Board(kind));
            costs.Alight[call] = Rounded(tariff.Alight(kind));
            free &= costs.Board[call].Price == 0;
        }
        for (var i = 0; i < pricing.Segments.Count; i++)
        {
            var segment = pricing.Segments[i];
            costs.Segment[i] = Rounded(
                tariff.Tariff.WholeLegOnly
                    ? Along(tariff, KindOf(terminals[0]), KindOf(terminals[^1]), segment)
                    : tariff.Segment(segment.Km, segment.Passes, segment.Hours)
            );
            free &= costs.Segment[i].Price == 0;
        }
        return !free; // nothing is carried for nothing: the tariff has no rule for this cargo
    }

    public Cost? PriceLane(in LaneInfo lane)
    {
        var pricing = timetable.LanePricings[lane.CostClass.Value];
        if (!ReferenceEquals(pricing.TariffId, latestId))
        {
            // Thousands of lanes share a tariff or two: it is looked up when it changes.
            latestId = pricing.TariffId;
            latest = laneTariffs.TryGetValue(pricing.TariffId, out var version) ? Priced(version) : null;
        }
        if (latest is not { } tariff)
        {
            return null;
        }
        var cost = Rounded(tariff.Leg(KindOf(lane.From), KindOf(lane.To), pricing.Km, 0, pricing.Hours, pricing.TollKm));
        return cost.Price == 0 ? null : cost;
    }

    public static Cost Rounded(Part part) => new(ToInt(part.Fen), ToInt(part.Grams));

    private PricedTariff? PricedLine(TariffVersion version)
    {
        if (!priced.TryGetValue(version, out var known))
        {
            known = timetable.Tariffs.Find(version)?.For(cargo);
            priced[version] = known;
        }
        return known;
    }

    private PricedTariff Priced(Tariff tariff)
    {
        var version = new TariffVersion(tariff.Id, tariff.Version);
        if (!priced.TryGetValue(version, out var known) || known is null)
        {
            known = tariff.For(cargo);
            priced[version] = known;
        }
        return known;
    }

    private string KindOf(TerminalIndex terminal) => timetable.TerminalsByIndex[terminal.Value].Kind.Code();

    private static Part Along(PricedTariff tariff, string board, string alight, PricedSegment segment)
    {
        var whole = tariff.Leg(board, alight, segment.Km, segment.Passes, segment.Hours);
        var ends = tariff.Board(board) + tariff.Alight(alight);
        return new Part(whole.Fen - ends.Fen, whole.Grams - ends.Grams);
    }

    // One more than the engine's limit where it is beyond it: the engine then leaves the carrier out.
    private static int ToInt(decimal amount) => (int)Math.Min(Evaluator.Round(amount), Cost.Limit + 1L);
}
