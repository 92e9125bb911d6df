namespace Qujiang.Network;

/// <summary>The wagons of a train, all alike.</summary>
/// <param name="Teu100">Slots of one in one tier, hundredths of a TEU, above 0.</param>
/// <param name="Kg">What one carries, boxes included.</param>
/// <param name="Tiers">2 where a box may stand on top of another.</param>
/// <param name="TrainTeu100">Slots of the whole train in one tier: where it offers more it runs in two.</param>
public readonly record struct WagonShape(int Teu100, int Kg, int Tiers, int TrainTeu100);

/// <summary>
/// Whether boxes can stand on the wagons that are left of a train. Room is counted in places: the slots that a wagon has in one tier, so that a wagon in two tiers is two
/// places. Pure.
/// </summary>
public static class TrainRoom
{
    /// <summary>How many tiers a train runs in where it offers so much.</summary>
    public static int TiersAt(WagonShape wagon, int offeredTeu100) =>
        wagon.Tiers > 1 && offeredTeu100 > wagon.TrainTeu100 ? wagon.Tiers : 1;

    /// <summary>Places that are free. Of a wagon that others have begun to fill the rest counts as a wagon: where they stand is not known.</summary>
    public static int FreePlaces(WagonShape wagon, int freeTeu100) =>
        wagon.Teu100 <= 0 || freeTeu100 <= 0 ? 0 : (int)(((long)freeTeu100 + wagon.Teu100 - 1) / wagon.Teu100);

    /// <summary>
    /// Places that boxes need wherever such a train runs, in one tier or in two: who finds so many free finds no <see cref="Misfit"/>. <see cref="int.MaxValue"/> when a box is too
    /// heavy for a wagon.
    /// </summary>
    public static int PlacesFor(IReadOnlyCollection<BoxLoad> boxes, WagonShape wagon)
    {
        if (BoxPlacement.Place(boxes, wagon.Kg, 1) is not { } single)
        {
            return int.MaxValue;
        }

        return wagon.Tiers < 2
            ? single.Count
            : Math.Max(single.Count, wagon.Tiers * BoxPlacement.Place(boxes, wagon.Kg, wagon.Tiers)!.Count);
    }

    /// <summary>Why boxes do not fit where so much is offered and so much of it free; null when they do.</summary>
    public static Misplaced? Misfit(IReadOnlyCollection<BoxLoad> boxes, WagonShape wagon, int offeredTeu100, int freeTeu100)
    {
        var tiers = TiersAt(wagon, offeredTeu100);
        return BoxPlacement.Check(boxes, FreePlaces(wagon with { Teu100 = wagon.Teu100 * tiers }, freeTeu100), wagon.Kg, tiers);
    }
}
