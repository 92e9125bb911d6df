using Microsoft.Extensions.Logging;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Upkeep;

public sealed partial class UpkeepPass
{
    private async Task SeedDataAsync(CancellationToken cancellationToken)
    {
        if (module.Data is not { } data)
            return;
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        if (await DataStore.SeedAsync(work, data.Kinds, cancellationToken) is var added and > 0)
            logger.LogInformation("House data: {Sheets} sheets made or changed", added);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<int> SeedTariffsAsync(CancellationToken cancellationToken)
    {
        var published = 0;
        foreach (var seed in module.Tariffs)
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            var hash = Timetable.Hash(seed);
            var last = await TariffStore.LastAsync(work, seed.TariffId, cancellationToken);
            if (last is not null && (last.SeedHash is null || string.Equals(last.SeedHash, hash, StringComparison.Ordinal)))
                continue; // as it is, or an operator has published a version since: that one stands
            await TariffStore.AddAsync(
                work,
                new TariffVersion(
                    seed.TariffId,
                    (last?.Revision ?? 0) + 1,
                    seed.ValidFrom,
                    seed.ValidTo,
                    seed.Currency,
                    seed.Charges,
                    seed.Emissions,
                    seed.Provenance,
                    hash,
                    default
                ),
                cancellationToken
            );
            await work.CommitAsync(cancellationToken);
            published++;
        }
        return published;
    }

    private async Task SeedLinesAsync(CancellationToken cancellationToken)
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await work.ExecuteAsync(
            """
            INSERT INTO leg.line AS l (line_id, name, pattern, pattern_hash, overbooking_percent)
            SELECT * FROM unnest(@ids, @names, @patterns::jsonb[], @hashes, @overbooking)
            ON CONFLICT (line_id) DO UPDATE
            SET name = excluded.name, pattern = excluded.pattern, pattern_hash = excluded.pattern_hash, withdrawn = false, changed_at = clock_timestamp()
            WHERE l.pattern_hash <> excluded.pattern_hash OR l.withdrawn;
            UPDATE leg.line SET withdrawn = true, changed_at = clock_timestamp() WHERE NOT withdrawn AND line_id <> ALL (@ids)
            """,
            new
            {
                ids = module.Lines.Select(l => l.LineId).ToArray(),
                names = module.Lines.Select(l => l.Name).ToArray(),
                patterns = module.Lines.Select(LegTypes.ToJson).ToArray(),
                hashes = module.Lines.Select(Timetable.Hash).ToArray(),
                overbooking = module.Lines.Select(l => l.OverbookingPercent).ToArray(),
            },
            cancellationToken
        );
        await Overbooking.SeedAsync(work, module.Lines, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>Null where the data have changed meanwhile.</summary>
    private async Task<int?> SeedPoolsAsync(DateOnly today, DateOnly until, CancellationToken cancellationToken)
    {
        var stamp = await StampAsync(cancellationToken);
        var pools = module.Pools;
        await using (var work = await factory.BeginAsync(cancellationToken))
        {
            await Ceilings.ChangingScheduleAsync(work, cancellationToken);
            if (IsStale(stamp))
                return null;
            await PoolWriter.PutAsync(work, pools, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        var changed = 0;
        foreach (var batch in PoolWriter.Days(module, pools, today, until).Chunk(options.Batch * 4))
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            await Ceilings.ChangingScheduleAsync(work, cancellationToken);
            if (IsStale(stamp))
                return null;
            changed += (await PoolWriter.PutDaysAsync(work, batch, cancellationToken)).Count;
            await work.CommitAsync(cancellationToken);
        }

        return changed;
    }

    /// <summary>What follows from the data beside lanes and pools: of a new day no operator's change has brought it in step.</summary>
    private async Task FollowDataAsync(CancellationToken cancellationToken)
    {
        if (module.AfterData is not { } after)
            return;
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        await after(work, cancellationToken);
        await Ceilings.ApplyAsync(work, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>Null where the data have changed meanwhile.</summary>
    private async Task<int?> SeedLanesAsync(CancellationToken cancellationToken)
    {
        var stamp = await StampAsync(cancellationToken);
        var lanes = module.Lanes;
        var changed = 0;
        foreach (var batch in lanes.Chunk(options.Batch * 2))
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            await Ceilings.ChangingScheduleAsync(work, cancellationToken);
            if (IsStale(stamp))
                return null;
            changed += (await LaneWriter.PutAsync(work, batch, seeded: true, cancellationToken)).Count;
            await work.CommitAsync(cancellationToken);
        }

        await using var withdrawal = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingScheduleAsync(withdrawal, cancellationToken);
        if (IsStale(stamp))
            return null;
        changed += (await LaneWriter.WithdrawSeededAsync(withdrawal, lanes, cancellationToken)).Count;
        await withdrawal.CommitAsync(cancellationToken);
        if (changed > 0)
            logger.LogInformation("Timetable: {Lanes} lanes made, changed or withdrawn", changed);
        return changed;
    }
}
