using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Reads movements as their operator planned them: without the delays that disruptions have put in, and with what he wants to offer.</summary>
internal static class StoredMovements
{
    private static readonly string WantedSql =
        $"SELECT movement_id AS Id, {Room.Each("wanted_? AS ?")} FROM leg.segment WHERE movement_id = ANY (@ids) ORDER BY movement_id, index";

    /// <summary>Those that exist among the ids.</summary>
    public static async Task<Dictionary<string, StoredMovement>> LoadAsync(
        LegReading reading,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var movements = await MovementStore.LoadAsync(reading.Connection, ids, cancellationToken);
        if (movements.Count == 0)
            return new Dictionary<string, StoredMovement>(StringComparer.Ordinal);
        var rows = await reading.QueryAsync<(string Id, int Teu100, int Kg, int Litres, int ReeferPlugs, int Uld)>(
            WantedSql,
            new { ids = ids.ToArray() },
            cancellationToken
        );
        var wanted = rows.ToLookup(
            r => r.Id,
            r => new CapacityVector(r.Teu100, r.Kg, r.Litres, r.ReeferPlugs, r.Uld),
            StringComparer.Ordinal
        );
        var delays = (
            await reading.QueryAsync<(string Id, int Index, int Delay)>(
                "SELECT movement_id, index, delay_minutes FROM leg.call WHERE movement_id = ANY (@ids) AND delay_minutes <> 0",
                new { ids = ids.ToArray() },
                cancellationToken
            )
        ).ToLookup(r => r.Id, StringComparer.Ordinal);
        var withdrawn = (
            await reading.QueryAsync<string>(
                "SELECT movement_id FROM leg.movement WHERE movement_id = ANY (@ids) AND withdrawn",
                new { ids = ids.ToArray() },
                cancellationToken
            )
        ).ToHashSet(StringComparer.Ordinal);
        return movements.ToDictionary(
            m => m.MovementId,
            m => new StoredMovement(Planned(m, delays[m.MovementId]), [.. wanted[m.MovementId]], withdrawn.Contains(m.MovementId)),
            StringComparer.Ordinal
        );
    }

    private static Movement Planned(Movement movement, IEnumerable<(string Id, int Index, int Delay)> delays)
    {
        var minutes = new int[movement.Calls.Count];
        foreach (var (_, index, delay) in delays)
            minutes[index] = delay;
        return minutes.All(m => m == 0) ? movement : movement with { Calls = Delays.Planned(movement.Calls, minutes) };
    }
}
