using Qujiang.LegKernel;
using Qujiang.LegKernel.Ledger;
using Qujiang.Network;

namespace Qujiang.Rail;

/// <summary>Whether the boxes of a demand can be placed on the wagons that are left.</summary>
public static class TrainFit
{
    /// <summary>Null when they can, or nobody knows which boxes they are. A train that does not say its wagons has those of its class on its day. Pure.</summary>
    public static Misfit? Of(FitRequest request, Fleet fleet)
    {
        var movement = request.Movement;
        if (
            request.Boxes is not { Count: > 0 } lots
            || (movement.Rules.Wagons ?? fleet.WagonsOf(movement.Vehicle, movement.ServiceDate)) is not { } rules
        )
        {
            return null;
        }

        var wagon = new WagonShape(rules.Teu100, rules.Kg, rules.Tiers, rules.TrainTeu100);
        BoxLoad[] boxes = [.. lots.SelectMany(b => Enumerable.Repeat(new BoxLoad(b.LengthFeet, b.GrossKg), b.Count))];
        foreach (var segment in movement.Segments.Where(s => s.Index >= request.FromCall && s.Index < request.ToCall))
        {
            var free = segment.Free();
            if (!free.Covers(request.Demand))
            {
                return null; // the ledger says so itself
            }

            if (TrainRoom.Misfit(boxes, wagon, segment.Offered.Teu100, free.Teu100) is { } misplaced)
            {
                return new Misfit("weight", segment.Index, misplaced.Dimension);
            }
        }

        return null;
    }
}
