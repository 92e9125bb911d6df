using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.LegKernel.Seed;

/// <summary>
/// Reads a service's embedded data files. Every row carries <c>source</c> and <c>quality</c>. A malformed file stops the service with the line and column: it
/// is part of the program.
/// </summary>
public static class SeedFiles
{
    private static readonly string[] DayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Tariffs: a JSON array in the form of the published tariff; instants become UTC.</summary>
    public static IReadOnlyList<TariffSpec> Tariffs(Assembly assembly, string file = "tariffs.json")
    {
        var name =
            assembly.GetManifestResourceNames().FirstOrDefault(n => n.EndsWith('.' + file, StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"{assembly.GetName().Name} embeds no {file}", file);
        using var stream = assembly.GetManifestResourceStream(name)!;
        var tariffs =
            JsonSerializer.Deserialize<IReadOnlyList<TariffSpec>>(stream, ContractJson.Options)
            ?? throw new FormatException($"{file} holds no tariffs.");
        return [.. tariffs.Select(t => t with { ValidFrom = t.ValidFrom.ToUniversalTime(), ValidTo = t.ValidTo?.ToUniversalTime() })];
    }

    /// <summary>Vehicle classes by their id: what each offers and takes aboard.</summary>
    public static IReadOnlyDictionary<string, VehicleClass> Vehicles(Assembly assembly, string file = "vehicles.csv") =>
        CsvTable
            .Embedded(assembly, file)
            .Rows.ToDictionary(
                r => r["vehicle"],
                r => new VehicleClass(
                    r["vehicle"],
                    r["name"],
                    new(r.Int("teu100"), r.Int("kg"), r.Int("litres"), r.Int("reefer_plugs"), r.Int("uld")),
                    new(
                        [.. r.List("accepts").Select(Enum.Parse<CargoKind>)],
                        r.List("dangerous_goods"),
                        r.Bool("reefer"),
                        OptionalInt(r, "max_gross_kg_per_box"),
                        OptionalInt(r, "max_piece_kg"),
                        OptionalInt(r, "max_piece_length_cm"),
                        OptionalInt(r, "max_piece_width_cm"),
                        OptionalInt(r, "max_piece_height_cm"),
                        OptionalInt(r, "max_over_length_cm"),
                        OptionalInt(r, "max_over_width_cm"),
                        OptionalInt(r, "max_over_height_cm")
                    ),
                    ProvenanceOf(r)
                ),
                StringComparer.Ordinal
            );

    /// <summary>Lines: a route, days, hours, a vehicle class and a tariff each; a column <c>overbooking_percent</c> may be missing or empty, which is 0.</summary>
    public static IReadOnlyList<LineRow> Lines(Assembly assembly, string file = "lines.csv")
    {
        var table = CsvTable.Embedded(assembly, file);
        var overbooks = table.Header.Contains("overbooking_percent", StringComparer.Ordinal);
        return
        [
            .. table.Rows.Select(r => new LineRow(
                r["line_id"],
                r["name"],
                r.List("route", '>'),
                Days(r["days"]),
                [.. r.List("departures").Select(t => TimeOnly.ParseExact(t, "HH:mm", CultureInfo.InvariantCulture))],
                r["vehicle"],
                r["tariff"],
                r.Int("dwell_minutes"),
                Date(r["valid_from"]),
                r.Optional("valid_to") is { } to ? Date(to) : null,
                ProvenanceOf(r),
                overbooks && r.Optional("overbooking_percent") is not null ? r.Int("overbooking_percent") : 0
            )),
        ];
    }

    /// <summary>Corridors: the connections that lines and lanes are made of.</summary>
    public static CorridorMap Corridors(Assembly assembly, string file = "corridors.csv") =>
        new(
            CsvTable
                .Embedded(assembly, file)
                .Rows.Select(r => new Corridor(
                    r["corridor_id"],
                    r["mode"],
                    r["from"],
                    r["to"],
                    r.Decimal("km"),
                    r.Decimal("great_circle_km"),
                    r.Decimal("typical_hours"),
                    r["status"],
                    new(
                        $"corridors.csv {r["corridor_id"]}: {r["source_note"]}",
                        Enum.TryParse<Quality>(r["km_quality"][..1], out var q) ? q : Quality.D
                    )
                ))
        );

    /// <summary>Service days: <c>daily</c>, days of the week <c>Mon|Wed|Fri</c>, or days of the month <c>dom:4|11|18</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ServiceDays Days(string text)
    {
        if (text == "daily")
        {
            return ServiceDays.Daily;
        }

        if (text.StartsWith("dom:", StringComparison.Ordinal))
        {
            return new(Weekdays.None, [.. text[4..].Split('|').Select(d => int.Parse(d, CultureInfo.InvariantCulture))]);
        }

        var days = Weekdays.None;
        foreach (var name in text.Split('|'))
        {
            var i = Array.IndexOf(DayNames, name);
            days |= i >= 0 ? (Weekdays)(1 << i) : throw new FormatException($"'{name}' is not a day: Mon, Tue, ..., Sun.");
        }

        return new(days);
    }

    /// <summary>The row's <c>source</c> and <c>quality</c>.</summary>
    /// <exception cref="FormatException">It has no source, or an unknown quality.</exception>
    public static Provenance ProvenanceOf(CsvRow row) =>
        row["source"].Length > 0 && Enum.TryParse<Quality>(row["quality"], out var quality)
            ? new(row["source"], quality)
            : throw new FormatException($"Line {row.Line}: a source and a quality of S, X, D, R or E are missing.");

    private static int? OptionalInt(CsvRow row, string column) => row[column].Length == 0 ? null : row.Int(column);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
