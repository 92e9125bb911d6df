namespace Qujiang.Booking.Domain;

/// <summary>What leg services answer, and what follows from it.</summary>
internal sealed partial class BookingStep
{
    public void Answer(PartInput input)
    {
        if (!_state.Rooms.Any(r => r.Has(input.HoldId)))
        {
            // A plan long given up. Only these two say that something may still be set aside.
            if (input is PartHeld or PartConfirmed)
            {
                _commands.Add(new AskRelease(input.Who, input.HoldId, "no longer wanted"));
            }

            return;
        }

        // A carried part sits in the current and in the next room.
        Refusal? current = null;
        Refusal? next = null;
        _state = _state with
        {
            Current = Apply(_state.Current, input, ref current),
            Next = _state.Next is null ? null : Apply(_state.Next, input, ref next),
            Leaving = [.. _state.Leaving.Select(r => ApplyLeaving(r, input))],
        };
        if (next is not null)
        {
            AbandonNext(next);
        }

        if (current is not null)
        {
            Fail(current);
        }

        Proceed();
    }

    private Room ApplyLeaving(Room room, PartInput input)
    {
        Refusal? ignored = null;
        return Apply(room, input, ref ignored);
    }

    /// <summary>One answer about one part. <paramref name="failure"/> is set when the room can no longer become whole.</summary>
    private Room Apply(Room room, PartInput input, ref Refusal? failure)
    {
        var part = room.Parts.FirstOrDefault(p => p.HoldId == input.HoldId);
        if (part is null)
        {
            return room;
        }

        var wanted = room.Goal != Goal.Release;
        switch (input)
        {
            case PartHeld held when !wanted || part.Status is PartStatus.Gone or PartStatus.Releasing:
                // The late answer: without this the room would stay taken until it expires, and nobody would ever ask for it.
                _commands.Add(new AskRelease(part.Service, part.HoldId, _state.Reason ?? "no longer wanted"));
                return part.Status == PartStatus.Gone && part.EverConfirming ? room : room.With(Releasing(part, held.ExpiresAt));

            case PartHeld held when part.Status == PartStatus.Asked:
                return room.With(part with { Status = PartStatus.Held, ExpiresAt = held.ExpiresAt, Tries = 0, NextTry = null });

            case PartConfirmed when !wanted || part.Status is PartStatus.Gone or PartStatus.Releasing:
                _commands.Add(new AskRelease(part.Service, part.HoldId, _state.Reason ?? "no longer wanted"));
                // Once it was seen to be gone this is an old message: a ledger never revives a hold.
                return part.Status == PartStatus.Gone ? room : room.With(Releasing(part, part.ExpiresAt) with { EverConfirming = true });

            case PartConfirmed when part.Status != PartStatus.Confirmed:
                return room.With(part with { Status = PartStatus.Confirmed, Tries = 0, NextTry = null, EverConfirming = true });

            case PartRefused refused when part.Status == PartStatus.Asked:
                failure = RefusalOf(room, part, refused);
                return room.With(Gone(part));

            case PartRefused refused when part.Status is PartStatus.Held or PartStatus.Confirming:
                // The confirmation was refused. Giving back is asked for all the same: the answer to that is the last word.
                failure = RefusalOf(room, part, refused);
                return room;

            // A ledger answers a release by what it knows of the hold: refused is as good as released.
            case PartRefused when part.Status == PartStatus.Releasing:
                return room.With(Gone(part));

            case PartReleased
            or PartExpired when part.Status == PartStatus.Gone:
                return room;

            case PartReleased
            or PartExpired:
                if (wanted)
                {
                    var constraint = input is PartExpired ? "expired" : "released";
                    failure = new Refusal(
                        part.Legs[0],
                        part.Service,
                        constraint,
                        null,
                        null,
                        $"the room was {constraint} by {part.Service}"
                    );
                }

                return room.With(Gone(part));

            default:
                return room;
        }
    }

