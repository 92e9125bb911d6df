using System.Data;
using System.IO.Pipelines;
using System.Text.Json;
using Npgsql;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Snapshot;

/// <summary>
/// Everything a projection needs, as the facts it would have got, out of one repeatable-read transaction: the state after exactly the first
/// <c>sequence</c> events of this service. One JSON object a line; the last line counts those between, so that a stream cut off shows.
/// </summary>
public sealed class SnapshotStream(LegModule module, NpgsqlDataSource dataSource)
{
    private const int Page = 250;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes the stream; memory stays bounded by a page of movements.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var reading = new LegReading(connection, transaction);

        var (sequence, now) = await reading.PositionAsync(cancellationToken);
        var writer = new Writer(output);
        writer.Line(
            new
            {
                type = "snapshot",
                service = module.Service,
                mode = module.Mode,
                sequence,
                asOf = now,
            }
        );

        FactStamp Stamp() => new(Guid.CreateVersion7(now), now, module.Service, sequence);
        foreach (var tariff in await TariffStore.InForceAsync(reading, cancellationToken))
            writer.Fact(TariffStore.ToFact(tariff, Stamp()));
        foreach (var disruption in await DisruptionStore.ListAsync(reading, openOnly: true, cancellationToken))
            writer.Fact(DisruptionStore.ToFact(disruption, Stamp()));
        foreach (var sheet in await DataStore.FactsAsync(reading, module.Data?.Kinds ?? [], cancellationToken))
            writer.Fact(sheet(Stamp()));
        await writer.FlushAsync(cancellationToken);

        await foreach (var page in MovementsAsync(reading, cancellationToken))
        {
            foreach (var movement in page)
                writer.Fact(MovementStore.ToFact(movement, module.Mode, Stamp()));
            await writer.FlushAsync(cancellationToken);
        }
        await foreach (var page in PoolDaysAsync(connection, HubTime.DayOf(now), cancellationToken))
        {
            foreach (var day in page)
                writer.Fact(PoolStore.ToFact(day, "snapshot", Stamp()));
            await writer.FlushAsync(cancellationToken);
        }
        await foreach (var page in LanesAsync(reading, cancellationToken))
        {
            foreach (var lane in page)
                writer.Fact(LaneStore.ToFact(lane, Stamp()));
            await writer.FlushAsync(cancellationToken);
        }

        writer.Line(new { type = "end", count = writer.Facts });
        await writer.FlushAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyList<Movement>> MovementsAsync(
        LegReading reading,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = "";
        while (true)
        {
            var ids = await reading.QueryAsync<string>(
                """
                SELECT movement_id FROM leg.movement WHERE ends_at > now() AND movement_id > @after ORDER BY movement_id LIMIT @Page
                """,
                new { after, Page },
                cancellationToken
            );
            if (ids.Count == 0)
                yield break;
            yield return await MovementStore.LoadAsync(reading.Connection, ids, cancellationToken);
            after = ids[^1];
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<PoolDay>> PoolDaysAsync(
        NpgsqlConnection connection,
        DateOnly today,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        PoolDayKey? after = null;
        while (true)
        {
            var days = await PoolStore.ListAsync(connection, today, null, null, after, Page * 4, cancellationToken);
            if (days.Count == 0)
                yield break;
            yield return days;
            after = new PoolDayKey(days[^1].PoolId, days[^1].Day);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<Lane>> LanesAsync(
        LegReading reading,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? after = null;
        while (true)
        {
            var lanes = await LaneStore.ListAsync(reading, null, null, after, Page * 4, cancellationToken);
            if (lanes.Count == 0)
                yield break;
            yield return lanes;
            after = lanes[^1].LaneId;
        }
    }

    private sealed class Writer(PipeWriter output)
    {
        public int Facts { get; private set; }

        public void Fact<T>(T fact)
            where T : IFact
        {
            Facts++;
            Line(new { type = MessageNameOf<T>.Name, @event = fact });
        }

        public void Line<T>(T line)
        {
            using (var json = new Utf8JsonWriter(output))
                JsonSerializer.Serialize(json, line, ContractJson.Options);
            NewLine.CopyTo(output.GetSpan(NewLine.Length));
            output.Advance(NewLine.Length);
        }

        public async Task FlushAsync(CancellationToken cancellationToken)
        {
            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
                throw new OperationCanceledException("The reader has gone.");
        }
    }

    private static class MessageNameOf<T>
    {
        public static readonly string Name = (
            (MessageNameAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(MessageNameAttribute))!
        ).Name;
    }
}
