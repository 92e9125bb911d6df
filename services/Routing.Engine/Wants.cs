using System.Runtime.CompilerServices;

namespace Qujiang.Routing.Engine;

/// <summary>A query's demand, reduced to the dimensions that are demanded at all.</summary>
internal sealed class Wants
{
    private readonly int[] dimensions = new int[Capacity.Dimensions];
    private readonly int[] amounts = new int[Capacity.Dimensions];
    private readonly int[] byDimension = new int[Capacity.Dimensions];
    private int count;

    /// <summary>Whether anything is demanded.</summary>
    public bool Any => count > 0;

    /// <summary>How much of one dimension; <see cref="int.MinValue"/> if none is demanded.</summary>
    public int Of(int dimension) => byDimension[dimension];

    public void Begin(Query query)
    {
        count = 0;
        Array.Fill(byDimension, int.MinValue);
        for (var d = 0; d < Capacity.Dimensions && !query.Relax.HasFlag(Relaxations.Capacity); d++)
        {
            if (query.Demand[d] > 0)
            {
                dimensions[count] = d;
                byDimension[d] = query.Demand[d];
                amounts[count++] = query.Demand[d];
            }
        }
    }

    /// <summary>
    /// The first movement from this row on with room on every segment from the call of boarding to this call, given that the row's has
    /// it up to call <paramref name="known"/>; the line's count if there is none.
    /// </summary>
    /// <param name="lines">All lines of the version.</param>
    /// <param name="place">Where to board.</param>
    /// <param name="known">The call up to which the row's movement has room.</param>
    /// <param name="call">The call to alight at.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstWithRoom(LineBlock[] lines, in BoardingPlace place, int known, int call, int row)
    {
        for (var i = 0; i < count; i++)
        {
            var isMain = dimensions[i] == place.MainDimension;
            for (var segment = known; segment < call; segment++)
            {
                if (
                    isMain
                        ? !place.TakesMain(segment, row, amounts[i])
                        : !lines[place.LineNumber].Takes(segment, row, dimensions[i], amounts[i])
                )
                {
                    return Next(lines[place.LineNumber], place.Call, call, row);
                }
            }
        }

        return row;
    }

    private int Next(LineBlock line, int board, int call, int row)
    {
        for (var i = 0; i < count; i++)
        {
            for (var segment = board; segment < call; segment++)
            {
                if (!line.MayTake(segment, dimensions[i], amounts[i]))
                {
                    return line.Count;
                }
            }
        }

        while (++row < line.Count && !TakesAll(line, board, call, row)) { }

        return row;
    }

    private bool TakesAll(LineBlock line, int board, int call, int row)
    {
        for (var i = 0; i < count; i++)
        {
            for (var segment = board; segment < call; segment++)
            {
                if (!line.Takes(segment, row, dimensions[i], amounts[i]))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
