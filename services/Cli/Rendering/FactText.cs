using System.Globalization;
using System.Text.Json;
using Qujiang.Cli.Api;

namespace Qujiang.Cli.Rendering;

/// <summary>Facts from the bus, a line each.</summary>
internal static class FactText
{
    /// <summary><c>rail      capacity-changed     RL-QZ-BLR-20261201-1   70.00 TEU free, held (revision 2)</c>.</summary>
    public static string Line(string type, JsonElement fact)
    {
        var name = type.Replace("qujiang.", "", StringComparison.Ordinal).Replace(".v1", "", StringComparison.Ordinal);
        var about = fact.Text("movementId", "laneId", "poolId", "tariffId", "disruptionId");
        var day = fact.Text("day");
        var parts = new List<string>();
        if (Free(fact) is not "-" and var free)
        {
            parts.Add(free + " free");
        }
        foreach (var text in new[] { fact.Text("reason"), fact.Text("kind"), fact.Text("description") })
        {
            if (text.Length > 0)
            {
                parts.Add(text);
            }
        }
        var revision = fact.Text("revision") is { Length: > 0 } number ? $" (revision {number})" : "";
        var time = Words.Moment(fact.Instant("occurredAt"), "HH:mm:ss");
        return $"{time}  {fact.Text("service"), -8}  {name, -21}  {$"{about} {day}".TrimEnd()}  {string.Join(", ", parts)}{revision}".TrimEnd();
    }

    /// <summary>The room on the fullest segment, or of a pool; in TEU; where no container fits, by weight as well.</summary>
    public static string Free(JsonElement about)
    {
        var rooms =
            about.TryGetProperty("segments", out var segments) && segments.ValueKind == JsonValueKind.Array
                ? segments.EnumerateArray().ToList()
            : about.TryGetProperty("offered", out _) ? [about]
            : [];
        if (rooms.Count == 0)
        {
            return "-";
        }
        // No container fits on a train that is closed for them, nor ever on a plane: only the weight tells the two apart, so it is shown.
        var boxes = (rooms.Min(r => Left(r, "teu100")) / 100m).ToString("N2", CultureInfo.InvariantCulture) + " TEU";
        return rooms.Exists(r => Amount(r, "offered", "teu100") > 0) ? boxes
            : rooms.Min(r => Left(r, "kg")) is > 0 and var kilograms
                ? $"{boxes}, {kilograms.ToString("N0", CultureInfo.InvariantCulture)} kg"
            : boxes;
    }

    private static long Left(JsonElement room, string dimension) =>
        room.TryGetProperty("free", out _)
            ? Amount(room, "free", dimension)
            : Amount(room, "offered", dimension) - Amount(room, "held", dimension) - Amount(room, "confirmed", dimension);

    /// <summary>One dimension of a capacity vector: messages count hundredths of TEU, REST writes <c>"12.00"</c>.</summary>
    private static long Amount(JsonElement room, string which, string dimension)
    {
        if (!room.TryGetProperty(which, out var vector) || vector.ValueKind != JsonValueKind.Object)
        {
            return 0;
        }
        if (dimension == "teu100" && vector.TryGetProperty("teu", out var teu))
        {
            return decimal.TryParse(teu.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var boxes)
                ? (long)(boxes * 100)
                : 0;
        }
        return vector.TryGetProperty(dimension, out var number) && number.TryGetInt64(out var value) ? value : 0;
    }
}
