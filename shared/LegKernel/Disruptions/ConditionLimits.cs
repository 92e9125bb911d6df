using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Disruptions;

/// <summary>
/// Limits that a mode's physics derives from conditions, kept as disruptions of the mode's own kinds: one open disruption per key, amended as conditions
/// change and cleared when they limit nothing. Begin, set each key, apply, commit the unit of work.
/// </summary>
public sealed class ConditionLimits
{
    private readonly LegWork work;
    private readonly IReadOnlyList<Disruption> open;
    private readonly DateTimeOffset now;

    private ConditionLimits(LegWork work, IReadOnlyList<Disruption> open, DateTimeOffset now)
    {
        this.work = work;
        this.open = open;
        this.now = now;
    }

    /// <summary>Begins a change of limits in a unit of work that has changed nothing yet.</summary>
    public static async Task<ConditionLimits> BeginAsync(LegWork work, CancellationToken cancellationToken)
    {
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        var present = await DisruptionStore.ListAsync(work, openOnly: true, cancellationToken);
        return new(work, present, await work.NowAsync(cancellationToken));
    }

    /// <summary>Raises or amends the limit of a key, or clears it.</summary>
    /// <param name="key">Upper-case letters, digits, dots and hyphens; the disruption's id is made of it and the time.</param>
    /// <param name="kind">A word of the mode's own.</param>
    /// <param name="lines">Lines, movements, lanes or pools it touches.</param>
    /// <param name="from">First moment.</param>
    /// <param name="to">Last moment; null while unknown.</param>
    /// <param name="ceiling">What is left of their room; null: all of it, there is no limit.</param>
    /// <returns>The disruption's id; null when there is none now.</returns>
    public async Task<string?> SetAsync(
        string key,
        string kind,
        IReadOnlyList<string> lines,
        DateTimeOffset from,
        DateTimeOffset? to,
        string description,
        Ceiling? ceiling,
        CancellationToken cancellationToken
    )
    {
        var present = open.FirstOrDefault(d => d.DisruptionId.StartsWith($"{key}.", StringComparison.Ordinal));
        if (ceiling is null)
        {
            if (present is not null)
                await ClearAsync(present, description, cancellationToken);
            return null;
        }

        var raised = new Disruption(
            present?.DisruptionId ?? $"{key}.{now:yyyyMMddHHmmssfff}",
            (present?.Revision ?? 0) + 1,
            kind,
            [],
            lines,
            from.ToUniversalTime(),
            to?.ToUniversalTime(),
            description,
            "OPEN",
            ceiling,
            now
        );
        await DisruptionStore.SaveAsync(work, raised, cancellationToken);
        work.Tell(s => DisruptionStore.ToFact(raised, s));
        return raised.DisruptionId;
    }

    /// <summary>Brings what is offered in step.</summary>
    /// <returns>How many movements offer more or less than before.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken) =>
        (await Ceilings.ApplyAsync(work, cancellationToken)).Movements;

    private async Task ClearAsync(Disruption present, string why, CancellationToken cancellationToken)
    {
        var cleared = present with { Status = "CLEARED", Revision = present.Revision + 1, ChangedAt = now };
        await DisruptionStore.SaveAsync(work, cleared, cancellationToken);
        work.Tell(s => new DisruptionCleared(s.EventId, s.OccurredAt, s.Service, s.Sequence, cleared.DisruptionId, cleared.Revision, why));
    }
}
