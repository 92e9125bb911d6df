using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Features;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Schedules;

/// <summary>What a movement of a file comes to, given what there is.</summary>
/// <param name="Draft">To be written; null where nothing is to be, or may be.</param>
/// <param name="Errors">Why it may not be.</param>
/// <param name="NewTimes">Whether an existing movement gets other times.</param>
public sealed record MergeResult(MovementDraft? Draft, IReadOnlyList<string> Errors, bool NewTimes);

/// <summary>Completes movements of a file and checks them by the rules of <c>PUT /v1/movements/{id}</c>. Pure.</summary>
/// <param name="module">The service's own data.</param>
/// <param name="tariffs">Tariffs that exist.</param>
/// <param name="source">Provenance of what a file changes without saying where it comes from.</param>
/// <param name="horizonDays">No movement may start later than so many days from now.</param>
public sealed class MovementMerge(LegModule module, IReadOnlySet<string> tariffs, string source, int horizonDays)
{
    private readonly Dictionary<string, LinePattern> lines = module.Lines.ToDictionary(l => l.LineId, StringComparer.Ordinal);

    /// <summary>Merges one.</summary>
    public MergeResult Merge(ScheduledMovement given, StoredMovement? present, DateTimeOffset now)
    {
        var check = new Validator();
        var draft = Complete(given, present, check);
        if (!check.IsValid)
            return new MergeResult(null, [.. check.Errors.Select(e => $"{e.Pointer?.TrimStart('/')} {e.Detail}".TrimStart())], false);
        if (present is { } old && Same(draft, old))
            return new MergeResult(null, [], false);
        if (present is { Movement.Status: MovementStatus.Cancelled, Withdrawn: false })
            return Refuse("is cancelled: an import does not bring it back, PUT /v1/movements/{id} does");
        if (draft.Calls[^1].Arrival <= now)
            return Refuse("has ended already");
        if (draft.Calls[0].Departure > now.AddDays(horizonDays))
            return Refuse($"starts more than {horizonDays} days ahead");
        if (present is not null && PutMovement.Clash(present.Movement, draft) is { } clash)
            return Refuse(clash);
        if (module.Schedules.Refuses?.Invoke(draft) is { } refused)
            return Refuse(refused);
        if (given.Provenance is null)
            draft = draft with { Provenance = new Provenance(source, Quality.S) };
        return new MergeResult(draft, [], present is not null && !SameTimes(draft.Calls, present.Movement.Calls));
    }

    private static MergeResult Refuse(string reason) => new(null, [reason], false);

