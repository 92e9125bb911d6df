using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.Air;

/// <summary>What must hold for a class of aircraft that operators change: whoever quotes or holds computes with its spaces.</summary>
internal static class AircraftRules
{
    private const int MaxCm = 10_000;
    private const int MaxKg = 1_000_000;
    private const int MaxLitres = 1_000_000;
    private const int MostSpaces = 20;
    private const int MostSteps = 20;
    private const int MostGauges = 100;

    public static void Check(string id, AircraftData data, Validator at)
    {
        at.Require(data.Name.Length is > 0 and <= 100, "name", "must be from 1 to 100 characters");
        at.Require(Enum.IsDefined(data.Kind), "kind", "must be PASSENGER or CARGO");
        at.Require(data.Kg is > 0 and <= MaxKg, "kg", $"must be from 1 to {MaxKg}");
        at.Require(data.Litres is > 0 and <= MaxLitres, "litres", $"must be from 1 to {MaxLitres}");
        at.Require(data.MaxPieceKg is > 0 and <= MaxKg, "maxPieceKg", $"must be from 1 to {MaxKg}");
        foreach (var (i, item) in data.DangerousGoods.Index())
        {
            var here = at.At("dangerousGoods").At(i);
            if (!DangerousGoods.IsClass(item))
            {
                here.Error("must be a class or division, such as 3 or 2.1");
            }
            else if (data.DangerousGoods.Take(i).Contains(item))
            {
                here.Error("is named twice");
            }
        }

        if (!at.Require(data.Spaces.Count is > 0 and <= MostSpaces, "spaces", $"must be from 1 to {MostSpaces}: what a piece may stand in"))
        {
            return;
        }

        foreach (var (i, space) in data.Spaces.Index())
        {
            Check(space, at.At("spaces").At(i));
        }

        at.Require(
            data.Spaces.Sum(s => s.Contour.Count) <= MostGauges,
            "spaces",
            $"must have at most {MostGauges} steps of contour in all"
        );
        at.Require(data.Spaces.Count(s => s.Loose) <= 1, "spaces", "must be devices, and at most one hold loaded by hand");
        at.Require(data.UldPositions is >= 0 and <= 200, "uldPositions", "must be from 0 to 200");
        at.Require(
            data.UldPositions > 0 == data.Spaces.Any(s => !s.Loose),
            "uldPositions",
            "must be above 0 where there are devices to stand on them, and 0 where there are none"
        );
    }

    private static void Check(SpaceData space, Validator at)
    {
        at.Require(space.Name.Length is > 0 and <= 80, "name", "must be from 1 to 80 characters");
        at.Require(space.BaseLengthCm is > 0 and <= MaxCm, "baseLengthCm", $"must be from 1 to {MaxCm}");
        at.Require(space.BaseWidthCm is > 0 and <= MaxCm, "baseWidthCm", $"must be from 1 to {MaxCm}");
        at.Require(space.MaxPieceKg is > 0 and <= MaxKg, "maxPieceKg", $"must be from 1 to {MaxKg}");
        at.Require(space.Kg is > 0 and <= MaxKg, "kg", $"must be from 1 to {MaxKg}");
        at.Require(space.Litres is > 0 and <= MaxLitres, "litres", $"must be from 1 to {MaxLitres}");
        at.Require(space.DoorWidthCm is > 0 and <= MaxCm, "doorWidthCm", $"must be from 1 to {MaxCm}");
        at.Require(space.DoorHeightCm is > 0 and <= MaxCm, "doorHeightCm", $"must be from 1 to {MaxCm}");
        at.Require(
            space.Contour.Count is > 0 and <= MostSteps && !(space.Loose && space.Contour.Count > 1),
            "contour",
            $"must be from 1 to {MostSteps} steps, of a hold loaded by hand one"
        );
        foreach (var (i, step) in space.Contour.Index())
        {
            var here = at.At("contour").At(i);
            here.Require(step.HeightCm is > 0 and <= MaxCm, "heightCm", $"must be from 1 to {MaxCm}");
            here.Require(step.LengthCm is > 0 and <= MaxCm, "lengthCm", $"must be from 1 to {MaxCm}");
            here.Require(i == 0 || step.HeightCm > space.Contour[i - 1].HeightCm, "heightCm", "must be above that of the step before");
            here.Require(
                i == 0 || step.LengthCm <= space.Contour[i - 1].LengthCm,
                "lengthCm",
                "must not be beyond that of the step before"
            );
        }
    }
}
