using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>What proofs need of the timetable: an offer of one leg, another hour.</summary>
internal static class Timetable
{
    /// <summary>An offer of one leg by one mode, for a box of 18 t, or by air a piece of 20 kg.</summary>
    public static async Task<string> SingleAsync(House house, string tenant, string from, string to, string mode, DateTimeOffset ready) =>
        (await OptionAsync(house, tenant, from, to, mode, ready)).Text("offer");

    /// <summary>The option that <see cref="SingleAsync"/> takes the offer of.</summary>
    public static async Task<JsonObject> OptionAsync(House house, string tenant, string from, string to, string mode, DateTimeOffset ready)
    {
        var options = await house.QuoteAsync(
            from,
            to,
            tenant: tenant,
            with: r =>
            {
                r["readyAt"] = Instant(ready);
                r["limits"] = new JsonObject { ["modes"] = new JsonArray(mode) };
                if (mode == "AIR")
                {
                    r.Remove("equipment");
                    var piece = JsonNode.Parse("""{"count": 1, "kg": 20, "lengthCm": 60, "widthCm": 50, "heightCm": 40}""");
                    r["pieces"] = new JsonArray(piece);
                }
            }
        );
        return options.FirstOrDefault(o => o.Legs().Count() == 1)
            ?? throw new InvalidOperationException(
                $"{from} to {to} by {mode} at {ready:O} takes more than a leg: {string.Join(", ", options.Select(o => o.Modes()))}"
            );
    }

    /// <summary>Moves all calls of a movement so that it departs then, and waits until Booking rides it at the new time.</summary>
    public static async Task DepartAsync(House house, string service, string movement, DateTimeOffset departure)
    {
        using var client = house.Client(service);
        var (_, run) = await client.AskAsync(HttpMethod.Get, $"/v1/movements/{movement}");
        var calls = run["calls"]!.AsArray().Select(c => c!.AsObject()).ToList();
        var earlier = calls[0].Time("departure") - departure;
        var moved = new JsonArray();
        foreach (var (i, call) in calls.Index())
        {
            var times = new JsonObject { ["index"] = i };
            foreach (var name in new[] { "arrival", "departure" }.Where(n => call[n] is not null))
            {
                times[name] = Instant(call.Time(name) - earlier);
            }

            moved.Add(times);
        }

        var body = new JsonObject { ["calls"] = moved, ["reason"] = "full, and the line is free" };
        await DoneAsync(client.AskAsync(HttpMethod.Post, $"/v1/movements/{movement}/reschedule", body));
        await using var connection = await house.Database("booking").OpenConnectionAsync();
        await Eventually.ValueAsync(
            () =>
                connection.ExecuteScalarAsync<int>(
                    "SELECT count(*)::int FROM booking.ride WHERE carrier = @movement AND departure > @departure",
                    new { movement, departure = departure.AddMinutes(1) }
                ),
            later => later == 0,
            TimeSpan.FromSeconds(60),
            $"Booking hearing that {movement} departs at another time"
        );
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>200 or 201, or the answer is the failure.</summary>
    public static async Task<JsonObject> DoneAsync(Task<(int Status, JsonObject Body)> asking)
    {
        var (status, body) = await asking;
        status.ShouldBeOneOf([200, 201], body.ToJsonString());
        return body;
    }
}
