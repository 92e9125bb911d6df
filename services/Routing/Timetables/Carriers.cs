using System.Collections.Concurrent;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>A stretch between two calls where cargo is worked, as it is priced: calls that are only passed are inside it.</summary>
/// <param name="Minutes">From departure to departure; 0 where no plug is offered, so that times do not split lines.</param>
public readonly record struct PricedSegment(decimal Km, int Passes, int Minutes);

/// <summary>What a ride on a line costs depends on this and on the kinds of its terminals.</summary>
public sealed record LinePricing(TariffVersion Tariff, IReadOnlyList<PricedSegment> Segments);

/// <summary>What a drive costs. The version of the tariff is that of the day of loading.</summary>
public sealed record LanePricing(string TariffId, decimal Km, int Minutes);

/// <summary>A movement in the engine's terms. Calls where nothing is loaded or unloaded are not there.</summary>
/// <param name="Movement">What was known of it when its times last changed; free room is in the engine only.</param>
/// <param name="CallNumbers">For each call of the engine its index in the movement.</param>
public sealed record RideSlot(
    MovementState Movement,
    Mode Mode,
    LineKey Line,
    CostClass CostClass,
    ulong Forbidden,
    Engine.Call[] Calls,
    int[] CallNumbers
)
{
    public bool IsSameTimetable(RideSlot other) =>
        Line == other.Line
        && CostClass == other.CostClass
        && Forbidden == other.Forbidden
        && Calls.AsSpan().SequenceEqual(other.Calls)
        && CallNumbers.AsSpan().SequenceEqual(other.CallNumbers);
}

/// <summary>Gives dense numbers to things that are equal, and finds them again. Numbers are never taken back.</summary>
public sealed class Numbering<T>
    where T : notnull
{
    private readonly ConcurrentDictionary<T, int> numbers;
    private readonly ConcurrentDictionary<int, T> things = new();
    private readonly Lock gate = new();

    public Numbering(IEqualityComparer<T>? comparer = null) => numbers = new(comparer ?? EqualityComparer<T>.Default);

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
            var number = things.Count;
            things[number] = thing; // first the thing, so that nobody sees a number without one
            numbers[thing] = number;
            return number;
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
