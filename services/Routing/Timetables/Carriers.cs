using System.Collections.Concurrent;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>A stretch between two calls where cargo is worked, as it is priced: calls that are only passed are inside it.</summary>
/// <param name="Hours">From departure to departure; 0 where no plug is offered, so that times do not split lines.</param>
public readonly record struct PricedSegment(decimal Km, int Passes, decimal Hours);

/// <summary>What a ride on a line costs depends on this and on the kinds of its terminals.</summary>
public sealed record LinePricing(TariffVersion Tariff, IReadOnlyList<PricedSegment> Segments);

/// <summary>What a drive costs. The version of the tariff is that of the day of loading.</summary>
/// <param name="TollKm">Of the kilometres those on roads that take a toll.</param>
public sealed record LanePricing(string TariffId, decimal Km, decimal Hours, decimal TollKm);

/// <summary>Durations as tariffs take them.</summary>
public static class Hours
{
    /// <summary>To the sixth decimal: a division that never ends makes each later product several times slower.</summary>
    public static decimal Of(TimeSpan duration) => Math.Round((decimal)duration.TotalMinutes / 60, 6);

    public static decimal OfMinutes(int minutes) => Math.Round(minutes / 60m, 6);
}

/// <summary>A movement in the engine's terms. Calls where nothing is loaded or unloaded are not there.</summary>
/// <param name="Movement">As it was last told; how much is free the engine knows.</param>
/// <param name="CallNumbers">For each call of the engine its index in the movement.</param>
/// <param name="UldKind">Number of what its positions take (<see cref="OwnMeasures"/>); null: pieces take none.</param>
public sealed record RideSlot(
    MovementState Movement,
    Mode Mode,
    LineKey Line,
    CostClass CostClass,
    ulong Forbidden,
    Engine.Call[] Calls,
    int[] CallNumbers,
    int? UldKind = null
)
{
    /// <summary>What it takes aboard.</summary>
    public CargoRules Rules => Movement.Published!.Rules;

    public bool IsSameTimetable(RideSlot other) =>
        Line == other.Line
        && CostClass == other.CostClass
        && Forbidden == other.Forbidden
        && UldKind == other.UldKind
        && Calls.AsSpan().SequenceEqual(other.Calls)
        && CallNumbers.AsSpan().SequenceEqual(other.CallNumbers);
}

/// <summary>Gives dense numbers to things that are equal, and finds them again. Numbers are never taken back.</summary>
public sealed class Numbering<T>(IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, int> numbers = new(comparer ?? EqualityComparer<T>.Default);
    private readonly Lock gate = new();
    private volatile T[] things = new T[64];
    private int count;

    public int Of(T thing)
    {
        if (numbers.TryGetValue(thing, out var known))
        {
            return known;
        }
        lock (gate)
        {
            if (numbers.TryGetValue(thing, out known))
            {
                return known;
            }
            if (count == things.Length)
            {
                var more = new T[count * 2];
                things.CopyTo(more, 0);
                things = more;
            }
            things[count] = thing; // first the thing, so that nobody sees a number without one
            numbers[thing] = count;
            return count++;
        }
    }

    public T this[int number] => things[number];
}

/// <summary>Equal when every segment is equal: records compare lists by reference.</summary>
public sealed class LinePricingComparer : IEqualityComparer<LinePricing>
{
    public bool Equals(LinePricing? x, LinePricing? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Tariff == y.Tariff && x.Segments.SequenceEqual(y.Segments));

    public int GetHashCode(LinePricing obj)
    {
        var hash = new HashCode();
        hash.Add(obj.Tariff);
        foreach (var segment in obj.Segments)
        {
            hash.Add(segment);
        }
        return hash.ToHashCode();
    }
}
