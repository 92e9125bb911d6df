namespace Qujiang.Air.Physics;

/// <summary>Hours in which nothing lands or takes off, on the hub's clock; they may span midnight.</summary>
/// <param name="Closes">First minute of the curfew.</param>
/// <param name="Opens">First minute after it; another than <paramref name="Closes"/>.</param>
public sealed record Curfew(TimeOnly Closes, TimeOnly Opens)
{
    /// <summary>Whether aircraft may move at that time of day.</summary>
    public bool Allows(TimeOnly time) => !time.IsBetween(Closes, Opens);
}
