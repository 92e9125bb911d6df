using System.Text.Json;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Live;

/// <summary>The first line of a snapshot.</summary>
public sealed record SnapshotHeader(string Service, long Sequence, DateTimeOffset AsOf);

/// <summary>
/// Reads <c>GET /v1/snapshot</c>: one JSON object a line, first <c>{"type":"snapshot",...}</c>, then facts, last
/// <c>{"type":"end","count":n}</c>. A stream without that last line was cut off and is no snapshot.
/// </summary>
public static class SnapshotReader
{
    /// <exception cref="InvalidDataException">Cut off, or not a snapshot.</exception>
    public static async Task<Snapshot> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream);
        var header = await ReadHeaderAsync(reader, cancellation);
        var facts = new List<IFact>();
        long lines = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            using var json = Parse(line);
            var type = TypeOf(json);
            if (type == "end")
            {
                var count = json.RootElement.GetProperty("count").GetInt64();
                return count == lines
                    ? new Snapshot(header.Service, header.Sequence, header.AsOf, facts)
                    : throw new InvalidDataException($"The snapshot of {header.Service} ends with a count of {count} after {lines} facts.");
            }
            lines++;
            if (ReadFact(type, json) is { } fact)
            {
                facts.Add(fact);
            }
        }
        throw new InvalidDataException($"The snapshot of {header.Service} broke off after {lines} facts.");
    }

    /// <summary>Reads the first line only: enough to know the service's last number.</summary>
    public static async Task<SnapshotHeader> ReadHeaderAsync(StreamReader reader, CancellationToken cancellation)
    {
        var line = await reader.ReadLineAsync(cancellation) ?? throw new InvalidDataException("The snapshot is empty.");
        using var json = Parse(line);
        if (TypeOf(json) != "snapshot")
        {
            throw new InvalidDataException("The answer is not a snapshot: its first line does not say so.");
        }
        try
        {
            var root = json.RootElement;
            return new SnapshotHeader(
                root.GetProperty("service").GetString() ?? "",
                root.GetProperty("sequence").GetInt64(),
                root.GetProperty("asOf").GetDateTimeOffset()
            );
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The first line of the snapshot is not complete.", e);
        }
    }

    private static IFact? ReadFact(string type, JsonDocument json)
    {
        try
        {
            return FactCatalogue.Read(type, json.RootElement.GetProperty("event"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The snapshot holds a {type} that cannot be read.", e);
        }
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The snapshot holds a line that is not JSON.", e);
        }
    }

    private static string TypeOf(JsonDocument json) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("type", out var type)
            ? type.GetString() ?? ""
            : throw new InvalidDataException("The snapshot holds a line without a type.");
}
