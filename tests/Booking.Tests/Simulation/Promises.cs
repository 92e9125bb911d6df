using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Tests.Simulation;

/// <summary>What must be true when everything has come to rest.</summary>
internal static class Promises
{
    public static IReadOnlyList<string> Broken(
        World world,
        IReadOnlyDictionary<string, SimLedger> ledgers,
        IReadOnlyDictionary<Guid, (Guid Booking, string Service)> issued
    )
    {
        var broken = new List<string>();
        var owned = new HashSet<Guid>();
        foreach (var (state, told) in world.Bookings)
        {
            var name = $"booking {state.Id:N} ({state.Phase}, {state.Outcome})";
            Require(state.Decided, $"{name} is not decided");
            Require(state.Settled, $"{name} is not settled");
            Require(state.Outcome != Outcome.None || state.Booked, $"{name} is a hold that neither ended nor was booked");

            if (state.Outcome is Outcome.None or Outcome.Completed)
            {
                foreach (var part in state.Current.Parts.Where(p => p.Status == PartStatus.Confirmed))
                {
                    owned.Add(part.HoldId);
                    Require(
                        ledgers[part.Service].Holds.GetValueOrDefault(part.HoldId) is { State: SimLedger.HoldState.Confirmed } hold
                            && hold.Ask!.Legs.Select(l => l with { Boxes = null }).SequenceEqual(state.Current.LegsOf(part)),
                        $"{name} believes in {part.Service} {part.HoldId:N}, the ledger does not"
                    );
                }

                Require(state.Current.AllConfirmed, $"{name} has no room on every leg");
            }

            var confirmed = told.OfType<Confirmed>().Count();
            var rejected = told.OfType<Rejected>().Count();
            var cancelled = told.OfType<Cancelled>().ToArray();
            Require(confirmed <= 1 && rejected <= 1 && cancelled.Length <= 1, $"{name} was announced twice");
            Require(confirmed + rejected <= 1, $"{name} was confirmed and rejected");
            Require(state.Outcome != Outcome.Rejected || rejected == 1 || !state.Booked, $"{name} was not announced as rejected");
            Require(state.Outcome != Outcome.Cancelled || cancelled.Length == 1, $"{name} was not announced as cancelled");
            Require(state.EverConfirmed == (confirmed == 1), $"{name} was not announced as confirmed");
            Require(cancelled.All(c => c.FeeFen == (confirmed == 1 ? state.FeeFen : 0)), $"{name} was charged for what it never had");
            Require(
                state.Plans == 1 || state.Current.Number == 1 || told.OfType<Replanned>().Any(),
                $"{name} rides another plan and nobody was told"
            );
        }

        foreach (var parts in world.Splits)
        {
            Require(
                parts.All(p => p.EverConfirmed) || parts.All(p => p.Outcome is Outcome.Rejected or Outcome.Cancelled),
                $"split {parts[0].Split!.SplitId:N} was confirmed in part: {string.Join(", ", parts.Select(p => $"{p.Phase} {p.Outcome}"))}"
            );
        }

        foreach (var (id, (booking, service)) in issued)
        {
            var hold = ledgers[service].Holds.GetValueOrDefault(id);
            Require(
                owned.Contains(id) || hold is not { State: SimLedger.HoldState.Held or SimLedger.HoldState.Confirmed },
                $"{service} {id:N} of booking {booking:N} is stuck as {hold?.State}"
            );
        }

        return broken;

        void Require(bool condition, string otherwise)
        {
            if (!condition)
            {
                broken.Add(otherwise);
            }
        }
    }
}
