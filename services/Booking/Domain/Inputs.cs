using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>Something that happens to a booking.</summary>
/// <param name="Who">A person, a service or <c>booking</c> itself, for the history.</param>
public abstract record BookingInput(string Who);

/// <summary>Book what is held (or being held).</summary>
public sealed record Book(string Who) : BookingInput(Who);

/// <summary>Give back a hold that was not booked.</summary>
public sealed record GiveBack(string Who, string Reason) : BookingInput(Who);

/// <summary>Give up a booking.</summary>
/// <param name="FeeFen">What it costs, by the tenant's terms at this moment; charged only when it was confirmed.</param>
public sealed record Cancel(string Who, string Reason, long FeeFen) : BookingInput(Who);

/// <summary>Every part of the split has its room: each may be confirmed.</summary>
public sealed record AllPartsHeld() : BookingInput("booking");

/// <summary>Another part of the split has come to nothing before all were confirmed: so does this one, and it costs nothing.</summary>
public sealed record OtherPartLost(string Reason) : BookingInput("booking");

/// <summary>Ride another plan from now on.</summary>
/// <param name="Proposal">Number of the replan proposal; 0 for an amendment by offer.</param>
public sealed record Amend(string Who, Plan Plan, int Proposal, string Reason) : BookingInput(Who);

/// <summary>A leg service answers about one of the holds.</summary>
public abstract record PartInput(string Who, Guid HoldId) : BookingInput(Who);

public sealed record PartHeld(string Who, Guid HoldId, DateTimeOffset ExpiresAt) : PartInput(Who, HoldId);

/// <param name="Leg">Index within the hold, from 0.</param>
public sealed record PartRefused(string Who, Guid HoldId, int Leg, string Constraint, string? Dimension = null, CapacityVector? Free = null)
    : PartInput(Who, HoldId);

public sealed record PartConfirmed(string Who, Guid HoldId) : PartInput(Who, HoldId);

public sealed record PartReleased(string Who, Guid HoldId) : PartInput(Who, HoldId);

public sealed record PartExpired(string Who, Guid HoldId) : PartInput(Who, HoldId);

/// <summary>Time has passed.</summary>
public sealed record Tick() : BookingInput("booking");

/// <summary>A movement or lane it rides will not run, will miss a connection, or has less room than was sold.</summary>
/// <param name="Constraint">As in a quote's reasons: <c>cancelled</c>, <c>connection</c>, <c>capacity</c>, ...</param>
/// <param name="Room">Number of the plan concerned: the current one, or the one that is to replace it.</param>
/// <param name="Leg">Sequence of the first leg concerned.</param>
/// <param name="Source">The disruption behind it.</param>
/// <param name="Obstacle">The terminal that cannot be passed.</param>
public sealed record PlanBroken(
    string Who,
    string Constraint,
    int Room,
    int Leg,
    string Cause,
    string? Source = null,
    string? Obstacle = null
) : BookingInput(Who);

/// <summary>A movement runs at other times.</summary>
/// <param name="Room">Number of the plan concerned.</param>
/// <param name="Leg">Sequence of the leg that rides it.</param>
public sealed record Retimed(string Who, int Room, int Leg, LegTimes Times, string Cause) : BookingInput(Who);

/// <summary>What was found when alternatives were sought.</summary>
/// <param name="Unplannable">Why there are none.</param>
public sealed record Alternatives(string Who, IReadOnlyList<Proposal> Proposals, string? Unplannable) : BookingInput(Who);

/// <summary>The trouble is over; the plan holds again.</summary>
/// <param name="Cause">Why.</param>
public sealed record TroubleOver(string Who, string Cause) : BookingInput(Who);
