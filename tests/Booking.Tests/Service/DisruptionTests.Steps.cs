using System.Text.Json.Nodes;
using Dapper;
using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Service;

/// <summary>The steps that its stories share.</summary>
public sealed partial class DisruptionTests
{
    /// <summary>Whom an earlier test left in trouble competes for the ways of this one, until he has been told that there is none.</summary>
    public async ValueTask InitializeAsync()
    {
        app.Neighbours.Ways.Clear();
        await Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await app.Database.DataSource.OpenConnectionAsync();
                return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM booking.replan_job") == 0;
            },
            TimeSpan.FromSeconds(60),
            "nobody waiting for a way"
        );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<(string Id, Plan Plan)> BookAsync(HttpClient client, string tenant, Plan? wish = null)
    {
        app.Neighbours.Ways.Clear(); // terminals have the same names in every test
        var plan = wish ?? app.FreshPlan();
        var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(plan, tenant) }, Wait);
        // The answer may come before the decision where the machine has much else to do.
        await StateAsync(client, booking.Text("bookingId"), b => b.Text("state") == "CONFIRMED");
        return (booking.Text("bookingId"), plan);
    }

    /// <summary>Another train for the second leg, 500 CNY dearer.</summary>
    private static Plan Replacement(Plan plan, string line)
    {
        var leg = plan.Legs[1] with { Sequence = 1, MovementId = $"{line}-{Guid.NewGuid():N}" };
        return plan with { Legs = [leg], PriceFen = 150_000, Charges = [new PlanCharge("LINEHAUL", 1, 150_000)] };
    }

    private Task CancelAsync(string movement) =>
        app.Legs.PublishAsync(
            new MovementCancelled(
                Guid.CreateVersion7(),
                DateTimeOffset.UtcNow,
                "rail",
                1,
                movement,
                Interlocked.Increment(ref _revision),
                "no locomotive"
            )
        );

    private static MovementRescheduled Rescheduled(PlanLeg leg, long revision, int hours) =>
        new(
            Guid.CreateVersion7(),
            DateTimeOffset.UtcNow,
            "rail",
            1,
            leg.MovementId!,
            revision,
            [
                new Call(0, leg.From, CallKind.Cargo, null, leg.Departure.AddHours(hours), leg.Cutoff!.Value.AddHours(hours), 0),
                new Call(1, leg.To, CallKind.Cargo, leg.Arrival.AddHours(hours), null, null, 240),
            ],
            "engine trouble"
        );

    private static IReadOnlyList<Call> Barge(PlanLeg leg, int lockAfter)
    {
        var passed = leg.Departure.AddHours(lockAfter);
        return
        [
            new Call(0, leg.From, CallKind.Cargo, null, leg.Departure, leg.Cutoff, 0),
            .. lockAfter > 12 ? [] : new[] { new Call(1, "LOCK-FCJ", CallKind.Pass, passed, passed, null, 0) },
            new Call(lockAfter > 12 ? 1 : 2, leg.To, CallKind.Cargo, leg.Arrival, null, null, 240),
        ];
    }

    private static async Task<int> TroubledAsync(HttpClient client, IEnumerable<string> ids)
    {
        var count = 0;
        foreach (var id in ids)
        {
            count += (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}")).Body["trouble"] is null ? 0 : 1;
        }

        return count;
    }

    private static async Task<JsonObject> StateAsync(HttpClient client, string id, Func<JsonObject, bool> reached)
    {
        JsonObject body = [];
        try
        {
            await Eventually.TrueAsync(async () => reached(body = (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}")).Body));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(body.ToJsonString(), late);
        }

        return body;
    }

    private static async Task<JsonObject> ProposalsAsync(HttpClient client, string id)
    {
        JsonObject body = [];
        await Eventually.TrueAsync(
            async () =>
            {
                body = (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}/replans")).Body;
                return body["items"]!.AsArray().Count > 0;
            },
            what: "proposals"
        );
        return body;
    }
}
