using System.Globalization;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Features;

/// <param name="Amount">Decimal, such as <c>5310.00</c>.</param>
public sealed record MoneyView(string Amount, string Currency = "CNY")
{
    public static MoneyView Of(long fen) => new((fen / 100m).ToString("0.00", CultureInfo.InvariantCulture));
}

/// <summary>A leg and the room on it.</summary>
/// <param name="SlackMinutes">How much later the cargo could come here and still make it; missing on the first leg. Negative: it is missed.</param>
/// <param name="Room"><c>ASKED</c>, <c>HELD</c>, <c>CONFIRMING</c>, <c>CONFIRMED</c>, <c>RELEASING</c>, <c>GONE</c>; <c>NONE</c> where no room is set aside.</param>
public sealed record LegView(
    int Sequence,
    Mode Mode,
    string Carrier,
    DateOnly? Day,
    string From,
    string To,
    DateTimeOffset? Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    int? SlackMinutes,
    string Room
)
{
    public static IReadOnlyList<LegView> Of(Room room) =>
        [
            .. room.Plan.Legs.Select(
                (l, i) =>
                    new LegView(
                        l.Sequence,
                        l.Mode,
                        l.Carrier,
                        l.Day,
                        l.From,
                        l.To,
                        l.Cutoff,
                        l.Departure,
                        l.Arrival,
                        (int?)Connections.Slack(room.Plan, i)?.TotalMinutes,
                        room.Parts.FirstOrDefault(p => l.NeedsRoom && p.Legs.Contains(l.Sequence))?.Status.ToString().ToUpperInvariant()
                            ?? "NONE"
                    )
            ),
        ];
}

/// <summary>Why there was no room.</summary>
/// <param name="Free">What was free, for <c>capacity</c>.</param>
public sealed record RefusalView(int? Leg, string? Service, string Constraint, string? Dimension, CapacityVector? Free, string Detail)
{
    public static RefusalView? Of(Refusal? refusal) =>
        refusal is null ? null : new(refusal.Leg, refusal.Service, refusal.Constraint, refusal.Dimension, refusal.Free, refusal.Detail);
}

/// <summary>Room set aside.</summary>
/// <param name="ExpiresAt">The first moment at which a leg service gives room back; null unless held.</param>
/// <param name="Settled">Nothing is open with any leg service any more.</param>
public sealed record HoldView(
    Guid HoldId,
    HoldStatus State,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    MoneyView Price,
    string Co2eKg,
    IReadOnlyList<LegView> Legs,
    bool Settled,
    Guid? BookingId,
    RefusalView? Refusal,
    string? Reason
)
{
    public static HoldView Of(Kept kept)
    {
        var state = kept.State;
        var plan = state.Current.Plan;
        return new HoldView(
            state.Id,
            state.HoldStatus,
            state.HoldStatus == HoldStatus.Held ? state.Current.ExpiresAt : null,
            state.CreatedAt,
            plan.Departure,
            plan.Arrival,
            MoneyView.Of(plan.PriceFen),
            BookingView.Kilograms(plan.Co2eGrams),
            LegView.Of(state.Current),
            state.Settled || state.HoldStatus == HoldStatus.Held,
            state.Booked ? state.Id : null,
            RefusalView.Of(state.Refusal),
            state.Reason
        );
    }
}

/// <summary>How the cargo fares by what is known: the plan with the actual and estimated times that were reported.</summary>
/// <param name="Eta">When it will be available at the destination.</param>
/// <param name="InTime">Whether that keeps the deadline; null when there is none.</param>
/// <param name="AtRisk">Connections with less than an hour to spare, the missed ones with less than nothing.</param>
public sealed record TrackingView(DateTimeOffset Eta, bool? InTime, IReadOnlyList<ConnectionView> AtRisk)
{
    public static TrackingView Of(Plan plan) =>
        new(
            plan.Arrival,
            plan.DueBy is { } due ? plan.Arrival <= due : null,
            [
                .. Connections
                    .AtRisk(plan)
                    .Select(i => new ConnectionView(
                        plan.Legs[i].Sequence,
                        plan.Legs[i].From,
                        plan.Legs[i].Carrier,
                        plan.Legs[i - 1].AvailableAt,
                        plan.Legs[i].Cutoff ?? plan.Legs[i].Departure,
                        (int)Connections.Slack(plan, i)!.Value.TotalMinutes
                    )),
            ]
        );
}

/// <param name="Leg">The leg that may be missed.</param>
/// <param name="Available">When the cargo is there for it.</param>
/// <param name="Cutoff">When it must be.</param>
public sealed record ConnectionView(
    int Leg,
    string Terminal,
    string Carrier,
    DateTimeOffset Available,
    DateTimeOffset Cutoff,
    int SlackMinutes
);

/// <summary>A booking.</summary>
/// <param name="Settled">Nothing is open with any leg service any more: what was to be given back is back.</param>
/// <param name="FreeCancellationUntil">The cut-off of the first leg.</param>
/// <param name="CancellationFee">Only when it was cancelled.</param>
/// <param name="AmendmentRefused">Why the last amendment was refused; the old plan stands.</param>
/// <param name="Replans">Number of proposals at <c>/replans</c>.</param>
/// <param name="Tracking">Null once it is over.</param>
/// <param name="Split">Which part of which split shipment it is; null when it moves the whole.</param>
/// <param name="OtherOffer">Of a rejected booking: the best other offer as it is now. It is sought for each answer and no part of the version.</param>
/// <param name="NoOtherOffer">Of a rejected booking: why there is no other offer.</param>
public sealed record BookingView(
    Guid BookingId,
    BookingStatus State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset? DueBy,
    MoneyView Price,
    string Co2eKg,
    IReadOnlyList<LegView> Legs,
    bool Settled,
    DateTimeOffset FreeCancellationUntil,
    MoneyView? CancellationFee,
    RefusalView? Refusal,
    string? Reason,
    RefusalView? AmendmentRefused,
    Trouble? Trouble,
    int Replans,
    TrackingView? Tracking = null,
    SplitPart? Split = null,
    OtherOfferView? OtherOffer = null,
    string? NoOtherOffer = null
)
{
    public BookingView With(OtherOffer? other) => this with { OtherOffer = other?.Best, NoOtherOffer = other?.None };

    public static BookingView Of(Kept kept)
    {
        var state = kept.State;
        var plan = state.Current.Plan;
        return new BookingView(
            state.Id,
            state.Status,
            state.CreatedAt,
            kept.ChangedAt,
            plan.Departure,
            plan.Arrival,
            plan.DueBy,
            MoneyView.Of(plan.PriceFen),
            Kilograms(plan.Co2eGrams),
            LegView.Of(state.Current),
            state.Settled,
            plan.FirstCutoff,
            state.Outcome == Outcome.Cancelled ? MoneyView.Of(state.FeeFen) : null,
            RefusalView.Of(state.Refusal),
            state.Reason,
            RefusalView.Of(state.AmendmentRefusal),
            state.Trouble,
            state.Proposals.Count,
            state.Outcome == Outcome.None ? TrackingView.Of(plan) : null,
            state.Split
        );
    }

    public static string Kilograms(long grams) => (grams / 1000m).ToString("0.0##", CultureInfo.InvariantCulture);
}
