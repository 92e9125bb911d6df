using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.House;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary><c>GET /v1/locks</c>: every lock, how it works, how long one waits there by hour, now and in the queues reported, and when it is overhauled.</summary>
internal static class GetLocks
{
    /// <param name="Chamber">Length x width x depth over the sill; null where unknown.</param>
    /// <param name="CycleMinutes">From one lockage to the next in the same direction.</param>
    /// <param name="PassageMinutes">Gates and chamber, once it is a vessel's turn.</param>
    /// <param name="WaitMinutes">Of a vessel that arrives now.</param>
    /// <param name="UsualWait">By hour of arrival, 0 to 23, on the hub's clock.</param>
    /// <param name="Queues">Those reported that are longer than usual.</param>
    internal sealed record View(
        string Terminal,
        string Name,
        string? Chamber,
        int Chambers,
        decimal VesselsPerLockage,
        int CycleMinutes,
        int PassageMinutes,
        int WaitMinutes,
        IReadOnlyList<Hour> UsualWait,
        IReadOnlyList<Queue> Queues,
        IReadOnlyList<Closed> Overhauls,
        Provenance Provenance
    );

    internal sealed record Hour(int At, decimal Vessels, int Minutes);

    internal sealed record Queue(string DisruptionId, decimal Vessels, DateTimeOffset From, DateTimeOffset? To, string Description);

    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    internal sealed record Closed(DateOnly From, DateOnly To);

    internal sealed record Answer(DateTimeOffset AsOf, IReadOnlyList<View> Items);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/locks", HandleAsync).WithTags("Locks").WithSummary("Every lock: how it works, waits by hour, queues, overhauls");

    private static async Task<Ok<Answer>> HandleAsync(WaterwayData data, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var reading = new LegReading(connection, null);
        await data.RefreshAsync(reading, cancellationToken);
        var (now, locks) = (await reading.NowAsync(cancellationToken), data.State.Locks);
        var queues = (await DisruptionStore.ListAsync(reading, openOnly: true, cancellationToken))
            .Where(d => d.Kind == Locks.QueueKind && d.Amount is not null)
            .ToList();
        return TypedResults.Ok(
            new Answer(
                HubTime.ToHub(now),
                [
                    .. locks
                        .All.Keys.Order(StringComparer.Ordinal)
                        .Select(l =>
                            Of(
                                l,
                                locks.On(l, HubTime.DayOf(now)),
                                locks.WorksOn(l, HubTime.DayOf(now)),
                                [.. queues.Where(q => q.Terminals.Contains(l, StringComparer.Ordinal))],
                                now
                            )
                        ),
                ]
            )
        );
    }

    private static View Of(string terminal, DataRow<LockData> row, LockWorks works, List<Disruption> queues, DateTimeOffset now)
    {
        return new(
            terminal,
            Terminals.Hub.Find(terminal)!.NameEn,
            row.Data.Chamber,
            works.Chambers,
            works.VesselsPerLockage,
            works.CycleMinutes,
            works.PassageMinutes,
            LockQueue.WaitMinutes(works, HubTime.ToHub(now), queues.Select(Locks.JamOf)),
            [
                .. Enumerable
                    .Range(0, 24)
                    .Select(h => (Hour: h, Vessels: works.UsualQueue[h % works.UsualQueue.Count]))
                    .Select(h => new Hour(h.Hour, h.Vessels, LockQueue.WaitMinutes(works, h.Vessels))),
            ],
            [
                .. queues.Select(q => new Queue(
                    q.DisruptionId,
                    q.Amount!.Value,
                    HubTime.ToHub(q.From),
                    q.To?.ToOffset(HubTime.Offset),
                    q.Description
                )),
            ],
            [.. (row.Data.Overhauls ?? []).Select(o => new Closed(o.From, o.To))],
            row.Provenance
        );
    }
}