    private MovementDraft Complete(ScheduledMovement given, StoredMovement? present, Validator check)
    {
        check.Require(IsId(given.MovementId), "movement", "must be 2 to 64 upper-case letters, digits, dots and hyphens");
        check.Require(IsId(given.LineId), "line", "must be 2 to 64 upper-case letters, digits, dots and hyphens");
        check.Require(given.Run is > 0 and < 1000, "run", "must be from 1 to 999");
        var told = given.Vehicle ?? present?.Movement.Vehicle;
        var pattern = PatternOf(given, told);
        var vehicle = told ?? pattern?.Vehicle ?? "";
        check.Require(
            vehicle.Length is > 0 and <= 100 && IsText(vehicle),
            "vehicle",
            "must be from 1 to 100 characters: nothing else tells it"
        );
        var otherVehicle = present is not null && present.Movement.Vehicle != vehicle;
        var kind = module.Schedules.Vehicles.GetValueOrDefault(vehicle);
        given = Passages.Insert(given, present?.Movement, pattern, (from, to) => module.Schedules.Way?.Invoke(vehicle, from, to));
        var known = new Known(given, present, pattern, vehicle, kind);

        var calls = new List<Call>(given.Calls.Count);
        var segments = new List<DraftSegment>(given.Calls.Count);
        for (var i = 0; i < given.Calls.Count; i++)
        {
            var at = check.At("calls").At(i);
            calls.Add(known.CallAt(i, at));
            if (i + 1 < given.Calls.Count)
                segments.Add(known.SegmentAt(i, at));
            else
                at.Require(given.Calls[i] is { KmToNext: null, OfferedToNext: null }, "km", "and room must be absent at the last call");
        }
        CallRules.Check(calls, check.At("calls"));

        var tariff =
            given.TariffId
            ?? present?.Movement.TariffId
            ?? pattern?.TariffId
            ?? module.Schedules.Tariff?.Invoke(vehicle, segments.Sum(s => s.Km))
            ?? "";
        check.Require(tariffs.Contains(tariff), "tariff", $"'{Places.Shown(tariff)}' is not a tariff of this service");
        var usual = (otherVehicle ? null : present?.Movement.Rules) ?? (pattern?.Vehicle == vehicle ? pattern.Rules : null) ?? kind?.Rules;
        var rules = given.Rules is { } own ? module.Schedules.Complete?.Invoke(own, usual) ?? own : usual;
        if (check.Require(rules is { Accepts.Count: > 0 }, "rules", "must say what it accepts: nothing else tells it"))
        {
            check.Require(rules!.Accepts.All(Enum.IsDefined), "rules/accepts", "must be of CONTAINER, PIECES and BULK");
            RuleChecks.Check(module, rules, check.At("rules"));
            check.Require(
                rules.DangerousGoods.All(c => c is { Length: > 0 and <= 8 } && IsText(c)),
                "rules/dangerousGoods",
                "must be classes such as 3 or 2.1"
            );
        }
        check.Require(
            given.Provenance is null
                || (
                    given.Provenance.Source.Length is > 0 and <= 500
                    && IsText(given.Provenance.Source)
                    && Enum.IsDefined(given.Provenance.Quality)
                ),
            "source",
            "must be from 1 to 500 characters, its quality one of S, X, D, R and E"
        );
        return new MovementDraft(
            given.MovementId,
            given.LineId,
            ServiceDate(calls, present),
            given.Run,
            vehicle,
            tariff,
            calls,
            segments,
            rules!,
            given.Provenance ?? present?.Movement.Provenance ?? new Provenance(source, Quality.S),
            null
        );
    }

    /// <summary>Whether this can be the id of a movement or a line.</summary>
    internal static bool IsId(string id) => SeedRules.IsId(id) && IsText(id);

    private static bool IsText(string text) => !text.Any(char.IsControl);

    /// <summary>The line as it is for this run; of a run by no line of ours, or not by the line's vehicle, what the mode makes of it.</summary>
    private LinePattern? PatternOf(ScheduledMovement given, string? vehicle)
    {
        var line = LineOf(given);
        return line is not null && (vehicle ?? line.Vehicle) == line.Vehicle || given.Calls is not { Count: > 1 }
            ? line
            : module.Schedules.PatternFor?.Invoke(vehicle ?? "", given.Calls) ?? line;
    }

    private LinePattern? LineOf(ScheduledMovement given) =>
        lines.TryGetValue(given.LineId, out var line)
        && module.ForRun is { } forRun
        && given.Calls is [{ Departure: { } start }, ..]
        && Instants.IsPlausible(start)
            ? forRun(line, start) ?? line
            : line;

    /// <summary>The day it is counted on: a run that conditions start after midnight is still that of its day.</summary>
    private static DateOnly ServiceDate(List<Call> calls, StoredMovement? present) =>
        calls is not [{ Departure: { } start }, ..] || !Instants.IsPlausible(start) ? default
        : present is not null && present.Movement.Calls[0].Departure == start ? present.Movement.ServiceDate
        : HubTime.DayOf(start);

    private static bool Same(MovementDraft draft, StoredMovement stored)
    {
        var m = stored.Movement;
        return draft.LineId == m.LineId
            && draft.Run == m.Run
            && draft.ServiceDate == m.ServiceDate
            && draft.Vehicle == m.Vehicle
            && draft.TariffId == m.TariffId
            && m.Status == MovementStatus.Scheduled
            && draft.Provenance == m.Provenance
            && draft.Calls.SequenceEqual(m.Calls)
            && draft.Segments.SequenceEqual(m.Segments.Select(s => new DraftSegment(s.Km, stored.Wanted[s.Index])))
            && LegTypes.ToJson(draft.Rules) == LegTypes.ToJson(m.Rules);
    }

    private static bool SameTimes(IReadOnlyList<Call> calls, IReadOnlyList<Call> old) =>
        calls.Select(c => (c.Arrival, c.Departure, c.Cutoff)).SequenceEqual(old.Select(c => (c.Arrival, c.Departure, c.Cutoff)));

