using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.Network;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary>
/// <c>PUT /v1/locks/{terminal}/queue</c>: so many vessels wait before a lock for a while. Every sailing that comes there in that time, or while the queue is worked off
/// afterwards, passes as much later, and so do its calls behind the lock. No vessels: the queue is as usual again, and so are the times.
/// </summary>
internal static class PutLockQueue
{
    /// <param name="Vessels">That wait in each direction. A queue shorter than usual changes nothing: a timetable does not count on luck.</param>
    /// <param name="To">From then on the queue is worked off; absent while unknown.</param>
    internal sealed record Body(DateTimeOffset From, string Description, int Vessels, DateTimeOffset? To = null);

    /// <param name="WaitMinutes">How long a vessel waits for the queue to be worked off.</param>
    /// <param name="DisruptionId">The disruption that says so; null when the queue is as usual.</param>
    /// <param name="Rescheduled">Movements that run at other times.</param>
    internal sealed record Answer(string Lock, int WaitMinutes, string? DisruptionId, int Rescheduled);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/v1/locks/{terminal}/queue", HandleAsync)
            .RequireScope("schedules:write")
            .WithTags("Locks")
            .WithSummary("Reports a queue before a lock; sailings that meet it run later")
            .WithDescription(
                """
                `vessels: 0` ends it. Example:
                `PUT /v1/locks/LCK-FCJ/queue {"from": "2026-12-01T06:00:00+08:00", "to": "2026-12-02T06:00:00+08:00", "vessels": 60, "description": "after the fog"}`
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string terminal,
        Body body,
        HttpContext http,
        WaterwayData data,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        var condition = new Condition(body.From, body.To, body.Description);
        condition.Check(check);
        check.Require(body.Vessels is >= 0 and <= 2_000, "vessels", "must be from 0 to 2000");
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        if (!data.State.Locks.All.ContainsKey(terminal))
        {
            return Problems.NotFound($"There is no lock {terminal}.");
        }

        await using var work = await factory.BeginAsync(cancellationToken);
        var book = await ConditionLimits.BeginAsync(work, condition, cancellationToken);
        decimal? vessels = body.Vessels == 0 ? null : body.Vessels;
        var disruption = await book.SetAsync($"{terminal}.QUEUE", Locks.QueueKind, [terminal], vessels, cancellationToken);
        var (_, rescheduled) = await book.CommitAsync(http, $"lock:{terminal}", $"{body.Vessels} vessels waiting", cancellationToken);
        var works = data.State.Locks.WorksOn(terminal, HubTime.DayOf(body.From));
        return TypedResults.Ok(new Answer(terminal, LockQueue.WaitMinutes(works, body.Vessels), disruption, rescheduled));
    }
}
