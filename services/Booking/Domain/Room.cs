using System.Security.Cryptography;
using System.Text;

namespace Qujiang.Booking.Domain;

/// <summary>Where one leg service's share of a room stands, as far as its answers tell.</summary>
public enum PartStatus
{
    /// <summary>Asked for; no answer yet.</summary>
    Asked,

    /// <summary>Set aside until it expires.</summary>
    Held,

    /// <summary>Asked to be made permanent.</summary>
    Confirming,

    /// <summary>Sold to us.</summary>
    Confirmed,

    /// <summary>Being given back.</summary>
    Releasing,

    /// <summary>Refused, released or expired: nothing is set aside.</summary>
    Gone,
}

/// <summary>What a room is wanted for.</summary>
public enum Goal
{
    Hold,
    Confirm,
    Release,
}

/// <summary>The legs of one plan that one leg service carries: one hold in its ledger.</summary>
/// <param name="Legs">Sequences of the plan's legs, in the order of the hold's own legs.</param>
/// <param name="Tries">How often the present command was sent.</param>
/// <param name="NextTry">When it is sent again unless an answer comes; null while nothing is awaited.</param>
/// <param name="Carried">It belongs to the plan being replaced and serves the new one unchanged.</param>
/// <param name="EverConfirming">A confirmation was sent: without an answer it may be sold.</param>
public sealed record Part(
    string Service,
    Guid HoldId,
    IReadOnlyList<int> Legs,
    PartStatus Status,
    DateTimeOffset? ExpiresAt,
    int Tries,
    DateTimeOffset? NextTry,
    bool Carried = false,
    bool EverConfirming = false
);

/// <summary>Room for one plan: on every leg or on none.</summary>
/// <param name="Number">Number of the plan within the booking, from 1.</param>
/// <param name="Proposal">The replan proposal it came from; 0 when it came from an offer.</param>
public sealed record Room(int Number, Plan Plan, Goal Goal, IReadOnlyList<Part> Parts, int Proposal = 0)
{
    public bool AllHeld => Parts.All(p => p.Status is PartStatus.Held or PartStatus.Confirming or PartStatus.Confirmed);

    public bool AllConfirmed => Parts.All(p => p.Status is PartStatus.Confirmed);

    public bool AllGone => Parts.All(p => p.Status is PartStatus.Gone);

    /// <summary>When the first of its holds lapses; null when none can.</summary>
    public DateTimeOffset? ExpiresAt => Parts.Where(p => p.Status is PartStatus.Held or PartStatus.Confirming).Min(p => p.ExpiresAt);

    /// <summary>The hold's id in a leg service's ledger: the same for the same booking, plan and service, so that asking again is asking once.</summary>
    public static Guid HoldIdOf(Guid booking, int number, string service)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{booking:N}/{number}/{service}"));
        // Version 8 of RFC 9562 is "made by the application": honest about not being random or time-ordered.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>
    /// A room nobody has been asked for yet. A part of <paramref name="from"/> that serves the new plan unchanged is carried over: asking for it a
    /// second time could be refused by the very room the booking already has.
    /// </summary>
    public static Room For(Guid booking, int number, Plan plan, int proposal = 0, Room? from = null)
    {
        var parts = plan
            .Legs.Where(l => l.NeedsRoom)
            .GroupBy(l => l.Service!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g =>
            {
                var legs = g.ToArray();
                var carried = from?.Parts.FirstOrDefault(p =>
                    p.Service == g.Key && p.Status == PartStatus.Confirmed && from.LegsOf(p).SequenceEqual(legs.Select(l => l.ToHoldLeg()))
                );
                var sequences = legs.Select(l => l.Sequence).ToArray();
                return carried is null
                    ? new Part(g.Key, HoldIdOf(booking, number, g.Key), sequences, PartStatus.Asked, null, 0, null)
                    : carried with
                    {
                        Legs = sequences,
                        Carried = true,
                    };
            });
        return new Room(number, plan, Goal.Hold, [.. parts], proposal);
    }

    public IEnumerable<Contracts.V1.HoldLeg> LegsOf(Part part) =>
        part.Legs.Select(sequence => Plan.Legs.First(l => l.Sequence == sequence).ToHoldLeg());

    public bool Has(Guid holdId) => Parts.Any(p => p.HoldId == holdId);

    public Room With(Part part) => this with { Parts = [.. Parts.Select(p => p.HoldId == part.HoldId ? part : p)] };

    public Room WithoutCarried() => this with { Parts = [.. Parts.Where(p => !p.Carried)] };
}
