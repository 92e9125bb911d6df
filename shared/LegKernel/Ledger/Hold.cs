using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Ledger;

/// <summary>The state of a hold.</summary>
public enum HoldState
{
    /// <summary>Room is set aside until it expires.</summary>
    Held,

    /// <summary>Sold.</summary>
    Confirmed,

    /// <summary>Given back on request.</summary>
    Released,

    /// <summary>Given back because nobody confirmed in time.</summary>
    Expired,

    /// <summary>Nothing was ever set aside, or it was given back because it can no longer be carried.</summary>
    Refused,
}

/// <summary>Why a hold took nothing.</summary>
/// <param name="Leg">Index of the leg that refused, from 0.</param>
/// <param name="Constraint">
/// <c>capacity</c>, <c>closed</c> (a disruption leaves no room), <c>cancelled</c>, <c>cutoff</c>, <c>unknown</c>, <c>withdrawn</c>, <c>reefer</c>,
/// <c>invalid</c>, or one of the mode's own.
/// </param>
/// <param name="Dimension">For <c>capacity</c>: one of <see cref="Room.Names"/>.</param>
/// <param name="Segment">Segment that refused, where it is one.</param>
/// <param name="Free">For <c>capacity</c>: what is free there.</param>
public sealed record Refusal(int Leg, string Constraint, string? Dimension = null, int? Segment = null, CapacityVector? Free = null);

/// <summary>A hold as the ledger knows it.</summary>
/// <param name="Reason">Why it was released.</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record Hold(
    Guid HoldId,
    string Tenant,
    string Owner,
    HoldState State,
    DateTimeOffset ExpiresAt,
    string? Reason,
    Refusal? Refusal
);

/// <summary>A leg of a hold as it was taken.</summary>
/// <param name="PoolId">For a lane: the pool it draws on.</param>
public sealed record TakenLeg(
    int Index,
    CapacityVector Demand,
    string? MovementId,
    int? FromCall,
    int? ToCall,
    string? LaneId,
    string? PoolId,
    DateOnly? Day
);
