namespace Qujiang.Network;

/// <summary>
/// Slots like its own that cargo out of gauge takes away from others, because nothing can stand above or beside it (Data/lost-slots.csv, all estimated). Aboard vessels:
/// trucks carry it alone.
/// </summary>
public static class LostSlots
{
    private static readonly Dictionary<string, int> Slots = CsvTable
        .Embedded(typeof(LostSlots).Assembly, "lost-slots.csv")
        .Rows.ToDictionary(r => r["reach"], r => r.Int("slots"), StringComparer.Ordinal);

    /// <summary>For cargo that reaches so far beyond its container, cm in each direction; 0 for cargo within it.</summary>
    public static int Of(Gauge over) =>
        (over.HeightCm > 0 ? Slots["over_height"] : 0)
        + (over.WidthCm > 0 ? Slots["over_width"] : 0)
        + (over.LengthCm > 0 ? Slots["over_length"] : 0);
}
