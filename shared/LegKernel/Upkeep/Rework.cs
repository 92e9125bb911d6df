using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Upkeep;

/// <summary>
/// Brings the movements that have not set out in step with data that an operator has just changed, in his transaction. Unlike upkeep it does not spare those that
/// carry holds: as with a limit or a delay, what is held stays, and its holder is told. What an operator has taken over himself stays his.
/// </summary>
internal static class Rework
{
    private const string Ours = """
        FROM leg.movement WHERE pattern_hash IS NOT NULL AND (status = 'SCHEDULED' OR lapsed) AND starts_at > @now AND service_date >= @today
            AND service_date <= @until AND line_id = ANY (@lines)
        """;

    /// <summary>Does it. The caller has passed <see cref="Ceilings.ChangingDisruptionsAsync"/> and commits.</summary>
    public static async Task<DataEffect> ApplyAsync(
        LegWork work,
        UpkeepOptions options,
        string who,
        string why,
        CancellationToken cancellationToken
    )
    {
        var module = work.Module;
        var now = await work.NowAsync(cancellationToken);
        var today = HubTime.DayOf(now);
        var scope = new
        {
            now,
            today,
            until = today.AddDays(options.HorizonDays),
            lines = module.Lines.Select(l => l.LineId).ToArray(),
        };
        var wanted = module
            .Lines.SelectMany(l => Timetable.Movements(l, today, scope.until, module.ForRun))
            .Where(d => d.Calls[0].Departure > now)
            .ToDictionary(d => d.MovementId, StringComparer.Ordinal);
        var candidates = await work.QueryAsync<string>($"SELECT movement_id {Ours}", scope, cancellationToken);
        await MovementStore.ReserveAsync(work, candidates, cancellationToken);
        var existing = await work.QueryAsync<(string Id, string Hash, bool Lapsed)>(
            $"SELECT movement_id, pattern_hash, lapsed {Ours} ORDER BY movement_id",
            scope,
            cancellationToken
        );

        var run = new Run(work, who, why);
        var changed = existing
            .Where(e =>
                wanted.TryGetValue(e.Id, out var draft) && (e.Lapsed || !string.Equals(e.Hash, draft.PatternHash, StringComparison.Ordinal))
            )
            .Select(e => (Draft: wanted[e.Id], e.Lapsed))
            .ToList();
        foreach (var portion in changed.Chunk(options.Batch))
            await run.RewriteAsync(portion, cancellationToken);
        foreach (var gone in existing.Where(e => !e.Lapsed && !wanted.ContainsKey(e.Id)))
            run.Cancelled += await Cancellation.CancelAsync(work, gone.Id, who, why, cancellationToken, lapsed: true) ? 1 : 0;
        await work.SpoolAsync(cancellationToken);
        var known = existing.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        await run.MakeAsync([.. wanted.Values.Where(d => !known.Contains(d.MovementId))], options.Batch, cancellationToken);
        var poolDays = await PoolsAsync(work, today, scope.until, options.Batch, cancellationToken);
        var lanes = await LanesAsync(work, options.Batch, cancellationToken);
        if (module.AfterData is { } after)
            await after(work, cancellationToken);
        // Delays and ceilings of what has set out, and of what is not ours.
        await Ceilings.ApplyAsync(work, cancellationToken);
        return new DataEffect(run.Rescheduled, run.Room, run.Cancelled, run.Restored, run.Made, poolDays, lanes, run.Kept);
    }

    private static async Task<int> PoolsAsync(LegWork work, DateOnly today, DateOnly until, int batch, CancellationToken cancellationToken)
    {
        var (pools, changed) = (work.Module.Pools, 0);
        if (pools.Count == 0)
            return 0;
        await PoolWriter.PutAsync(work, pools, cancellationToken);
        foreach (var portion in PoolWriter.Days(work.Module, pools, today, until).Chunk(batch * 4))
        {
            changed += (await PoolWriter.PutDaysAsync(work, portion, cancellationToken)).Count;
            await work.SpoolAsync(cancellationToken);
        }

        return changed;
    }

    private static async Task<int> LanesAsync(LegWork work, int batch, CancellationToken cancellationToken)
    {
        var (lanes, changed) = (work.Module.Lanes, 0);
        foreach (var portion in lanes.Chunk(batch * 2))
        {
            changed += (await LaneWriter.PutAsync(work, portion, seeded: true, cancellationToken)).Count;
            await work.SpoolAsync(cancellationToken);
        }

        return changed + (lanes.Count == 0 ? 0 : (await LaneWriter.WithdrawSeededAsync(work, lanes, cancellationToken)).Count);
    }

    private sealed class Run(LegWork work, string who, string why)
    {
        public int Rescheduled { get; private set; }

        public int Room { get; private set; }

        public int Cancelled { get; set; }

        public int Restored { get; private set; }

        public int Made { get; private set; }

        public List<string> Kept { get; } = [];

        public async Task RewriteAsync(IReadOnlyList<(MovementDraft Draft, bool Lapsed)> portion, CancellationToken cancellationToken)
        {
            var before = await StoredMovements.LoadAsync(work, [.. portion.Select(p => p.Draft.MovementId)], cancellationToken);
            var (drafts, retimed, room) = (new List<MovementDraft>(), new List<string>(), new List<string>());
            foreach (var (draft, lapsed) in portion)
            {
                var old = before[draft.MovementId];
                if (old.IsTaken && !SamePlaces(old, draft))
                {
                    Kept.Add(draft.MovementId);
                    continue;
                }

                drafts.Add(draft);
                Restored += lapsed ? 1 : 0;
                if (!lapsed && !draft.Calls.SequenceEqual(old.Movement.Calls))
                    retimed.Add(draft.MovementId);
                if (!lapsed && !draft.Segments.Select(s => s.Wanted).SequenceEqual(old.Wanted))
                    room.Add(draft.MovementId);
            }

            await MovementWriter.ReplaceAsync(work, work.Module.Mode, drafts, cancellationToken);
            await MovementWriter.TellTimesAsync(work, retimed, why, cancellationToken);
            await MovementStore.TellCapacityAsync(work, room, "conditions", cancellationToken);
            await work.NoteAsync(who, [.. drafts.Select(d => $"movement:{d.MovementId}")], "rewritten", why, cancellationToken);
            Rescheduled += retimed.Count;
            Room += room.Count;
            await work.SpoolAsync(cancellationToken);
        }

        public async Task MakeAsync(IReadOnlyList<MovementDraft> drafts, int batch, CancellationToken cancellationToken)
        {
            var ids = drafts.Select(d => d.MovementId).ToArray();
            var others = (
                await work.QueryAsync<string>(
                    "SELECT movement_id FROM leg.movement WHERE movement_id = ANY (@ids)",
                    new { ids },
                    cancellationToken
                )
            ).ToHashSet(StringComparer.Ordinal);
            foreach (var portion in drafts.Where(d => !others.Contains(d.MovementId)).Chunk(batch))
            {
                Made += (await MovementWriter.CreateAsync(work, work.Module.Mode, portion, cancellationToken)).Count;
                await work.SpoolAsync(cancellationToken);
            }
        }

        private static bool SamePlaces(StoredMovement old, MovementDraft draft) =>
            old.Movement.Calls.Select(c => (c.Terminal, c.Kind)).SequenceEqual(draft.Calls.Select(c => (c.Terminal, c.Kind)));
    }
}
