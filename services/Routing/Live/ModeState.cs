using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Live;

/// <summary>The trucks of a pool on a day.</summary>
public readonly record struct PoolDay(string PoolId, DateOnly Day);

/// <summary>What a fact changed, so that the timetable follows without being rebuilt.</summary>
public enum ChangeKind
{
    /// <summary>Nothing that a quote depends on.</summary>
    None,

    /// <summary>A movement is new, or its times, status or description changed.</summary>
    Movement,

    /// <summary>Only the room on a movement changed.</summary>
    MovementRoom,
    Lane,
    Pool,
    Tariff,
    Disruption,

    /// <summary>What the service knows of a thing, of a kind that quotes depend on.</summary>
    ReferenceData,
}

/// <summary>A thing of which a service publishes reference data: its kind and which one.</summary>
public readonly record struct ReferenceKey(string Kind, string Id);

/// <param name="Id">The movement, lane, pool, tariff, disruption or thing.</param>
/// <param name="Day">For a pool.</param>
/// <param name="DataKind">For reference data.</param>
public readonly record struct Change(ChangeKind Kind, string Id = "", DateOnly Day = default, string DataKind = "");

/// <summary>
/// The projection of one leg service: everything it offers, joined from its facts. One thread applies, any thread reads.
/// </summary>
public sealed class ModeState
{
    private readonly ConcurrentDictionary<string, MovementState> movements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LanePublished> lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PoolDay, PoolCapacityChanged> pools = new();
    private readonly ConcurrentDictionary<string, TariffPublished[]> tariffs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IFact> disruptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ReferenceKey, ReferenceDataPublished> referenceData = new();

    public IReadOnlyDictionary<string, MovementState> Movements => movements;
    public IReadOnlyDictionary<string, LanePublished> Lanes => lanes;
    public IReadOnlyDictionary<PoolDay, PoolCapacityChanged> Pools => pools;

    /// <summary>Per tariff its versions, ascending.</summary>
    public IReadOnlyDictionary<string, TariffPublished[]> Tariffs => tariffs;

    /// <summary>Reference data of the kinds that quotes depend on (<see cref="ReferenceKind.All"/>).</summary>
    public IReadOnlyDictionary<ReferenceKey, ReferenceDataPublished> ReferenceData => referenceData;

    public IEnumerable<DisruptionRaised> OpenDisruptions => disruptions.Values.OfType<DisruptionRaised>();

    public Change Apply(IFact fact) =>
        fact switch
        {
            IMovementFact movement => ApplyMovement(movement),
            LanePublished lane => Newer(lanes, lane.LaneId, lane) ? new Change(ChangeKind.Lane, lane.LaneId) : default,
            PoolCapacityChanged pool => Newer(pools, new PoolDay(pool.PoolId, pool.Day), pool)
                ? new Change(ChangeKind.Pool, pool.PoolId, pool.Day)
                : default,
            TariffPublished tariff => ApplyTariff(tariff),
            DisruptionRaised raised => Newer(disruptions, raised.DisruptionId, raised)
                ? new Change(ChangeKind.Disruption, raised.DisruptionId)
                : default,
            DisruptionCleared cleared => Newer(disruptions, cleared.DisruptionId, cleared)
                ? new Change(ChangeKind.Disruption, cleared.DisruptionId)
                : default,
            ReferenceDataPublished sheet when ReferenceKind.Of(sheet) is not null => Newer(
                referenceData,
                new ReferenceKey(sheet.Kind, sheet.Id),
                sheet
            )
                ? new Change(ChangeKind.ReferenceData, sheet.Id, DataKind: sheet.Kind)
                : default,
            _ => default,
        };

    /// <summary>
    /// A hash of all that is known: equal states have equal hashes, whatever way led to them. What only says which event brought something is
    /// left out.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var m in movements.Values.Where(m => m.Published is not null).OrderBy(m => m.Id, StringComparer.Ordinal))
        {
            Add((object[])[m.Id, m.Published!.LineId, m.Published.TariffId, m.Published.Rules, m.Revision, m.Calls, m.Status, m.Segments]);
        }
        foreach (var lane in lanes.Values.OrderBy(l => l.LaneId, StringComparer.Ordinal))
        {
            Add(lane with { EventId = default, OccurredAt = default, Sequence = 0 });
        }
        foreach (var pool in pools.Values.OrderBy(p => p.PoolId, StringComparer.Ordinal).ThenBy(p => p.Day))
        {
            Add(pool with { EventId = default, OccurredAt = default, Sequence = 0, Reason = "" });
        }
        foreach (var tariff in tariffs.Values.SelectMany(t => t).OrderBy(t => t.TariffId, StringComparer.Ordinal).ThenBy(t => t.Revision))
        {
            Add(tariff with { EventId = default, OccurredAt = default, Sequence = 0 });
        }
        foreach (var disruption in OpenDisruptions.OrderBy(d => d.DisruptionId, StringComparer.Ordinal))
        {
            Add(disruption with { EventId = default, OccurredAt = default, Sequence = 0 });
        }
        foreach (var sheet in referenceData.Values.OrderBy(s => s.Kind, StringComparer.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal))
        {
            // As read: the order of members differs between an event and a snapshot.
            var said = sheet.Rows.Select(r =>
                (object?[])[r?.From, r is null ? null : ReferenceKind.Of(sheet)!.Said(sheet.Id, r), r?.Provenance]
            );
            Add((object[])[sheet.Kind, sheet.Id, sheet.Revision, said]);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add<T>(T value) => hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options));
    }

    private Change ApplyMovement(IMovementFact fact)
    {
        var before = movements.GetValueOrDefault(fact.MovementId) ?? new MovementState(fact.MovementId);
        var after = before.With(fact);
        if (ReferenceEquals(before, after))
        {
            return default;
        }
        movements[after.Id] = after;
        if (after.Published is null)
        {
            return default;
        }
        return new Change(fact is CapacityChanged && before.Runs == after.Runs ? ChangeKind.MovementRoom : ChangeKind.Movement, after.Id);
    }

    private Change ApplyTariff(TariffPublished tariff)
    {
        var versions = tariffs.GetValueOrDefault(tariff.TariffId, []);
        if (Array.Exists(versions, known => known.Revision == tariff.Revision))
        {
            return default;
        }
        tariffs[tariff.TariffId] = [.. versions.Append(tariff).OrderBy(version => version.Revision)];
        return new Change(ChangeKind.Tariff, tariff.TariffId);
    }

    private static bool Newer<TKey, TFact>(ConcurrentDictionary<TKey, TFact> known, TKey key, TFact fact)
        where TKey : notnull
        where TFact : class, IFact
    {
        if (known.TryGetValue(key, out var before) && ((IRevisioned)before).Revision >= ((IRevisioned)fact).Revision)
        {
            return false;
        }
        known[key] = fact;
        return true;
    }
}
