namespace Qujiang.Booking.Domain;

/// <summary>What follows when a plan no longer holds, and when another is to replace it.</summary>
internal sealed partial class BookingStep
{
    public void Break(PlanBroken input)
    {
        if (_state.Outcome != Outcome.None)
        {
            return;
        }

        if (_state.Next is { } next && next.Number == input.Room)
        {
            var service = next.Plan.Legs.FirstOrDefault(l => l.Sequence == input.Leg)?.Service;
            AbandonNext(new Refusal(input.Leg, service, input.Constraint, null, null, input.Cause));
            return;
        }

        if (_state.Current.Number != input.Room)
        {
            return;
        }

        if (_state.Phase != Phase.Confirmed)
        {
            // Not sold yet: there is no promise to keep, and whoever asked can ask for something that runs.
            var leg = _state.Current.Plan.Legs.FirstOrDefault(l => l.Sequence == input.Leg);
            GiveUp(
                _state.Booked ? Outcome.Rejected : Outcome.Released,
                input.Who,
                input.Cause,
                new Refusal(input.Leg, leg?.Service, input.Constraint, null, null, input.Cause)
            );
            return;
        }

        if (_state.Trouble?.Cause == input.Cause)
        {
            return;
        }

        _state = _state with
        {
            Trouble = new Trouble(input.Cause, now, input.Constraint, input.Leg, input.Source, input.Obstacle),
            Proposals = [],
        };
        Note(input.Who, "plan broken", input.Cause);
        _events.Add(new AlternativesWanted(input.Cause, TimeSpan.Zero));
    }

    /// <summary>Other times: perhaps a connection is missed or the deadline; perhaps one that was missed is kept again.</summary>
    public void Retime(Retimed input)
    {
        if (_state.Outcome != Outcome.None)
        {
            return;
        }

        var room = _state.Next?.Number == input.Room ? _state.Next : _state.Current;
        if (room.Number != input.Room)
        {
            return;
        }

        var plan = Connections.Retime(room.Plan, input.Leg, input.Times);
        var retimed = room with { Plan = plan };
        _state = room == _state.Current ? _state with { Current = retimed } : _state with { Next = retimed };
        Note(input.Who, "retimed", input.Cause);
        if (Connections.Broken(plan) is { } broken)
        {
            Break(new PlanBroken(input.Who, broken.Constraint, input.Room, broken.Leg, $"{input.Cause}; {broken.Detail}"));
        }
        else if (room.Number == _state.Current.Number && _state.Trouble is { Constraint: "connection" or "deadline" })
        {
            Mend(new TroubleOver(input.Who, input.Cause));
        }
    }

    public void Propose(Alternatives input)
    {
        if (_state is not { Phase: Phase.Confirmed, Trouble: { } trouble })
        {
            return;
        }

        _state = _state with { Proposals = input.Proposals, Trouble = trouble with { Unplannable = input.Unplannable } };
        Note(
            input.Who,
            input.Proposals.Count > 0 ? $"{input.Proposals.Count} alternatives proposed" : "no alternative",
            input.Unplannable ?? trouble.Cause
        );
        _events.Add(
            new AlternativesProposed(input.Unplannable is null ? trouble.Cause : $"{trouble.Cause}; {input.Unplannable}", input.Proposals)
        );
    }

    public void Mend(TroubleOver input)
    {
        if (_state is { Phase: Phase.Confirmed, Trouble: not null })
        {
            _state = _state with { Trouble = null, Proposals = [] };
            Note(input.Who, "plan holds again", input.Cause);
        }
    }

    /// <summary>The old plan stands.</summary>
    private void AbandonNext(Refusal refusal)
    {
        if (_state.Next is not { } next)
        {
            return;
        }

        Note(refusal.Service ?? "booking", next.Proposal == 0 ? "amendment refused" : "replan refused", refusal.Detail);
        _state = _state with
        {
            Next = null,
            GiveUpAt = null,
            AmendmentRefusal = refusal,
            Leaving = [.. _state.Leaving, Release(next.WithoutCarried(), refusal.Detail)],
        };
        if (_state.Trouble is { } trouble)
        {
            // The way out was taken by somebody else: look again.
            _state = _state with
            {
                Proposals = [],
                Trouble = trouble with { Unplannable = null, Refused = trouble.Refused + 1 },
            };
            _events.Add(new AlternativesWanted(trouble.Cause, TimeSpan.FromSeconds(Math.Pow(2, Math.Min(trouble.Refused, 9)))));
        }

        Proceed();
    }

    /// <summary>The new room is sold to us: only now is the old given back.</summary>
    private void Swap(Room next)
    {
        var old = _state.Current;
        var kept = next.Parts.Where(p => p.Carried).Select(p => p.HoldId).ToHashSet();
        var leaving = old with { Parts = [.. old.Parts.Where(p => !kept.Contains(p.HoldId))] };
        _state = _state with
        {
            Current = next with { Parts = [.. next.Parts.Select(p => p with { Carried = false })] },
            Next = null,
            GiveUpAt = null,
            Trouble = null,
            Proposals = [],
            Leaving = [.. _state.Leaving, Release(leaving, "another plan is ridden")],
        };
        Note("booking", "replanned", next.Proposal == 0 ? "amended" : $"proposal {next.Proposal}");
        _events.Add(new Replanned(next.Proposal, next.Plan));
    }
}
