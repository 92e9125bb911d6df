using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Timetables;

/// <summary>A kind of reference data that quotes depend on: who tells it, and what a row of it says.</summary>
/// <param name="mode">Of the service that tells it.</param>
/// <param name="name">As it is told by (<see cref="ReferenceDataPublished.Kind"/>).</param>
public abstract class ReferenceKind(Mode mode, string name)
{
    /// <summary>All kinds that are followed; others leave quotes alone.</summary>
    /// <remarks>Asked for each time: as a field it could be made while one of them is being made, and hold null in its place.</remarks>
    public static IReadOnlyList<ReferenceKind> All =>
        [AirRules.Goods, RoadRules.Trucks, RoadRules.DangerousGoodsBans, RoadRules.DriverHours];

    public Mode Mode => mode;

    public string Name => name;

    public string Service { get; } = mode.ToString().ToLowerInvariant();

    /// <summary>The kind of a sheet; null where it is none that quotes depend on.</summary>
    public static ReferenceKind? Of(ReferenceDataPublished sheet) =>
        All.FirstOrDefault(kind => kind.Name == sheet.Kind && kind.Service == sheet.Service);

    /// <summary>What a row says, for comparing; null where it cannot be read.</summary>
    public abstract object? Said(string id, ReferenceDataRow row);

    /// <summary>The data of a row; members that are not asked for are passed over.</summary>
    /// <exception cref="JsonException">They are of another shape.</exception>
    public static T? DataOf<T>(ReferenceDataRow row) => row.Data.Deserialize<T>(ContractJson.Options);
}

/// <summary>A kind whose rows are read as <typeparamref name="T"/>.</summary>
/// <param name="mode">Of the service that tells it.</param>
/// <param name="name">As it is told by.</param>
/// <param name="read">Of the thing that has this id; null, or an exception of the reader of JSON, where the row makes no sense.</param>
public sealed class ReferenceKind<T>(Mode mode, string name, Func<string, ReferenceDataRow, T?> read) : ReferenceKind(mode, name)
    where T : class
{
    /// <summary>What a row says; null where it cannot be read: the row is passed over, as if it were not there.</summary>
    public T? Read(string id, ReferenceDataRow? row)
    {
        try
        {
            return row is { Provenance.Source: not null, Data.ValueKind: JsonValueKind.Object } ? read(id, row) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override object? Said(string id, ReferenceDataRow row) => Read(id, row);
}