    private static Refusal RefusalOf(Room room, Part part, PartRefused refused)
    {
        var sequence = refused.Leg >= 0 && refused.Leg < part.Legs.Count ? part.Legs[refused.Leg] : part.Legs[0];
        var leg = room.Plan.Legs.First(l => l.Sequence == sequence);
        var what = refused.Dimension is null ? refused.Constraint : $"{refused.Constraint} ({refused.Dimension})";
        return new Refusal(
            sequence,
            part.Service,
            refused.Constraint,
            refused.Dimension,
            refused.Free,
            $"leg {sequence} on {leg.Carrier}: {what}"
        );
    }

    /// <summary>The current room cannot become, or is no longer, whole.</summary>
    private void Fail(Refusal refusal)
    {
        switch (_state.Phase)
        {
            case Phase.Holding or Phase.Confirming:
                GiveUp(Outcome.Rejected, refusal.Service ?? "booking", refusal.Detail, refusal);
                break;
            case Phase.Held when _state.Booked:
                GiveUp(Outcome.Rejected, refusal.Service ?? "booking", refusal.Detail, refusal);
                break;
            case Phase.Held:
                GiveUp(
                    refusal.Constraint == "expired" ? Outcome.Expired : Outcome.Released,
                    refusal.Service ?? "booking",
                    refusal.Detail,
                    refusal
                );
                break;
            case Phase.Confirmed:
                // Sold room that the carrier took back: a disruption like any other.
                Break(
                    new PlanBroken(
                        refusal.Service ?? "booking",
                        refusal.Constraint,
                        _state.Current.Number,
                        refusal.Leg ?? 1,
                        refusal.Detail
                    )
                );
                break;
            default:
                break;
        }
    }

    /// <summary>Goes on as far as what is known allows.</summary>
    private void Proceed()
    {
        if (_state.Phase == Phase.Holding && _state.Current.AllHeld)
        {
            if (_state is { Booked: true, Split: null } or { Booked: true, Together: true })
            {
                Confirm();
            }
            else
            {
                _state = _state with { Phase = Phase.Held, GiveUpAt = null };
                Note("booking", "held", $"until {_state.Current.ExpiresAt:O}");
            }
        }

        if (_state.Phase == Phase.Confirming && _state.Current.AllConfirmed)
        {
            _state = _state with { Phase = Phase.Confirmed, GiveUpAt = null, EverConfirmed = true };
            Note("booking", "confirmed", "room on every leg");
            _events.Add(new Confirmed(_state.Current.Plan));
        }

        if (_state.Next is { Goal: Goal.Hold, AllHeld: true } held)
        {
            _state = _state with { Next = AskToConfirm(held), GiveUpAt = ConfirmBy(held) };
        }

        if (_state.Next is { Goal: Goal.Confirm, AllConfirmed: true } next)
        {
            Swap(next);
        }

        _state = _state with { Leaving = [.. _state.Leaving.Where(r => !r.AllGone)] };
        if (_state.Phase == Phase.Compensating && _state.Current.AllGone && _state.Leaving.Count == 0)
        {
            _state = _state with { Phase = Phase.Closed };
            Announce();
        }
    }

    private void Confirm()
    {
        var by = ConfirmBy(_state.Current);
        _state = _state with { Phase = Phase.Confirming, Current = AskToConfirm(_state.Current), GiveUpAt = by };
        Proceed();
    }

    /// <summary>After its expiry an unconfirmed hold is dead by the leg service's own clock; a little later silence means no.</summary>
    private DateTimeOffset ConfirmBy(Room room)
    {
        var expiry = room.ExpiresAt ?? now;
        return (expiry > now ? expiry : now) + timing.HoldPatience;
    }

    private void Announce()
    {
        if (_state.Announced)
        {
            return;
        }

        _state = _state with { Announced = true };
        if (!_state.Booked)
        {
            return;
        }

        if (_state.Outcome == Outcome.Rejected)
        {
            _events.Add(new Rejected(_state.Refusal?.Constraint ?? "unavailable", _state.Refusal?.Detail ?? _state.Reason ?? ""));
        }
        else if (_state.Outcome == Outcome.Cancelled)
        {
            _events.Add(new Cancelled(_state.Reason ?? "", _state.FeeFen));
        }
    }
}
