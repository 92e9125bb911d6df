using System.Security.Cryptography;
using System.Text;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Upkeep;

/// <summary>Makes dated movements from patterns. Pure.</summary>
public static class Timetable
{
    /// <summary>The movements of a line whose service day lies in the given days, both included.</summary>
    /// <param name="forRun">As <see cref="LegModule.ForRun"/>.</param>
    public static IEnumerable<MovementDraft> Movements(
        LinePattern line,
        DateOnly from,
        DateOnly to,
        Func<LinePattern, DateTimeOffset, LinePattern?>? forRun = null
    )
    {
        var hash = Hash(line);
        var first = from > line.ValidFrom ? from : line.ValidFrom;
        var last = line.ValidTo is { } end && end < to ? end : to;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (!line.Days.Includes(day))
                continue;
            for (var run = 1; run <= line.Departures.Count; run++)
            {
                var start = HubTime.InstantOf(day, line.Departures[run - 1]);
                var made = forRun is null ? line : forRun(line, start);
                if (made is null)
                    continue;
                yield return Movement(made, ReferenceEquals(made, line) ? hash : Hash(made), day, run, start);
            }
        }
    }

    /// <summary>Id of a run: <c>{lineId}-{yyyyMMdd}-{n}</c>.</summary>
    public static string MovementId(string lineId, DateOnly day, int run) => $"{lineId}-{day:yyyyMMdd}-{run}";

    /// <summary>What a pool wants to offer on a day.</summary>
    public static CapacityVector Offered(PoolSpec pool, DateOnly day) =>
        pool.Days.Includes(day) ? pool.OfferedPerDay : new CapacityVector();

    /// <summary>A short hash of seed data: another one means that the data have changed.</summary>
    public static string Hash<T>(T data) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LegTypes.ToJson(data))).AsSpan(0, 12));

    private static MovementDraft Movement(LinePattern line, string hash, DateOnly day, int run, DateTimeOffset start)
    {
        var last = line.Calls.Count - 1;
        return new MovementDraft(
            MovementId(line.LineId, day, run),
            line.LineId,
            day,
            run,
            line.Vehicle,
            line.TariffId,
            [.. line.Calls.Select((call, i) => Call(call, i, last, start))],
            [.. line.Calls.Take(last).Select(call => new DraftSegment(call.KmToNext, call.OfferedToNext ?? line.Offered))],
            line.Rules,
            line.Provenance,
            hash
        );
    }

    private static Call Call(PatternCall call, int index, int last, DateTimeOffset start)
    {
        DateTimeOffset? departure = index == last ? null : start.AddMinutes(call.DepartureMinutes);
        return new Call(
            index,
            call.Terminal,
            call.Kind,
            index == 0 ? null : start.AddMinutes(call.ArrivalMinutes),
            departure,
            call.Kind == CallKind.Cargo ? departure?.AddMinutes(-call.CutoffMinutes) : null,
            call.HandlingMinutes
        );
    }
}
