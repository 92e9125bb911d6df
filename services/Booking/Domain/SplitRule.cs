namespace Qujiang.Booking.Domain;

/// <summary>What the parts of a split do for one another. Pure.</summary>
public static class SplitRule
{
    /// <summary>
    /// What each part is told now (nothing: null), and whether the split is decided: from then on each part goes its own way. Until every part is confirmed,
    /// one that is lost takes the others with it, whoever gave it up.
    /// </summary>
    public static (BookingInput? Tell, bool Decided) Next(IReadOnlyCollection<BookingState> parts)
    {
        if (parts.FirstOrDefault(p => p.Status is BookingStatus.Rejected or BookingStatus.Cancelled) is { } lost)
        {
            return (new OtherPartLost($"part {lost.Split!.Part} of {lost.Split.Of}: {lost.Reason}"), true);
        }

        if (parts.All(p => p.EverConfirmed))
        {
            return (null, true);
        }

        return parts.All(p => p is { Phase: Phase.Held, Together: false }) ? (new AllPartsHeld(), false) : (null, false);
    }
}