    /// <summary>What is known of a movement besides what its file says, call by call.</summary>
    private sealed class Known
    {
        private readonly ScheduledMovement given;
        private readonly StoredMovement? present;
        private readonly LinePattern? pattern;
        private readonly string vehicleId;
        private readonly VehicleClass? vehicle;

        public Known(ScheduledMovement given, StoredMovement? present, LinePattern? pattern, string vehicleId, VehicleClass? vehicle)
        {
            (this.given, this.vehicleId, this.vehicle) = (given, vehicleId, vehicle);
            var terminals = given.Calls.Select(c => c.Terminal).ToList();
            // Only the same way tells anything about a call or a segment.
            this.present = present is not null && terminals.SequenceEqual(present.Movement.Calls.Select(c => c.Terminal)) ? present : null;
            this.pattern = pattern is not null && terminals.SequenceEqual(pattern.Calls.Select(c => c.Terminal)) ? pattern : null;
        }

        public Call CallAt(int i, Validator at)
        {
            var (call, last) = (given.Calls[i], i == given.Calls.Count - 1);
            var terminal = Terminals.Hub.Find(call.Terminal);
            at.Require(terminal?.Code.Value == call.Terminal, "terminal", $"'{Places.Shown(call.Terminal)}' is not a terminal code");
            foreach (var (name, time) in new[] { ("arrival", call.Arrival), ("departure", call.Departure), ("cutoff", call.Cutoff) })
                at.Require(time is null || Instants.IsPlausible(time.Value), name, "must lie in the years 2000 to 2099");
            at.Require(call.Kind is null || Enum.IsDefined(call.Kind.Value), "kind", "must be CARGO or PASS");
            var (old, usual) = (present?.Movement.Calls[i], pattern?.Calls[i]);
            var kind = call.Kind ?? old?.Kind ?? usual?.Kind ?? (terminal is { HandlesCargo: false } ? CallKind.Pass : CallKind.Cargo);
            var planned = kind == CallKind.Cargo && terminal is { HandlesCargo: true } ? HandlingTimes.Of(terminal.Kind) : null;
            return new Call(
                i,
                call.Terminal,
                kind,
                call.Arrival,
                call.Departure,
                call.Cutoff ?? (last || kind == CallKind.Pass ? null : Cutoff(call.Departure, old, usual, planned)),
                call.HandlingMinutes ?? old?.HandlingMinutes ?? usual?.HandlingMinutes ?? planned?.HandlingMinutes ?? 0
            );
        }

        public DraftSegment SegmentAt(int i, Validator at)
        {
            var call = given.Calls[i];
            var (old, usual) = (present?.Movement.Segments[i], pattern?.Calls[i]);
            var length = call.KmToNext ?? old?.Km ?? usual?.KmToNext;
            at.Require(length is not null, "km", "is missing, and the distance to the next call is not known here");
            at.Require(length is null or (> 0 and <= 50_000), "km", "must be above 0 and at most 50000");
            var room =
                call.OfferedToNext
                ?? (present?.Movement.Vehicle == vehicleId ? present.Wanted[i] : null)
                ?? (pattern?.Vehicle == vehicleId ? usual?.OfferedToNext ?? pattern.Offered : null)
                ?? vehicle?.Offered;
            at.Require(room is not null, "room", "is missing, and its vehicle class is not known here");
            at.Require(room is null || IsSound(room), "room", "must be from 0 to 100000 TEU, and to 1000000000 of anything else");
            return new DraftSegment(length is > 0 and <= 50_000 ? length.Value : 1, room ?? new CapacityVector());
        }

        private static bool IsSound(CapacityVector room) =>
            Room.Values(room).All(v => v is >= 0 and <= 1_000_000_000) && room.Teu100 <= 10_000_000;

        private static DateTimeOffset? Cutoff(DateTimeOffset? departure, Call? old, PatternCall? usual, HandlingTimes? planned) =>
            departure is null || !Instants.IsPlausible(departure.Value) ? null
            : old is { Departure: { } before, Kind: CallKind.Cargo } ? old.Cutoff + (departure - before)
            : departure.Value.AddMinutes(-(usual?.CutoffMinutes ?? planned?.CutoffMinutes ?? 0));
    }
}
