namespace Qujiang.Tariffs;

/// <summary>
/// A tariff worked out for one cargo, for the search: a few multiplications per boarding, segment and alighting and no allocation. For every leg
/// <c>Board + sum of Segment + Alight</c> equals the unrounded total of <see cref="Evaluator.Price"/> and <see cref="Evaluator.Emissions"/> (percentages are
/// spread over what they are a percentage of), but for what arises while waiting: that depends on the leg before (<see cref="Evaluator.Waiting"/>). Immutable.
/// </summary>
public sealed class PricedTariff
{
    private readonly EndSums board;
    private readonly EndSums alight;
    private readonly List<WithMinimum> minima = [];
    private readonly decimal fenPerKm;
    private readonly decimal fenPerTollKm;
    private readonly decimal fenPerPass;
    private readonly decimal fenPerHour;
    private readonly decimal gramsPerKm;
    private readonly decimal gramsPerHour;

    internal PricedTariff(Tariff tariff, Cargo cargo)
    {
        Tariff = tariff;
        Cargo = cargo;
        List<Fixed> atBoard = [];
        List<Fixed> atAlight = [];
        foreach (var rule in tariff.Charges)
        {
            var quantities = Quantities.Of(rule.Basis, rule.When, cargo);
            if (rule.Basis == Basis.Percent || rule.At == At.Wait || quantities.Counted == 0)
            {
                continue;
            }

            var percentages = 1m;
            foreach (var other in tariff.Charges)
            {
                if (other.Basis == Basis.Percent && other.PercentOf.Contains(rule.Code, StringComparer.Ordinal) && other.When.Holds(cargo))
                {
                    percentages += other.Rate / 100;
                }
            }

            if (rule.At != At.Distance)
            {
                var fen = Evaluator.UnroundedFen(rule, quantities, quantities.Units) * percentages;
                (rule.At == At.Board ? atBoard : atAlight).Add(new(rule.When, fen, 0));
                continue;
            }

            var perUnit = quantities.Units * rule.Rate * 100 * percentages;
            if (rule.Basis == Basis.TruckTollKm)
            {
                fenPerTollKm += perUnit;
                continue;
            }

            var (km, pass, hour) = rule.Basis switch
            {
                Basis.TonnePass => (0m, perUnit, 0m),
                Basis.PlugDay => (0m, 0m, perUnit / Evaluator.HoursPerDay),
                _ => (perUnit, 0m, 0m),
            };
            if (rule.Minimum is { } minimum)
            {
                minima.Add(new(km, pass, hour, minimum * 100 * quantities.Counted * percentages));
            }
            else
            {
                fenPerKm += km;
                fenPerPass += pass;
                fenPerHour += hour;
            }
        }

        foreach (var rule in tariff.Emissions)
        {
            var units = Quantities.Of(rule.Basis, rule.When, cargo).Units;
            if (rule.At == At.Wait)
            {
                continue;
            }

            if (rule.Basis == Basis.PlugDay)
            {
                gramsPerHour += units * rule.Grams / Evaluator.HoursPerDay;
                continue;
            }

            if (rule.At != At.Distance)
            {
                (rule.At == At.Board ? atBoard : atAlight).Add(new(rule.When, 0, units * rule.Grams));
                continue;
            }

            var perKm = units * rule.Grams * rule.DistanceFactor;
            gramsPerKm += perKm;
            if (rule.AddKm > 0)
            {
                atBoard.Add(new(Condition.Always, 0, perKm * rule.AddKm));
            }
        }

        if (cargo.Return is { } empties)
        {
            // The same rules the other way round: what the return handles where it boards arises where the cargo alighted.
            foreach (var rule in tariff.Emissions)
            {
                var grams = Quantities.Of(rule.Basis, rule.When, empties).Units * rule.Grams;
                switch (rule.At)
                {
                    case At.Distance:
                        gramsPerKm += grams * rule.DistanceFactor;
                        atBoard.Add(new(Condition.Always, 0, grams * rule.DistanceFactor * rule.AddKm));
                        break;
                    case At.Board:
                        atAlight.Add(new(rule.When, 0, grams));
                        break;
                    case At.Alight:
                        atBoard.Add(new(rule.When, 0, grams));
                        break;
                    default:
                        break;
                }
            }
        }

        board = Sums(atBoard);
        alight = Sums(atAlight);
    }

    /// <summary>The tariff it was worked out from.</summary>
    public Tariff Tariff { get; }

    /// <summary>The cargo it was worked out for.</summary>
    public Cargo Cargo { get; }

    /// <summary>What arises where the cargo boards.</summary>
    public Part Board(string terminalKind) => board.At(terminalKind);

    /// <summary>What arises where it alights.</summary>
    public Part Alight(string terminalKind) => alight.At(terminalKind);

    /// <summary>What arises on a segment.</summary>
    /// <exception cref="InvalidOperationException">The tariff prices whole legs only (<see cref="Tariff.WholeLegOnly"/>): use <see cref="Leg"/>.</exception>
    public Part Segment(decimal km, int passes = 0, decimal hours = 0, decimal tollKm = 0) =>
        minima.Count == 0
            ? Linear(km, passes, hours, tollKm)
            : throw new InvalidOperationException($"Tariff {Tariff.Id} has a minimum along the way: it prices whole legs only.");

    /// <summary>A whole leg of one segment: a lane, or a line without intermediate calls. Takes minima along the way into account.</summary>
    public Part Leg(string boardKind, string alightKind, decimal km, int passes = 0, decimal hours = 0, decimal tollKm = 0)
    {
        var part = Board(boardKind) + Alight(alightKind) + Linear(km, passes, hours, tollKm);
        foreach (var m in minima)
        {
            part += new Part(Math.Max(m.Minimum, (m.PerKm * km) + (m.PerPass * passes) + (m.PerHour * hours)), 0);
        }

        return part;
    }

    // One sum for each kind of terminal that a condition names, and one for all others.
    private static EndSums Sums(List<Fixed> terms)
    {
        string[] kinds = [.. terms.SelectMany(t => t.When.TerminalKinds).Distinct(StringComparer.Ordinal)];
        return new(kinds, [.. kinds.Select(k => Sum(terms, k))], Sum(terms, ""));
    }

    private static Part Sum(List<Fixed> terms, string terminalKind) =>
        terms.Where(t => t.When.HoldsAt(terminalKind)).Aggregate(default(Part), (sum, t) => sum + new Part(t.Fen, t.Grams));

    private Part Linear(decimal km, int passes, decimal hours, decimal tollKm) =>
        new(
            (fenPerKm * km)
                + (tollKm == 0 || fenPerTollKm == 0 ? 0 : fenPerTollKm * tollKm)
                + (passes == 0 || fenPerPass == 0 ? 0 : fenPerPass * passes)
                + (fenPerHour == 0 ? 0 : fenPerHour * hours),
            (gramsPerKm * km) + (gramsPerHour == 0 ? 0 : gramsPerHour * hours)
        );

    private readonly record struct EndSums(string[] Kinds, Part[] Parts, Part Otherwise)
    {
        public Part At(string terminalKind) => Array.IndexOf(Kinds, terminalKind) is >= 0 and var i ? Parts[i] : Otherwise;
    }

    private readonly record struct Fixed(Condition When, decimal Fen, decimal Grams);

    private readonly record struct WithMinimum(decimal PerKm, decimal PerPass, decimal PerHour, decimal Minimum);
}
