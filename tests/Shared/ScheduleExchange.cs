using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules;
using Shouldly;

namespace Qujiang.Tests.Shared;

/// <summary>Timetables in and out of a service, and of a format alone. Compiled by link into the tests of each mode that needs it.</summary>
public static class ScheduleExchange
{
    /// <summary>Sends a file.</summary>
    public static async Task<(int Status, JsonNode Body)> PostAsync(HttpClient client, string body, string type, string query = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/schedules/import{query}") { Content = content };
        request.Headers.Add("Prefer", "wait=60");
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>The service's own timetable goes out and comes back, and nothing changes.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> GoesOutAndComesBackAsync(HttpClient client, string format, string type)
    {
        var before = await client.GetStringAsync("/v1/schedules/export?format=json");
        var movements = JsonNode.Parse(before)!.AsArray().Count;
        movements.ShouldBeGreaterThan(100);
        var file = await client.GetStringAsync($"/v1/schedules/export?format={format}");
        var (status, import) = await PostAsync(client, file, type, "?mode=all");
        status.ShouldBe(200, import.ToJsonString());
        import["read"]!.GetValue<int>().ShouldBeGreaterThan(movements * 9 / 10); // some formats leave out what has departed today
        // Line by line, so that a difference is short.
        var after = await client.GetStringAsync("/v1/schedules/export?format=json");
        foreach (var (was, now) in before.Split('\n').Zip(after.Split('\n')))
            now.ShouldBe(was);
        after.Length.ShouldBe(before.Length);
        (import["unchanged"]!.GetValue<int>(), import["applied"]!.GetValue<int>()).ShouldBe((import["read"]!.GetValue<int>(), 0));
        return file;
    }

    /// <summary>What a format reads.</summary>
    public static async Task<List<ScheduleRow>> ReadAsync(
        ScheduleFormat format,
        byte[] file,
        LegModule module,
        DateTimeOffset now,
        int days = 400
    )
    {
        var rows = new List<ScheduleRow>();
        await foreach (var row in format.ReadAsync(new MemoryStream(file), new ScheduleContext(module, now, days), default))
            rows.Add(row);
        return rows;
    }

    /// <inheritdoc cref="ReadAsync(ScheduleFormat, byte[], LegModule, DateTimeOffset, int)" />
    public static Task<List<ScheduleRow>> ReadAsync(
        ScheduleFormat format,
        string file,
        LegModule module,
        DateTimeOffset now,
        int days = 400
    ) => ReadAsync(format, Encoding.UTF8.GetBytes(file), module, now, days);

    /// <summary>What a format writes.</summary>
    public static async Task<string> WriteAsync(
        ScheduleFormat format,
        IEnumerable<Movement> movements,
        LegModule module,
        DateTimeOffset now
    )
    {
        using var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        await format.WriteAsync(Stored(movements), pipe, new ScheduleContext(module, now, 400), default);
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A movement of these calls, with room and rules that do not matter.</summary>
    public static Movement Movement(string id, string line, int run, string vehicle, IReadOnlyList<Call> calls) =>
        new(
            id,
            line,
            Network.HubTime.DayOf(calls[0].Departure!.Value),
            run,
            MovementStatus.Scheduled,
            vehicle,
            "T",
            calls,
            [.. Enumerable.Range(0, calls.Count - 1).Select(i => new Segment(i, 100, new(100), new(), new()))],
            new([CargoKind.Pieces], [], false),
            new("made up", Quality.E),
            1,
            default
        );

    /// <summary>A line for each movement, or for what is wrong.</summary>
    public static string Text(ScheduleRow row) =>
        row.Movement is { } m
            ? $"{m.MovementId} {m.LineId}/{m.Run} {m.Vehicle}: {string.Join(" > ", m.Calls.Select(Text))}"
            : string.Join('\n', row.Errors.Select(e => $"line {e.Line}: {e.Reason}"));

    /// <summary>The file with some of its bytes changed, doubled, or cut out.</summary>
    public static byte[] Mutate(string text, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        const string Favourites = "'+:?\n\r 0123456789AZUNHLOC-\0é";
        for (var i = random.Next(1, 12); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                case 1:
                    bytes[at] = (byte)Favourites[random.Next(Favourites.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(30), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(250), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Whatever the bytes: rows that tell a movement, cancel one or say what is wrong, or a file that is refused as a whole.</summary>
    public static async Task NeverBreaksAsync(ScheduleFormat format, byte[] file, LegModule module, DateTimeOffset now)
    {
        try
        {
            foreach (var row in await ReadAsync(format, file, module, now, 30))
            {
                var told = (row.Movement is null ? 0 : 1) + (row.Cancels ? 1 : 0) + (row.Errors.Count > 0 ? 1 : 0);
                told.ShouldBe(1, $"line {row.Line}: {Text(row)}");
                if (row.Cancels)
                    row.Subject.ShouldNotBeNullOrEmpty($"line {row.Line} cancels something that has no name");
            }
        }
        catch (ScheduleFileException whole)
        {
            whole.Reason.ShouldNotBeEmpty();
        }
    }

    private static string Text(ScheduledCall call) =>
        call.Terminal
        + (call.Kind == CallKind.Pass ? "*" : "")
        + (call.Arrival is { } a ? $" a{Hub(a)}" : "")
        + (call.Cutoff is { } c ? $" c{Hub(c)}" : "")
        + (call.Departure is { } d ? $" d{Hub(d)}" : "");

    private static string Hub(DateTimeOffset time) =>
        Network.HubTime.ToHub(time).ToString("ddMMMHHmm", System.Globalization.CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<StoredMovement> Stored(IEnumerable<Movement> movements)
    {
        foreach (var movement in movements)
        {
            await Task.Yield();
            yield return new StoredMovement(movement, [.. movement.Segments.Select(s => s.Offered)]);
        }
    }
}
