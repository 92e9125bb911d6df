using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Air;

/// <summary>The classes of aircraft as they were, are and will be: the room of each, and what it takes aboard.</summary>
public sealed class Fleet(IReadOnlyDictionary<string, DataSheet<AircraftData>> all)
{
    private readonly Dictionary<string, (DateOnly From, VehicleClass Class)[]> classes = all.ToDictionary(
        a => a.Key,
        a => a.Value.Rows.Select(r => (r.From, ClassOf(a.Key, r))).ToArray(),
        StringComparer.Ordinal
    );

    /// <summary>A class on a day, before its first row what that says; null where there is none of that name.</summary>
    public VehicleClass? On(string vehicle, DateOnly day)
    {
        if (!classes.TryGetValue(vehicle, out var rows))
        {
            return null;
        }

        var row = Array.FindLastIndex(rows, r => r.From <= day);
        return rows[Math.Max(0, row)].Class;
    }

    /// <summary>Every class on a day, by its name.</summary>
    public IReadOnlyDictionary<string, VehicleClass> AllOn(DateOnly day) =>
        classes.Keys.ToDictionary(v => v, v => On(v, day)!, StringComparer.Ordinal);

    /// <summary>
    /// What a class offers and takes aboard: pieces alone, in the spaces of its unit load devices and holds and within their doors. The limits by dimension are the most of
    /// those spaces.
    /// </summary>
    public static VehicleClass ClassOf(string vehicle, DataRow<AircraftData> row)
    {
        var data = row.Data;
        var spaces = data.Spaces.Select(s => s.ToUld() with { MaxPieceKg = Math.Min(s.MaxPieceKg, data.MaxPieceKg) }).ToList();
        List<PieceGauge> gauges = [.. spaces.SelectMany(UldContour.Gauges)];
        return new(
            vehicle,
            data.Name,
            new(Kg: data.Kg, Litres: data.Litres, Uld: data.UldPositions),
            new(
                [CargoKind.Pieces],
                data.DangerousGoods,
                data.Reefer,
                MaxPieceKg: gauges.Max(g => g.Kg),
                MaxPieceLengthCm: gauges.Max(g => g.LengthCm),
                MaxPieceWidthCm: gauges.Max(g => g.WidthCm),
                MaxPieceHeightCm: gauges.Max(g => g.HeightCm),
                PieceGauges: gauges,
                Aircraft: data.Kind,
                Ulds: UldContour.Rules(spaces)
            ),
            row.Provenance
        );
    }
}
