using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Store;

namespace Qujiang.Rail;

/// <summary>Which trains of operators and of files may not run.</summary>
public static class Refusals
{
    /// <summary>
    /// Why a train may not run: a section on its way is not open, or it is for passengers and the train carries containers or bulk. A train is also on a line for passengers when
    /// its own line is named after it, or when it goes from one of its ends to the other and nothing else leads there. By the day on which it starts. Pure.
    /// </summary>
    public static string? Of(MovementDraft draft, RailState state)
    {
        var day = draft.ServiceDate;
        var freight = draft.Rules.Accepts.Any(kind => kind is CargoKind.Container or CargoKind.Bulk);
        foreach (var section in SectionsOf(draft, state).Distinct(StringComparer.Ordinal))
        {
            var row = state.Tracks.On(section, day);
            if (row is null or { Data.Traffic: Traffic.None })
            {
                return state.Tracks.OpensAfter(section, day) is { } opens
                    ? string.Create(CultureInfo.InvariantCulture, $"{section} is not open before {opens:yyyy-MM-dd}")
                    : $"{section} is closed: no train runs over it";
            }

            if (freight && row.Data.Traffic == Traffic.Passenger)
            {
                var name = row.Data.Name is { } line ? $" ({line})" : "";
                return $"{section}{name} is for passengers alone: it carries no containers and no bulk";
            }
        }

        return null;
    }

    private static IEnumerable<string> SectionsOf(MovementDraft draft, RailState state)
    {
        var railway = state.Railway;
        foreach (var (from, to) in draft.Calls.Zip(draft.Calls.Skip(1), (a, b) => (a.Terminal, b.Terminal)))
        {
            var way = railway.Corridors.Find(from, to) is not null
                ? railway.Between(from, to)
                : railway.Ends.Where(e => e.Value == (from, to) || e.Value == (to, from)).Select(e => e.Key);
            foreach (var section in way)
            {
                yield return section;
            }
        }

        foreach (var section in state.Tracks.All)
        {
            if (draft.LineId == section || draft.LineId.StartsWith(section + "-", StringComparison.Ordinal))
            {
                yield return section;
            }
        }
    }
}
