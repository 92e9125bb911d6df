namespace Qujiang.Routing.Live;

/// <summary>How far a mode can be relied on.</summary>
public enum FeedHealth
{
    /// <summary>Its first snapshot is not here yet.</summary>
    Loading,

    /// <summary>Known to be complete within the last <see cref="RoutingOptions.StaleAfter"/>.</summary>
    Live,

    /// <summary>Not confirmed for longer; what is known goes on being used.</summary>
    Stale,
}

/// <param name="AsOf">The last moment at which it is known to have been complete; null before the first snapshot.</param>
/// <param name="Detail">What is wrong, in words; null when nothing is.</param>
public sealed record FeedStatus(
    FeedHealth Health,
    DateTimeOffset? AsOf,
    long Sequence,
    int Movements,
    int Lanes,
    int PoolDays,
    int Tariffs,
    int Snapshots,
    string? Detail
);
