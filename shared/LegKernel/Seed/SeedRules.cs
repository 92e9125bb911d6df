using System.Text.RegularExpressions;
using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Seed;

/// <summary>What must be true of a module's data before a service starts on it.</summary>
public static partial class SeedRules
{
    /// <summary>Every problem found, each naming the line, lane, pool or tariff; empty when the module is sound.</summary>
    public static IReadOnlyList<string> Problems(LegModule module)
    {
        var problems = new List<string>();
        var tariffs = Ids(module.Tariffs.Select(t => t.TariffId), "tariff", problems);
        var pools = Ids(module.Pools.Select(p => p.PoolId), "pool", problems);
        Ids(module.Lines.Select(l => l.LineId).Concat(module.Lanes.Select(l => l.LaneId)), "line or lane", problems);

        if (!ServiceName().IsMatch(module.Service))
            problems.Add($"service '{module.Service}' is not a lower-case name");
        foreach (var line in module.Lines)
            Check(line, tariffs, problems);
        foreach (var pool in module.Pools.Where(p => IsNegative(p.OfferedPerDay)))
            problems.Add($"pool {pool.PoolId}: offers less than nothing");
        foreach (var lane in module.Lanes)
            Check(lane, tariffs, pools, problems);
        foreach (var tariff in module.Tariffs.Where(t => t.ValidTo <= t.ValidFrom))
            problems.Add($"tariff {tariff.TariffId}: ends before it begins");
        foreach (var tariff in module.Tariffs)
            problems.AddRange(TariffRules.Problems(tariff).Select(p => $"tariff {tariff.TariffId}{p.Pointer}: {p.Detail}"));
        return problems;
    }

    /// <summary>Whether an id is made of upper-case letters, digits, dots and hyphens (2 to 64 characters), as all ids of the system are.</summary>
    public static bool IsId(string id) => Id().IsMatch(id);

    internal static bool IsNegative(CapacityVector v) => v.Teu100 < 0 || v.Kg < 0 || v.Litres < 0 || v.ReeferPlugs < 0 || v.Uld < 0;

    private static void Check(LinePattern line, HashSet<string> tariffs, List<string> problems)
    {
        var id = $"line {line.LineId}";
        if (!tariffs.Contains(line.TariffId))
            problems.Add($"{id}: names the unknown tariff {line.TariffId}");
        if (line.Calls.Count < 2)
            problems.Add($"{id}: has fewer than two calls");
        if (line.ValidTo < line.ValidFrom)
            problems.Add($"{id}: ends before it begins");
        if (line.Departures.Count == 0 || line.Departures.Zip(line.Departures.Skip(1)).Any(p => p.First >= p.Second))
            problems.Add($"{id}: departures are missing or not ascending");
        if (line.OverbookingPercent is < 0 or > 50)
            problems.Add($"{id}: overbooks by {line.OverbookingPercent} per cent, which is not in 0..50");
        if (line.Days.DaysOfMonth?.Any(d => d is < 1 or > 31) ?? false)
            problems.Add($"{id}: a day of the month is not in 1..31");
        if (IsNegative(line.Offered) || line.Calls.Any(c => c.OfferedToNext is { } offered && IsNegative(offered)))
            problems.Add($"{id}: offers less than nothing");
        if (line.Calls is not [{ Kind: CallKind.Cargo }, .., { Kind: CallKind.Cargo }])
            problems.Add($"{id}: the first and the last call must work cargo");
        if (line.Calls is [{ DepartureMinutes: not 0 }, ..])
            problems.Add($"{id}: the first call must depart at minute 0");
        for (var i = 0; i + 1 < line.Calls.Count; i++)
        {
            var (call, next) = (line.Calls[i], line.Calls[i + 1]);
            if (i > 0 && call.DepartureMinutes < call.ArrivalMinutes)
                problems.Add($"{id}: departs from call {i} before it arrives");
            if (next.ArrivalMinutes <= call.DepartureMinutes)
                problems.Add($"{id}: arrives at call {i + 1} not after it departs from call {i}");
            if (call.KmToNext <= 0)
                problems.Add($"{id}: segment {i} has no length");
            if (call.CutoffMinutes < 0 || call.HandlingMinutes < 0)
                problems.Add($"{id}: call {i} has a negative cut-off or handling time");
            if (string.Equals(call.Terminal, next.Terminal, StringComparison.Ordinal))
                problems.Add($"{id}: calls {i} and {i + 1} are the same terminal");
        }
    }

    private static void Check(LaneSpec lane, HashSet<string> tariffs, HashSet<string> pools, List<string> problems)
    {
        var id = $"lane {lane.LaneId}";
        if (!tariffs.Contains(lane.TariffId))
            problems.Add($"{id}: names the unknown tariff {lane.TariffId}");
        if (!pools.Contains(lane.PoolId))
            problems.Add($"{id}: names the unknown pool {lane.PoolId}");
        if (lane.Km <= 0 || lane.DurationMinutes <= 0 || lane.LoadingMinutes < 0 || lane.HandlingMinutes < 0)
            problems.Add($"{id}: distance and duration must be positive, loading and handling not negative");
        if (lane.TolledKm < 0 || lane.TolledKm > lane.Km)
            problems.Add($"{id}: takes a toll on more or less of its way than there is");
        if (string.Equals(lane.From, lane.To, StringComparison.Ordinal))
            problems.Add($"{id}: leads nowhere");
    }

    private static HashSet<string> Ids(IEnumerable<string> ids, string what, List<string> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (!seen.Add(id))
                problems.Add($"{what} {id}: appears twice");
            if (!IsId(id))
                problems.Add($"{what} {id}: is not made of 2 to 64 upper-case letters, digits, dots and hyphens");
        }
        return seen;
    }

    [GeneratedRegex("^[A-Z0-9][A-Z0-9.-]{1,63}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z][a-z0-9-]{1,30}$", RegexOptions.ExplicitCapture)]
    private static partial Regex ServiceName();
}
