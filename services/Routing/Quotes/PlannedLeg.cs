using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>A part of an itinerary on one vehicle.</summary>
/// <param name="From">Terminal code, or <c>door</c>.</param>
/// <param name="Cutoff">The last moment to have the cargo there.</param>
/// <param name="Arrival">Of the vehicle.</param>
/// <param name="Available">When the cargo can be taken over after handling.</param>
public abstract record PlannedLeg(
    Mode Mode,
    string From,
    string To,
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available
)
{
    public const string AtDoor = "door";

    /// <summary>What it runs on in the sense of "another line": the same every day.</summary>
    public abstract string Line { get; }
}

/// <summary>On a movement, from one of its calls to a later one.</summary>
/// <param name="Board">Call in the engine's count.</param>
/// <param name="Alight">Call in the engine's count.</param>
/// <param name="Free">The least room along the way when it was searched, as the engine keeps it (<see cref="FreeRoom"/>).</param>
public sealed record RideLeg(
    RideSlot Slot,
    int Board,
    int Alight,
    Capacity Free,
    string From,
    string To,
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available
) : PlannedLeg(Slot.Mode, From, To, Cutoff, Departure, Arrival, Available)
{
    public override string Line => Slot.Movement.Published!.LineId;

    /// <summary>The same room in the dimensions that people know.</summary>
    public Capacity FreeAboard => FreeRoom.Shown(Free, Slot.Rules, Slot.UldKind);

    /// <summary>Position of the boarding call in the movement.</summary>
    public int FromCall => Slot.CallNumbers[Board];

    public int ToCall => Slot.CallNumbers[Alight];
}

/// <summary>On a lane, with trucks of a pool's day.</summary>
public sealed record LaneLeg(
    LanePublished Lane,
    DateOnly Day,
    Capacity Free,
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available
) : PlannedLeg(Mode.Road, Lane.From, Lane.To, Cutoff, Departure, Arrival, Available)
{
    public override string Line => Lane.LaneId;
}

/// <summary>By truck from or to a door, which no lane reaches: distance and time are estimated, and no pool is drawn on.</summary>
/// <param name="Cutoff">When the cargo is there to be loaded.</param>
public sealed record DoorLeg(
    DoorWay Way,
    string FromKind,
    string ToKind,
    Tariff Tariff,
    string From,
    string To,
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available
) : PlannedLeg(Mode.Road, From, To, Cutoff, Departure, Arrival, Available)
{
    public override string Line => "door";
}

/// <summary>A plan that satisfies a route specification.</summary>
/// <param name="HeldBackUntil">The cargo is kept where it starts until then, so as to stand for less on the way; null: it goes when it is ready.</param>
public sealed record PlannedOption(Outcome Outcome, IReadOnlyList<PlannedLeg> Legs, DateTimeOffset? HeldBackUntil = null);
