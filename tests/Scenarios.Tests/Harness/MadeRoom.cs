using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// Room as a proof wants it, on the movements and pool days of an offer. At its end the proof gives it back: the next one finds what the timetable says, and
/// no demand is short of room, or served, by what another proof had left.
/// </summary>
internal sealed class MadeRoom(House house)
{
    private readonly List<(string Service, string Path, JsonObject Before)> changed = [];

    /// <summary>Makes everything that an offer rides offer so many TEU, of 30 t each. It may be less than it was, as long as nothing is taken.</summary>
    public async Task MakeAsync(string offer, int teu)
    {
        foreach (var leg in OfferPress.Read(offer)["legs"]!.AsArray().Select(l => l!.AsObject()))
        {
            await (
                leg["movementId"]?.GetValue<string>() is { } movement
                    ? MovementAsync(leg.Text("service"), movement, teu)
                    : PoolDayAsync(leg.Text("service"), leg.Text("laneId"), leg.Text("day"), teu)
            );
        }
    }

    /// <summary>The same for a movement by its id.</summary>
    public async Task MovementAsync(string service, string movement, int teu)
    {
        await using var connection = await house.Database(service).OpenConnectionAsync();
        var segments = await connection.QueryAsync<(int Index, int Teu100, int Kg)>(
            "SELECT index, wanted_teu100, wanted_kg FROM leg.segment WHERE movement_id = @movement ORDER BY index",
            new { movement }
        );
        var before = segments.Select(s => (JsonNode)new JsonObject { ["index"] = s.Index, ["offered"] = Offered(s.Teu100, s.Kg) });
        await ChangeAsync(service, $"/v1/movements/{movement}/capacity", new JsonObject { ["segments"] = new JsonArray([.. before]) }, teu);
    }

    /// <summary>Makes everything offer what it did before; what was taken of it must be given back by now.</summary>
    public async Task GiveBackAsync()
    {
        foreach (var (service, path, before) in changed)
        {
            using var client = house.Client(service);
            await Timetable.DoneAsync(client.AskAsync(HttpMethod.Patch, path, before));
        }

        changed.Clear();
    }

    private async Task PoolDayAsync(string service, string lane, string day, int teu)
    {
        await using var connection = await house.Database(service).OpenConnectionAsync();
        var (pool, teu100, kg) = await connection.QuerySingleAsync<(string, int, int)>(
            """
            SELECT pool_id, wanted_teu100, wanted_kg FROM leg.lane JOIN leg.pool_day USING (pool_id)
            WHERE lane_id = @lane AND day = @day::date
            """,
            new { lane, day }
        );
        await ChangeAsync(service, $"/v1/pools/{pool}/{day}/capacity", new JsonObject { ["offered"] = Offered(teu100, kg) }, teu);
    }

    private async Task ChangeAsync(string service, string path, JsonObject before, int teu)
    {
        using var client = house.Client(service);
        var wanted = new JsonObject { ["offered"] = Offered(teu * 100, teu * 30_000) };
        await Timetable.DoneAsync(client.AskAsync(HttpMethod.Patch, path, wanted));
        // Changed twice, it is given back as it was before the first time.
        if (changed.All(c => c.Path != path))
        {
            changed.Add((service, path, before));
        }
    }

    private static JsonObject Offered(int teu100, int kg) =>
        new() { ["teu"] = (teu100 / 100m).ToString(CultureInfo.InvariantCulture), ["kg"] = kg };
}
