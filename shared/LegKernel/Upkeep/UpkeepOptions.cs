using System.ComponentModel.DataAnnotations;

namespace Qujiang.LegKernel.Upkeep;

/// <summary>Settings of the section <c>Upkeep</c>.</summary>
public sealed class UpkeepOptions
{
    /// <summary>How many days ahead of today movements and pool days exist. Default 45.</summary>
    [Range(1, 400)]
    public int HorizonDays { get; set; } = 45;

    /// <summary>How many days after their end movements are kept. Default 7.</summary>
    [Range(0, 400)]
    public int KeepDays { get; set; } = 7;

    /// <summary>How many days holds that came to nothing are remembered. Default 30.</summary>
    [Range(1, 400)]
    public int KeepHoldsDays { get; set; } = 30;

    /// <summary>Pause between passes. Default one hour.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Movements or lanes written in one transaction. Default 250.</summary>
    [Range(1, 2000)]
    public int Batch { get; set; } = 250;
}

/// <summary>What a pass of the upkeep did.</summary>
/// <param name="Created">Movements made.</param>
/// <param name="Updated">Movements rewritten after a change of their pattern.</param>
/// <param name="Cancelled">Movements cancelled because their pattern no longer has them.</param>
/// <param name="KeptForHolds">Movements that should have been rewritten or cancelled but carry holds or sold room: a person must decide.</param>
/// <param name="Deleted">Finished movements removed.</param>
/// <param name="PoolDays">Pool days made or changed.</param>
/// <param name="Lanes">Lanes made, changed or withdrawn.</param>
/// <param name="Tariffs">Versions of tariffs published.</param>
public sealed record UpkeepReport(
    int Created,
    int Updated,
    int Cancelled,
    IReadOnlyList<string> KeptForHolds,
    int Deleted,
    int PoolDays,
    int Lanes,
    int Tariffs,
    TimeSpan Took
)
{
    /// <summary>Whether everything was as it should be already.</summary>
    public bool ChangedNothing => Created + Updated + Cancelled + Deleted + PoolDays + Lanes + Tariffs == 0;

    /// <summary>For the log.</summary>
    public override string ToString() =>
        $"{Created} movements made, {Updated} rewritten, {Cancelled} cancelled, {KeptForHolds.Count} kept for their holds, {Deleted} removed; "
        + $"{PoolDays} pool days, {Lanes} lanes, {Tariffs} tariffs; {Took.TotalSeconds:0.0} s";
}
