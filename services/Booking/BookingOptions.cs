using System.ComponentModel.DataAnnotations;
using Qujiang.Booking.Domain;

namespace Qujiang.Booking;

/// <summary>Section <c>Booking</c>.</summary>
public sealed class BookingOptions
{
    public const string Section = "Booking";

    /// <summary>How long is waited for what.</summary>
    public Timing Timing { get; init; } = new();

    /// <summary>How long <c>POST /v1/holds</c> waits for its leg services before it answers 202.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25")]
    public TimeSpan HoldWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Requests of this process that change bookings at once; more wait their turn. Leave some connections of the pool to what is not a request.</summary>
    [Range(1, 1_000)]
    public int RequestsAtOnce { get; init; } = 16;

    /// <summary>How long Routing may take to find another offer for whom there was no room; then the refusal goes out without one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:09")]
    public TimeSpan OtherOfferWait { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a hold that was released, refused or expired can still be read.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepEndedHolds { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What every tenant may do unless <see cref="Tenants"/> says otherwise.</summary>
    public TenantPolicy Limits { get; init; } = new();

    /// <summary>Terms of single tenants, by tenant id.</summary>
    public Dictionary<string, TenantPolicy> Tenants { get; init; } = new(StringComparer.Ordinal);

    public TenantPolicy For(string tenant) => Tenants.GetValueOrDefault(tenant, Limits);
}

/// <summary>What a tenant may do, and what is done for it.</summary>
public sealed class TenantPolicy
{
    /// <summary>Holds open at once.</summary>
    [Range(0, 100_000)]
    public int OpenHolds { get; init; } = 200;

    /// <summary>Bookings not yet confirmed or rejected at once.</summary>
    [Range(0, 1_000_000)]
    public int UndecidedBookings { get; init; } = 5_000;

    /// <summary>How long a hold lasts unless asked otherwise.</summary>
    [Range(1, 86_400)]
    public int HoldSeconds { get; init; } = 900;

    /// <summary>The longest hold that may be asked for.</summary>
    [Range(1, 86_400)]
    public int MaxHoldSeconds { get; init; } = 3_600;

    /// <summary>Accept the best way out without asking a person, within the two limits below.</summary>
    public bool AutoAcceptReplans { get; init; }

    /// <summary>The most that an automatically accepted plan may cost more, in per cent of the old price.</summary>
    [Range(0, 1_000)]
    public int AutoAcceptMaxExtraPercent { get; init; } = 10;

    /// <summary>Accept automatically only what keeps the deadline.</summary>
    public bool AutoAcceptOnlyInTime { get; init; } = true;
}

/// <summary>Section <c>Offers</c>: whose signature an offer must bear.</summary>
public sealed class OfferOptions
{
    public const string Section = "Offers";

    /// <summary>Public key (PEM, ECDSA P-256). Null: the keys are read from Routing's <c>/.well-known/offer-keys</c>.</summary>
    public string? PublicKeyPath { get; init; }
}
