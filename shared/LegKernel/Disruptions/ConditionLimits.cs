using Microsoft.AspNetCore.Http;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Features;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Disruptions;

/// <summary>Something an operator reports that holds for a while.</summary>
/// <param name="From">First moment.</param>
/// <param name="To">Last moment; null while unknown.</param>
/// <param name="Description">For people, 1 to 1000 characters.</param>
public sealed record Condition(DateTimeOffset From, DateTimeOffset? To, string Description)
{
    /// <summary>Says what is wrong with it at <c>to</c> and <c>description</c> of the body it came in.</summary>
    public void Check(Validator check)
    {
        check.Require(To is null || To > From, "to", "must be after from");
        check.Require(Description.Length is > 0 and <= 1000, "description", "must be from 1 to 1000 characters");
    }
}

/// <summary>
/// Limits that a mode's physics derives from conditions, kept as disruptions of the mode's own kinds: one open disruption per key, amended as conditions
/// change and cleared when they limit nothing. Begin, set each key, commit.
/// </summary>
public sealed class ConditionLimits
{
    private readonly LegWork work;
    private readonly Condition condition;
    private readonly IReadOnlyList<Disruption> open;
    private readonly DateTimeOffset now;

    private ConditionLimits(LegWork work, Condition condition, IReadOnlyList<Disruption> open, DateTimeOffset now)
    {
        this.work = work;
        this.condition = condition;
        this.open = open;
        this.now = now;
    }

    /// <summary>Begins a change of limits in a unit of work that has changed nothing yet.</summary>
    public static async Task<ConditionLimits> BeginAsync(LegWork work, Condition condition, CancellationToken cancellationToken)
    {
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        var present = await DisruptionStore.ListAsync(work, openOnly: true, cancellationToken);
        return new(work, condition, present, await work.NowAsync(cancellationToken));
    }

    /// <summary>Raises or amends the limit of a key, or clears it.</summary>
    /// <param name="key">Upper-case letters, digits, dots and hyphens; the disruption's id is made of it and the time.</param>
    /// <param name="kind">A word of the mode's own.</param>
    /// <param name="lines">Lines, movements, lanes or pools it touches.</param>
    /// <param name="stretches">Segments of the lines it is confined to, as in <see cref="Disruption.Stretches"/>; empty: all of each line.</param>
    /// <param name="ceiling">What is left of their room; null: all of it, there is no limit.</param>
    /// <returns>The disruption's id; null when there is none now.</returns>
    public async Task<string?> SetAsync(
        string key,
        string kind,
        IReadOnlyList<string> lines,
        IReadOnlyList<string> stretches,
        Ceiling? ceiling,
        CancellationToken cancellationToken
    ) => await SetAsync(key, kind, [], lines, stretches, ceiling, null, cancellationToken);

    /// <summary>Raises or amends what has a size at terminals, or clears it.</summary>
    /// <param name="key">As for a limit.</param>
    /// <param name="kind">A word of the mode's own.</param>
    /// <param name="terminals">Terminal codes.</param>
    /// <param name="amount">As in <see cref="Disruption.Amount"/>; null: there is nothing any more.</param>
    /// <returns>The disruption's id; null when there is none now.</returns>
    public async Task<string?> SetAsync(
        string key,
        string kind,
        IReadOnlyList<string> terminals,
        decimal? amount,
        CancellationToken cancellationToken
    ) => await SetAsync(key, kind, terminals, [], [], amount is null ? null : new Ceiling(), amount, cancellationToken);

    private async Task<string?> SetAsync(
        string key,
        string kind,
        IReadOnlyList<string> terminals,
        IReadOnlyList<string> lines,
        IReadOnlyList<string> stretches,
        Ceiling? ceiling,
        decimal? amount,
        CancellationToken cancellationToken
    )
    {
        var present = open.FirstOrDefault(d => d.DisruptionId.StartsWith($"{key}.", StringComparison.Ordinal));
        if (ceiling is null)
        {
            if (present is not null)
                await ClearAsync(present, cancellationToken);
            return null;
        }

        var raised = new Disruption(
            present?.DisruptionId ?? $"{key}.{now:yyyyMMddHHmmssfff}",
            (present?.Revision ?? 0) + 1,
            kind,
            terminals,
            lines,
            condition.From.ToUniversalTime(),
            condition.To?.ToUniversalTime(),
            condition.Description,
            "OPEN",
            ceiling,
            now,
            stretches,
            amount
        );
        await DisruptionStore.SaveAsync(work, raised, cancellationToken);
        work.Tell(s => DisruptionStore.ToFact(raised, s));
        return raised.DisruptionId;
    }

    /// <summary>Brings what is offered in step, notes who did what, and commits.</summary>
    /// <param name="subject">Of the history: <c>kind:id</c>.</param>
    /// <returns>How many movements offer more or less than before, and how many run at other times.</returns>
    public async Task<(int Movements, int Rescheduled)> CommitAsync(
        HttpContext http,
        string subject,
        string what,
        CancellationToken cancellationToken
    )
    {
        var (movements, _, rescheduled) = await Ceilings.ApplyAsync(work, cancellationToken);
        await work.NoteAsync(http.Caller(), subject, what, condition.Description, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return (movements, rescheduled);
    }

    private async Task ClearAsync(Disruption present, CancellationToken cancellationToken)
    {
        var cleared = present with { Status = "CLEARED", Revision = present.Revision + 1, ChangedAt = now };
        await DisruptionStore.SaveAsync(work, cleared, cancellationToken);
        work.Tell(s => new DisruptionCleared(
            s.EventId,
            s.OccurredAt,
            s.Service,
            s.Sequence,
            cleared.DisruptionId,
            cleared.Revision,
            condition.Description
        ));
    }
}
