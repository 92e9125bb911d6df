namespace Qujiang.Network;

/// <summary>A piece, or a space for one: a base whose sides may be swapped, a height that may not, and a weight.</summary>
/// <param name="LengthCm">One side of the base.</param>
/// <param name="WidthCm">The other side.</param>
/// <param name="HeightCm">Height as loaded.</param>
/// <param name="Kg">Weight, or the most of it.</param>
public readonly record struct PieceSize(int LengthCm, int WidthCm, int HeightCm, int Kg);

/// <summary>Why a piece does not fit a space.</summary>
/// <param name="Space">Index of the space that it comes nearest to fitting.</param>
/// <param name="Dimension"><c>length</c>, <c>width</c>, <c>height</c> or <c>weight</c>: the one it is furthest beyond, in proportion.</param>
/// <param name="Limit">What the space takes, cm or kg.</param>
/// <param name="Actual">What the piece has.</param>
public readonly record struct PieceMisfit(int Space, string Dimension, int Limit, int Actual);

/// <summary>Whether pieces fit the spaces of a vehicle. Pure.</summary>
public static class PieceFit
{
    /// <summary>Null when the piece fits one of the spaces; else what is in the way in the one it comes nearest to fitting.</summary>
    /// <exception cref="ArgumentException">There is no space.</exception>
    public static PieceMisfit? Misfit(PieceSize piece, IReadOnlyList<PieceSize> spaces)
    {
        if (spaces.Count == 0)
        {
            throw new ArgumentException("There is no space at all.", nameof(spaces));
        }

        (PieceMisfit Misfit, double Excess) nearest = (default, double.PositiveInfinity);
        for (var i = 0; i < spaces.Count; i++)
        {
            var (misfit, excess) = Worst(i, Sorted(piece), Sorted(spaces[i]));
            if (excess <= 1)
            {
                return null;
            }

            nearest = excess < nearest.Excess ? (misfit, excess) : nearest;
        }

        return nearest.Misfit;
    }

    private static (PieceMisfit Misfit, double Excess) Worst(int space, PieceSize piece, PieceSize most)
    {
        (PieceMisfit Misfit, double Excess) worst = (default, 0);
        Compare("length", piece.LengthCm, most.LengthCm);
        Compare("width", piece.WidthCm, most.WidthCm);
        Compare("height", piece.HeightCm, most.HeightCm);
        Compare("weight", piece.Kg, most.Kg);
        return worst;

        void Compare(string dimension, int actual, int limit)
        {
            var excess =
                limit > 0 ? (double)actual / limit
                : actual > 0 ? double.MaxValue
                : 0;
            worst = excess > worst.Excess ? (new(space, dimension, limit, actual), excess) : worst;
        }
    }

    /// <summary>The longer side first: a piece may be turned on its base, so the longer goes along the longer.</summary>
    private static PieceSize Sorted(PieceSize size) =>
        size.LengthCm >= size.WidthCm ? size : size with { LengthCm = size.WidthCm, WidthCm = size.LengthCm };
}
