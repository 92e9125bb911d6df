namespace Qujiang.Booking.Domain;

/// <summary>
/// The life of a hold and of the booking it becomes, as one pure function: <c>decide(state, input) -> (state, commands, events)</c>. It takes every
/// message in every state, in any order and any number of times; see the README for the table. No clock, no I/O, no randomness.
/// </summary>
public static class BookingMachine
{
    /// <summary>Begins: asks for room on every leg of <paramref name="plan"/>.</summary>
    /// <param name="booked">True: confirm as soon as all of it is held. False: only hold it.</param>
    /// <param name="split">Not null: confirm only when every part of the split is held (<see cref="AllPartsHeld"/>).</param>
    public static Decision Begin(
        Guid id,
        string tenant,
        Plan plan,
        bool booked,
        int holdTtlSeconds,
        string who,
        DateTimeOffset now,
        Timing timing,
        SplitPart? split = null
    )
    {
        var state = new BookingState(
            id,
            tenant,
            Phase.Holding,
            Outcome.None,
            booked,
            Room.For(id, 1, plan),
            Next: null,
            Leaving: [],
            holdTtlSeconds,
            CreatedAt: now,
            GiveUpAt: now + (booked ? timing.BookingPatience : timing.HoldPatience),
            Plans: 1,
            EverConfirmed: false,
            Announced: false,
            Refusal: null,
            Reason: null,
            FeeFen: 0,
            AmendmentRefusal: null,
            Trouble: null,
            Proposals: [],
            split
        );
        var step = new BookingStep(state, now, timing);
        step.Note(who, booked ? "booking received" : "hold requested", $"offer {plan.OfferId}");
        step.AskForCurrent();
        return step.Decide();
    }

    public static Decision Decide(BookingState state, BookingInput input, DateTimeOffset now, Timing timing)
    {
        var step = new BookingStep(state, now, timing);
        switch (input)
        {
            case Book book:
                step.Book(book);
                break;
            case GiveBack give:
                step.GiveBack(give);
                break;
            case Cancel cancel:
                step.Cancel(cancel);
                break;
            case Amend amend:
                step.Amend(amend);
                break;
            case AllPartsHeld all:
                step.GoTogether(all);
                break;
            case OtherPartLost lost:
                step.LoseOtherPart(lost);
                break;
            case PartInput part:
                step.Answer(part);
                break;
            case PlanBroken broken:
                step.Break(broken);
                break;
            case Retimed retimed:
                step.Retime(retimed);
                break;
            case Alternatives found:
                step.Propose(found);
                break;
            case TroubleOver over:
                step.Mend(over);
                break;
            case Tick:
                step.Tick();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name, "unknown input");
        }

        return step.Decide();
    }

    /// <summary>When time alone will change something.</summary>
    public static DateTimeOffset? WakeAt(BookingState state, Timing timing)
    {
        DateTimeOffset? wake = state.GiveUpAt;
        if (state.Phase == Phase.Held)
        {
            Consider(state.Current.ExpiresAt + timing.ExpiryGrace);
        }

        if (state is { Phase: Phase.Confirmed, Next: null, Trouble: null })
        {
            Consider(state.Current.Plan.Arrival + timing.CompletionGrace);
        }

        foreach (var part in state.Rooms.SelectMany(r => r.Parts))
        {
            Consider(part.NextTry);
        }

        return wake;

        void Consider(DateTimeOffset? at)
        {
            if (at is not null && (wake is null || at < wake))
            {
                wake = at;
            }
        }
    }
}
