using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>Plays one booking by hand and writes down what it does.</summary>
internal sealed class Life
{
    public static readonly Timing Timing = new();
    private DateTimeOffset? _wakeAt;

    private Life(DateTimeOffset start) => Now = start;

    public DateTimeOffset Now { get; private set; }

    public BookingState State { get; private set; } = null!;

    /// <summary>What the last input made it do: <c>hold rail</c>, <c>confirm road</c>, <c>release waterway</c>, events by name.</summary>
    public string Last { get; private set; } = "";

    public IReadOnlyList<BookingEvent> Events { get; private set; } = [];

    public static Life Booked(Plan? plan = null) => Begin(plan ?? Plans.ThreeLegs(), booked: true);

    public static Life Part(int part = 1, int of = 2) =>
        Begin(Plans.ThreeLegs(), booked: true, new SplitPart(new Guid(9, 0, 0, new byte[8]), part, of));

    public static Life Held(Plan? plan = null) => Begin(plan ?? Plans.ThreeLegs(), booked: false);

    public static Life Confirmed(Plan? plan = null)
    {
        var life = Booked(plan);
        foreach (var part in life.State.Current.Parts)
        {
            life.Answer(part.Service, "held");
        }

        foreach (var part in life.State.Current.Parts)
        {
            life.Answer(part.Service, "confirmed");
        }

        life.State.Status.ShouldBe(BookingStatus.Confirmed);
        return life;
    }

    public Life Take(BookingInput input)
    {
        Write(BookingMachine.Decide(State, input, Now, Timing));
        return this;
    }

    /// <param name="what"><c>held</c>, <c>refused</c>, <c>confirmed</c>, <c>released</c>, <c>expired</c>.</param>
    /// <param name="room">Number of the plan; the newest unless told.</param>
    public Life Answer(string service, string what, int? room = null)
    {
        var id = Room.HoldIdOf(State.Id, room ?? State.Plans, service);
        return Take(
            what switch
            {
                "held" => new PartHeld(service, id, Now.AddSeconds(900)),
                "refused" => new PartRefused(service, id, 0, "capacity", "teu100"),
                "confirmed" => new PartConfirmed(service, id),
                "released" => new PartReleased(service, id),
                "expired" => new PartExpired(service, id),
                _ => throw new ArgumentOutOfRangeException(nameof(what)),
            }
        );
    }

    /// <summary>Lets time pass; ticks come when asked for, and the last one's doings are kept.</summary>
    public Life Pass(TimeSpan time)
    {
        var until = Now + time;
        Last = "";
        while (_wakeAt is { } wake && wake <= until)
        {
            Now = wake > Now ? wake : Now;
            Take(new Tick());
        }

        Now = until;
        return this;
    }

    private static Life Begin(Plan plan, bool booked, SplitPart? split = null)
    {
        var life = new Life(Plans.Start);
        life.Write(BookingMachine.Begin(new Guid(7, 0, 0, new byte[8]), "acme", plan, booked, 900, "ann", life.Now, Timing, split));
        return life;
    }

    private void Write(Decision decision)
    {
        State = decision.State;
        _wakeAt = decision.WakeAt;
        Events = decision.Events;
        Last = string.Join(
            ", ",
            decision
                .Commands.Select(c => $"{c.GetType().Name[3..].ToLowerInvariant()} {c.Service}")
                .Concat(decision.Events.Select(e => e.GetType().Name))
        );
    }
}
