using System.Text.Json;
using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Columns of the CSV format. A row is a call; the rows of a movement stand together, in order.</summary>
internal static class CsvColumns
{
    /// <summary>The limits of what is taken aboard: one for each that the contract knows.</summary>
    public static readonly string[] Limits =
    [
        .. typeof(CargoRules)
            .GetProperties()
            .Where(p => p.PropertyType == typeof(int?))
            .Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)),
    ];

    /// <summary>Said of the movement in its first row; further rows leave them empty or repeat them.</summary>
    public static readonly string[] OfMovement =
    [
        "line",
        "run",
        "vehicle",
        "tariff",
        "accepts",
        "dangerous_goods",
        "reefer",
        .. Limits,
        "piece_gauges",
        "source",
        "quality",
    ];

    /// <summary>Said of each call, and of the way to the next one.</summary>
    public static readonly string[] OfCall =
    [
        "terminal",
        "kind",
        "arrival",
        "departure",
        "cutoff",
        "handling_minutes",
        "km",
        "teu",
        "kg",
        "litres",
        "reefer_plugs",
        "uld",
    ];

    /// <summary>All, in the order of an export.</summary>
    public static readonly string[] All = ["movement", .. OfMovement[..4], .. OfCall, .. OfMovement[4..]];

    /// <summary>Without these nothing can be read.</summary>
    public static readonly string[] Required = ["movement", "line", "terminal", "arrival", "departure"];
}

/// <summary>Fields of one record by column.</summary>
internal sealed class CsvFields(int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
{
    public int Line { get; } = line;

    /// <summary>The field; null where it is empty or there is no such column.</summary>
    public string? this[string column] => columns.TryGetValue(column, out var i) && fields[i].Trim() is { Length: > 0 } text ? text : null;
}
