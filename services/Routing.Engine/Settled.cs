using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>The answers of a search that has ended, in order.</summary>
internal sealed class Settled
{
    private Outcome[] outcomes = new Outcome[64];
    private Ending[] endings = new Ending[64];

    public int Count { get; private set; }

    public ReadOnlySpan<Outcome> Outcomes => outcomes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public Ending Get(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return endings[number];
    }

    public void Append(Vector128<int> value, in Ending ending)
    {
        if (Count == outcomes.Length)
        {
            Array.Resize(ref outcomes, Count * 2);
            Array.Resize(ref endings, Count * 2);
        }

        outcomes[Count] = new(value[0], value[1], value[2], value[3]);
        endings[Count++] = ending;
    }

    public void Sort() => outcomes.AsSpan(0, Count).Sort(endings.AsSpan(0, Count), OutcomeOrder.Instance);

    private sealed class OutcomeOrder : IComparer<Outcome>
    {
        public static OutcomeOrder Instance { get; } = new();

        public int Compare(Outcome x, Outcome y)
        {
            var order = x.Arrival.CompareTo(y.Arrival);
            order = order != 0 ? order : x.Price.CompareTo(y.Price);
            order = order != 0 ? order : x.Co2.CompareTo(y.Co2);
            return order != 0 ? order : x.Boardings.CompareTo(y.Boardings);
        }
    }
}

/// <summary>The label an answer ends with, -1 for the direct seed, and the number of its destination.</summary>
internal readonly record struct Ending(int Label, int Destination);
