namespace Qujiang.Booking.Domain;

/// <summary>What is asked of leg services, and asked again.</summary>
internal sealed partial class BookingStep
{
    private Room Ask(Room room) =>
        room with
        {
            Parts = [.. room.Parts.Select(p => p.Status == PartStatus.Asked ? Send(room, p with { Tries = 0 }, "") : p)],
        };

    private Room AskToConfirm(Room room) =>
        room with
        {
            Goal = Goal.Confirm,
            Parts =
            [
                .. room.Parts.Select(p =>
                    p.Status == PartStatus.Held
                        ? Send(room, p with { Status = PartStatus.Confirming, Tries = 0, EverConfirming = true }, "")
                        : p
                ),
            ],
        };

    private Room Release(Room room, string reason)
    {
        if (room.Goal == Goal.Release)
        {
            return room;
        }

        var parts = room.Parts.Select(p =>
        {
            if (p.Status == PartStatus.Gone)
            {
                return p;
            }

            _commands.Add(new AskRelease(p.Service, p.HoldId, reason));
            return Releasing(p, p.ExpiresAt);
        });
        return room with { Goal = Goal.Release, Parts = [.. parts] };
    }

    private Part Releasing(Part part, DateTimeOffset? expiresAt) =>
        part with
        {
            Status = PartStatus.Releasing,
            // What was never asked to be confirmed ends by itself: no answer is needed for ever.
            ExpiresAt = expiresAt ?? now + TimeSpan.FromSeconds(_state.HoldTtlSeconds),
            Tries = 1,
            NextTry = now + timing.FirstRetry,
        };

    private static Part Gone(Part part) => part with { Status = PartStatus.Gone, NextTry = null };

    private void Retry()
    {
        _state = _state with
        {
            Current = Retry(_state.Current),
            Next = _state.Next is null ? null : Retry(_state.Next),
            Leaving = [.. _state.Leaving.Select(Retry)],
        };
    }

    private Room Retry(Room room) =>
        room.Parts.Any(p => now >= p.NextTry)
            ? room with
            {
                Parts = [.. room.Parts.Select(p => now >= p.NextTry ? Send(room, p, _state.Reason ?? "no longer wanted") : p)],
            }
            : room;

    /// <summary>Sends the command that the part's status waits for, and says when it is to be sent again.</summary>
    private Part Send(Room room, Part part, string reason)
    {
        switch (part.Status)
        {
            case PartStatus.Asked:
                _commands.Add(
                    new AskHold(part.Service, part.HoldId, [.. room.LegsOf(part).Select(room.Plan.Shipment.Put)], _state.HoldTtlSeconds)
                );
                break;
            case PartStatus.Confirming:
                _commands.Add(new AskConfirm(part.Service, part.HoldId));
                break;
            case PartStatus.Releasing when !part.EverConfirming && now >= part.ExpiresAt + timing.LongestRetry:
                return Gone(part);
            case PartStatus.Releasing:
                _commands.Add(new AskRelease(part.Service, part.HoldId, reason));
                break;
            default:
                return part with { NextTry = null };
        }

        var wait = timing.FirstRetry * Math.Pow(2, Math.Min(part.Tries, 10));
        return part with { Tries = part.Tries + 1, NextTry = now + (wait < timing.LongestRetry ? wait : timing.LongestRetry) };
    }
}
