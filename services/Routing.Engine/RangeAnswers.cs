using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The answers of a range search. Departures are searched from the latest to the earliest, so an answer found earlier always departs
/// later and may dominate whatever comes after it; an answer found later can only take the place of those of its own departure.
/// </summary>
internal sealed class RangeAnswers
{
    // What a round is held against: the answers with as many boardings or fewer.
    private readonly Answers[] byRound = [.. Enumerable.Range(0, Query.BoardingsLimit + 1).Select(_ => new Answers())];
    private readonly List<Answer> found = [];
    private int most;
    private int departureStart;
    private int shift;

    /// <summary>The answers of all departures that have ended, the latest first, those of one in order of arrival, price and CO2e.</summary>
    public ReadOnlySpan<Answer> Found => CollectionsMarshal.AsSpan(found);

    public Answers Round(int round) => byRound[round];

    /// <param name="maxBoardings">The most boardings of an answer.</param>
    public void Clear(int maxBoardings)
    {
        most = maxBoardings;
        found.Clear();
        foreach (var answers in byRound)
        {
            answers.Clear();
        }
    }

    public void BeginDeparture(int shift)
    {
        departureStart = found.Count;
        this.shift = shift;
    }

    public void Offer(Vector128<int> value, in Ending ending)
    {
        var boardings = value[3];
        if (byRound[boardings].Dominates(value))
        {
            return;
        }

        // Of no round are the boardings asked: all that it holds have few enough.
        var held = value.WithElement(3, 0);
        for (var round = boardings; round <= most; round++)
        {
            byRound[round].Insert(held, ending);
        }

        for (var i = found.Count - 1; i >= departureStart; i--)
        {
            if (Vector128.LessThanOrEqualAll(value, found[i].Value))
            {
                found.RemoveAt(i);
            }
        }

        found.Add(new(value, shift, ending));
    }

    /// <summary>Brings the answers of the departure into order.</summary>
    public void EndDeparture() => found.Sort(departureStart, found.Count - departureStart, InOrder.Instance);

    /// <param name="Value">Arrival, price, CO2e and boardings.</param>
    /// <param name="Shift">How much later than the query says the cargo may be ready.</param>
    /// <param name="Ending">The label it ends with and its destination.</param>
    internal readonly record struct Answer(Vector128<int> Value, int Shift, Ending Ending);

    private sealed class InOrder : IComparer<Answer>
    {
        public static InOrder Instance { get; } = new();

        public int Compare(Answer x, Answer y)
        {
            var order = x.Value[0].CompareTo(y.Value[0]);
            order = order != 0 ? order : x.Value[1].CompareTo(y.Value[1]);
            return order != 0 ? order : x.Value[2].CompareTo(y.Value[2]);
        }
    }
}
