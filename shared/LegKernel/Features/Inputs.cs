using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>Some of the five numbers of a room, as a body gives or shows them; what they are left out for says the member that holds them.</summary>
/// <param name="Teu">Decimal string with at most two places.</param>
internal sealed record RoomInput(string? Teu = null, int? Kg = null, int? Litres = null, int? ReeferPlugs = null, int? Uld = null)
{
    private const decimal MostTeu = 100_000m;

    public static RoomInput Of(Ceiling c) =>
        new(c.Teu100 is { } teu ? (teu / 100m).ToString("0.00", CultureInfo.InvariantCulture) : null, c.Kg, c.Litres, c.ReeferPlugs, c.Uld);

    /// <summary>The numbers given, each checked.</summary>
    public Ceiling Read(Validator at)
    {
        at.Require(this != new RoomInput(), "must name at least one of teu, kg, litres, reeferPlugs, uld");
        NotNegative(at, Kg, "kg");
        NotNegative(at, Litres, "litres");
        NotNegative(at, ReeferPlugs, "reeferPlugs");
        NotNegative(at, Uld, "uld");
        return new Ceiling(ReadTeu(at), Kg, Litres, ReeferPlugs, Uld);
    }

    /// <summary>The numbers given, and 0 for those that are not.</summary>
    public CapacityVector ReadWhole(Validator at)
    {
        var given = Read(at);
        return new CapacityVector(given.Teu100 ?? 0, given.Kg ?? 0, given.Litres ?? 0, given.ReeferPlugs ?? 0, given.Uld ?? 0);
    }

    private int? ReadTeu(Validator at)
    {
        if (Teu is null)
            return null;
        if (
            decimal.TryParse(Teu, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var teu)
            && teu is >= 0 and <= MostTeu
            && decimal.Truncate(teu * 100) == teu * 100
        )
            return (int)(teu * 100);
        at.Error("teu", "must be a decimal string of at most two places from \"0\" to \"100000\"");
        return 0;
    }

    private static void NotNegative(Validator at, int? value, string member) =>
        at.Require(value is null or (>= 0 and <= 1_000_000_000), member, "must be from 0 to 1000000000");
}

/// <summary>A call as a body gives it.</summary>
internal sealed record CallInput(
    string Terminal,
    CallKind Kind,
    int HandlingMinutes,
    DateTimeOffset? Arrival = null,
    DateTimeOffset? Departure = null,
    DateTimeOffset? Cutoff = null
);

/// <summary>What must hold for the calls of any movement.</summary>
internal static class CallRules
{
    private static readonly TimeSpan LongestStay = TimeSpan.FromDays(60);

    public static void Check(IReadOnlyList<Call> calls, Validator at)
    {
        if (!at.Require(calls.Count is >= 2 and <= 200, "must be from 2 to 200 calls"))
            return;
        for (var i = 0; i < calls.Count; i++)
        {
            var (call, here) = (calls[i], at.At(i));
            here.Require(call.Arrival is null == (i == 0), "arrival", i == 0 ? "must be absent at the first call" : "is required");
            var last = i == calls.Count - 1;
            here.Require(call.Departure is null == last, "departure", last ? "must be absent at the last call" : "is required");
            here.Require(
                call.Departure is null || call.Arrival is null || call.Departure >= call.Arrival,
                "departure",
                "must not be before the arrival"
            );
            here.Require(call.Cutoff is null || call.Cutoff <= call.Departure, "cutoff", "must not be after the departure");
            here.Require(call.Kind == CallKind.Cargo || call.Cutoff is null, "cutoff", "must be absent where nobody boards");
            here.Require(call.HandlingMinutes is >= 0 and <= 100_000, "handlingMinutes", "must be from 0 to 100000");
            if (i == 0 || call.Arrival is null)
                continue;
            here.Require(call.Arrival > calls[i - 1].Departure, "arrival", "must be after the departure from the call before");
            here.Require(
                !(call.Arrival - calls[i - 1].Departure > LongestStay),
                "arrival",
                "must be within 60 days of the departure from the call before"
            );
        }
        at.At(0).Require(calls[0].Kind == CallKind.Cargo, "kind", "must be CARGO at the first call");
        at.At(calls.Count - 1).Require(calls[^1].Kind == CallKind.Cargo, "kind", "must be CARGO at the last call");
    }
}
