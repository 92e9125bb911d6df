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

    /// <summary>The room on the fullest segment, or of a pool; in TEU where containers are carried, else by weight.</summary>
    public static string Free(JsonElement about)
    {
        if (
            about.TryGetProperty("segments", out var segments)
            && segments.ValueKind == JsonValueKind.Array
            && segments.GetArrayLength() > 0
        )
        {
            var list = segments.EnumerateArray().ToList();
            return list.Exists(s => Number(s, "offered", "teu100") > 0)
                ? Teu(list.Min(s => Left(s, "teu100")))
                : Kilograms(list.Min(s => Left(s, "kg")));
        }
        if (about.TryGetProperty("offered", out _) || about.TryGetProperty("free", out _))
        {
            return Teu(Left(about, "teu100"));
        }
        return "-";
    }

    private static long Left(JsonElement room, string dimension) =>
        room.TryGetProperty("free", out var free) && free.ValueKind == JsonValueKind.Object && free.TryGetProperty(dimension, out var there)
            ? there.GetInt64()
            : Number(room, "offered", dimension) - Number(room, "held", dimension) - Number(room, "confirmed", dimension);

    private static long Number(JsonElement room, string which, string dimension) =>
        room.TryGetProperty(which, out var vector)
        && vector.ValueKind == JsonValueKind.Object
        && vector.TryGetProperty(dimension, out var number)
        && number.TryGetInt64(out var value)
            ? value
            : 0;

    private static string Teu(long hundredths) => (hundredths / 100m).ToString("N2", CultureInfo.InvariantCulture) + " TEU";

    private static string Kilograms(long kilograms) => kilograms.ToString("N0", CultureInfo.InvariantCulture) + " kg";
}
