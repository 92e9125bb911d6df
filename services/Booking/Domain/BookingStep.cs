namespace Qujiang.Booking.Domain;

/// <summary>One step of <see cref="BookingMachine"/>: collects what follows from one input. Here is what a person or the clock asks for.</summary>
internal sealed partial class BookingStep(BookingState initial, DateTimeOffset now, Timing timing)
{
    private readonly List<LegCommand> _commands = [];
    private readonly List<BookingEvent> _events = [];
    private readonly List<HistoryEntry> _history = [];
    private BookingState _state = initial;

    public Decision Decide() => new(_state, _commands, _events, _history, BookingMachine.WakeAt(_state, timing));

    public void Note(string who, string what, string why) => _history.Add(new HistoryEntry(now, who, what, why));

    public void AskForCurrent()
    {
        _state = _state with { Current = Ask(_state.Current) };
        Proceed();
    }

    public void Book(Book input)
    {
        if (_state.Booked || _state.Outcome != Outcome.None)
        {
            return;
        }

        _state = _state with { Booked = true };
        Note(input.Who, "booking received", "from its hold");
        if (_state.Phase == Phase.Holding)
        {
            _state = _state with { GiveUpAt = now + timing.BookingPatience };
        }
        else
        {
            Confirm();
        }
    }

    public void GoTogether(AllPartsHeld input)
    {
        if (_state is not { Booked: true, Split: not null, Together: false, Outcome: Outcome.None })
        {
            return;
        }

        _state = _state with { Together = true };
        Note(input.Who, "all parts held", $"part {_state.Split.Part} of {_state.Split.Of}");
        if (_state.Phase == Phase.Held)
        {
            Confirm();
        }
    }

    public void LoseOtherPart(OtherPartLost input)
    {
        if (_state is not { Split: not null, Outcome: Outcome.None })
        {
            return;
        }

        var refusal = new Refusal(null, null, "split", null, null, input.Reason);
        // What was told to be confirmed is told to be cancelled.
        GiveUp(_state.EverConfirmed ? Outcome.Cancelled : Outcome.Rejected, input.Who, input.Reason, refusal);
    }

    public void GiveBack(GiveBack input)
    {
        if (!_state.Booked && _state.Outcome == Outcome.None)
        {
            GiveUp(Outcome.Released, input.Who, input.Reason, refusal: null);
        }
    }

    public void Cancel(Cancel input)
    {
        if (!_state.Booked || _state.Outcome != Outcome.None)
        {
            return;
        }

        _state = _state with { FeeFen = _state.EverConfirmed ? input.FeeFen : 0 };
        GiveUp(Outcome.Cancelled, input.Who, input.Reason, refusal: null);
    }

    public void Amend(Amend input)
    {
        if (_state is not { Phase: Phase.Confirmed, Next: null })
        {
            return;
        }

        var number = _state.Plans + 1;
        Note(input.Who, input.Proposal == 0 ? "amendment requested" : $"replan proposal {input.Proposal} accepted", input.Reason);
        _state = _state with
        {
            Plans = number,
            AmendmentRefusal = null,
            GiveUpAt = now + timing.BookingPatience,
            Next = Ask(Room.For(_state.Id, number, input.Plan, input.Proposal, _state.Current)),
        };
        Proceed();
    }

    public void Tick()
    {
        if (_state.GiveUpAt is { } patience && now >= patience)
        {
            LosePatience();
        }

        if (_state.Phase == Phase.Held && now >= _state.Current.ExpiresAt + timing.ExpiryGrace)
        {
            if (_state.Booked)
            {
                const string Late = "the other parts of the split did not get their room in time";
                GiveUp(Outcome.Rejected, "booking", Late, new Refusal(null, null, "expired", null, null, Late));
            }
            else
            {
                GiveUp(Outcome.Expired, "booking", "not booked in time", refusal: null);
            }
        }

        if (_state is { Phase: Phase.Confirmed, Next: null, Trouble: null } && now >= _state.Current.Plan.Arrival + timing.CompletionGrace)
        {
            _state = _state with { Phase = Phase.Closed, Outcome = Outcome.Completed, Announced = true };
            Note("booking", "completed", "planned arrival has passed");
        }

        Retry();
        Proceed();
    }

    /// <summary>Stops waiting: a silence has become an answer.</summary>
    private void LosePatience()
    {
        _state = _state with { GiveUpAt = null };
        var room = _state.Next ?? _state.Current;
        var silent = room.Parts.FirstOrDefault(p => p.Status is PartStatus.Asked or PartStatus.Confirming);
        if (silent is null)
        {
            return;
        }

        var refusal = new Refusal(silent.Legs[0], silent.Service, "unavailable", null, null, $"{silent.Service} did not answer in time");
        if (_state.Next is not null)
        {
            AbandonNext(refusal);
        }
        else
        {
            GiveUp(Outcome.Rejected, "booking", refusal.Detail, refusal);
        }
    }

    /// <summary>Gives everything back. What it ends as is decided now; it is announced when nothing is held any more.</summary>
    private void GiveUp(Outcome outcome, string who, string reason, Refusal? refusal)
    {
        Note(
            who,
            outcome switch
            {
                Outcome.Rejected => _state.Booked ? "rejected" : "refused",
                Outcome.Cancelled => "cancelled",
                Outcome.Expired => "expired",
                _ => "released",
            },
            reason
        );
        IReadOnlyList<Room> leaving = [.. _state.Leaving.Select(r => Release(r, reason))];
        if (_state.Next is { } next)
        {
            leaving = [.. leaving, Release(next.WithoutCarried(), reason)];
        }

        _state = _state with
        {
            Phase = Phase.Compensating,
            Outcome = outcome,
            Reason = reason,
            Refusal = refusal,
            GiveUpAt = null,
            Current = Release(_state.Current, reason),
            Next = null,
            Leaving = leaving,
            Trouble = null,
            Proposals = [],
        };
        Proceed();
    }
}
