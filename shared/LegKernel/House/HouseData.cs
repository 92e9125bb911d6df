using Npgsql;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.House;

/// <summary>
/// The data of the mode that operators may change, as the physics reads them. Every transaction that changes times or disruptions brings them up to date first
/// (<see cref="Disruptions.Ceilings"/>), so that no replica goes by old ones.
/// </summary>
/// <param name="kinds">What there is.</param>
public class HouseData(params IReadOnlyList<DataKind> kinds)
{
    private readonly AsyncLocal<DataSnapshot?> tried = new();
    private volatile DataSnapshot current = DataSnapshot.Of(kinds, -1, DataSheet.Always, Array.Empty<StoredSheet>().ToLookup(s => s.Kind));

    /// <summary>What there is.</summary>
    public IReadOnlyList<DataKind> Kinds => kinds;

    /// <summary>The data in force; within a change of them, as they will be.</summary>
    public DataSnapshot Current => tried.Value ?? current;

    /// <summary>Reads what has been changed since, also by others.</summary>
    public async Task RefreshAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await RefreshAsync(new LegReading(connection, null), cancellationToken);
    }

    /// <inheritdoc cref="RefreshAsync(NpgsqlDataSource, CancellationToken)" />
    public async Task RefreshAsync(LegReading reading, CancellationToken cancellationToken)
    {
        if (tried.Value is not null)
            return;
        var (stamp, day) = await DataStore.StampAsync(reading, cancellationToken);
        // A row that holds from today on changes what is in force without any change of the data.
        if (stamp == current.Stamp && day == current.Day)
            return;
        var stored = await DataStore.LastAsync(reading, cancellationToken);
        current = DataSnapshot.Of(kinds, stamp, day, stored.ToLookup(s => s.Kind, StringComparer.Ordinal));
    }

    /// <summary>Until it is disposed of, whatever the caller asks goes by these data; others do not see them.</summary>
    internal IDisposable Try(DataSnapshot snapshot)
    {
        tried.Value = snapshot;
        return new Trial(this);
    }

    private sealed class Trial(HouseData data) : IDisposable
    {
        public void Dispose() => data.tried.Value = null;
    }
}

/// <summary>Such data, and all that the mode makes of one version of them.</summary>
/// <typeparam name="TState">Never changes itself.</typeparam>
public abstract class HouseData<TState>(params IReadOnlyList<DataKind> kinds) : HouseData(kinds)
    where TState : class
{
    private volatile Tuple<DataSnapshot, TState>? last;

    /// <summary>By the data in force; made once for each version.</summary>
    public TState State
    {
        get
        {
            var current = Current;
            if (last is { } known && ReferenceEquals(known.Item1, current))
                return known.Item2;
            var state = Make(current);
            last = Tuple.Create(current, state);
            return state;
        }
    }

    /// <summary>All that follows from a version. Pure.</summary>
    protected abstract TState Make(DataSnapshot data);
}
