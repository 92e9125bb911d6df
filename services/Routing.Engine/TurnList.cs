using System.Numerics;

namespace Qujiang.Routing.Engine;

/// <summary>Numbers that wait for their turn, each once at most.</summary>
internal sealed class TurnList
{
    private int[] ring = [];
    private bool[] waits = [];
    private int first;

    public int Count { get; private set; }

    /// <summary>Makes room for numbers below this. The list must be empty.</summary>
    public void Begin(int numbers)
    {
        if (waits.Length < numbers)
        {
            waits = new bool[numbers + (numbers / 8)];
            ring = new int[BitOperations.RoundUpToPowerOf2((uint)waits.Length)];
            first = 0;
        }
    }

    public void Clear()
    {
        while (Count > 0)
        {
            Take();
        }
    }

    public void Add(int number)
    {
        if (!waits[number])
        {
            waits[number] = true;
            ring[(first + Count++) & (ring.Length - 1)] = number;
        }
    }

    public int Take()
    {
        var number = ring[first];
        first = (first + 1) & (ring.Length - 1);
        Count--;
        waits[number] = false;
        return number;
    }
}
