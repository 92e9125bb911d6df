namespace Qujiang.Tariffs;

/// <summary>What one rule counts in one cargo.</summary>
/// <param name="Units">Of the basis, before kilometres, passes or days: boxes, tonnes, trucks, kilograms, plugs, 1.</param>
/// <param name="Counted">What a minimum is multiplied by: boxes, trucks or 1; 0 when nothing matches.</param>
internal readonly record struct Quantities(decimal Units, int Counted)
{
    public static Quantities Of(Basis basis, Condition when, Cargo cargo)
    {
        if (!when.Holds(cargo))
        {
            return default;
        }

        return basis switch
        {
            Basis.Box or Basis.BoxKm or Basis.BoxDay => Boxes(when, cargo) is var boxes ? new(boxes, boxes) : default,
            Basis.Tonne or Basis.TonneKm or Basis.TonnePass or Basis.TonneDay => Tonnes(when, cargo),
            Basis.Truck or Basis.TruckKm or Basis.TruckTollKm => new(cargo.TruckShare, cargo.Trucks),
            Basis.LostTeuKm => LostTeu(when, cargo) is var lost ? new(lost, lost > 0 ? 1 : 0) : default,
            Basis.ChargeableKg => new(cargo.ChargeableKg, 1),
            Basis.PlugDay => Plugs(when, cargo) is var plugs ? new(plugs, plugs > 0 ? 1 : 0) : default,
            _ => new(1, 1),
        };
    }

    private static int Boxes(Condition when, Cargo cargo)
    {
        var count = 0;
        foreach (var box in cargo.Boxes)
        {
            count += when.Counts(box) ? box.Count : 0;
        }

        return count;
    }

    private static decimal LostTeu(Condition when, Cargo cargo)
    {
        var teu100 = 0;
        foreach (var box in cargo.Boxes)
        {
            teu100 += when.Counts(box) ? box.Count * box.LostTeu100 : 0;
        }

        return teu100 / 100m;
    }

    private static int Plugs(Condition when, Cargo cargo)
    {
        var count = 0;
        foreach (var box in cargo.Boxes)
        {
            count += box.Reefer && when.Counts(box) ? box.Count : 0;
        }

        return count;
    }

    private static Quantities Tonnes(Condition when, Cargo cargo)
    {
        if (cargo.Type != CargoType.Container)
        {
            return when.PicksBoxes ? default : new(cargo.Tonnes, 1);
        }

        var (kg, any) = (0L, 0);
        foreach (var box in cargo.Boxes)
        {
            if (when.Counts(box))
            {
                kg += (long)box.Count * box.CargoKg;
                any = 1;
            }
        }

        return new(kg / 1000m, any);
    }
}
