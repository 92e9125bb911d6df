using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <param name="Stretches">Segments of the lines it is confined to; empty: all of each line.</param>
/// <param name="Amount">How big it is in the unit of its kind.</param>
internal sealed record DisruptionView(
    string DisruptionId,
    long Revision,
    string Kind,
    string Status,
    IReadOnlyList<string> Terminals,
    IReadOnlyList<string> Lines,
    DateTimeOffset From,
    DateTimeOffset? To,
    string Description,
    RoomInput Ceiling,
    DateTimeOffset ChangedAt,
    IReadOnlyList<string> Stretches,
    decimal? Amount
)
{
    public static DisruptionView Of(Disruption d) =>
        new(
            d.DisruptionId,
            d.Revision,
            d.Kind,
            d.Status,
            d.Terminals,
            d.Lines,
            HubTime.ToHub(d.From),
            d.To?.ToOffset(HubTime.Offset),
            d.Description,
            RoomInput.Of(d.Ceiling),
            HubTime.ToHub(d.ChangedAt),
            d.Stretches ?? [],
            d.Amount
        );
}

/// <summary><c>GET /v1/disruptions</c>: the open ones, or with <c>all=true</c> the cleared ones too.</summary>
internal static class ListDisruptions
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/disruptions", HandleAsync).WithTags("Disruptions").WithSummary("Open disruptions; all=true: the last 1000");

    private static async Task<Ok<PageView<DisruptionView>>> HandleAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken,
        bool all = false
    )
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var disruptions = await DisruptionStore.ListAsync(reading, openOnly: !all, cancellationToken);
        return TypedResults.Ok(new PageView<DisruptionView>(HubTime.ToHub(now), [.. disruptions.Select(DisruptionView.Of)], null));
    }
}

/// <summary>
/// <c>POST /v1/disruptions</c>: raises one, or amends an open one of the same id. What it touches offers no more than its ceiling leaves; a
/// <c>CLOSURE</c> leaves nothing.
/// </summary>
internal static class RaiseDisruption
{
    /// <param name="DisruptionId">Chosen by the caller, or made here.</param>
    /// <param name="Kind"><c>CLOSURE</c>, or a word of the mode's own.</param>
    /// <param name="Terminals">Terminal codes; movements are touched where they call there in the window.</param>
    /// <param name="Lines">Ids of lines, movements, lanes or pools.</param>
    /// <param name="To">Absent while unknown.</param>
    /// <param name="Stretches">Segments of the lines it is confined to, each as the terminals of its two calls, <c>LCK-FCJ&gt;TON-RIV</c>; absent: all of each line.</param>
    /// <param name="Amount">How big it is in the unit of its kind, which the mode's documentation names.</param>
    /// <param name="Ceiling">For kinds other than CLOSURE: what is left of the room; absent: it is told but leaves all room.</param>
    internal sealed record Body(
        string Kind,
        DateTimeOffset From,
        string Description,
        string? DisruptionId = null,
        IReadOnlyList<string>? Terminals = null,
        IReadOnlyList<string>? Lines = null,
        DateTimeOffset? To = null,
        RoomInput? Ceiling = null,
        IReadOnlyList<string>? Stretches = null,
        decimal? Amount = null
    );

    /// <param name="Movements">Movements whose offered room has changed.</param>
    /// <param name="PoolDays">Pool days whose offered room has changed.</param>
    /// <param name="Rescheduled">Movements that run at other times.</param>
    internal sealed record Answer(DisruptionView Disruption, int Movements, int PoolDays, int Rescheduled);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/disruptions", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Disruptions")
            .WithSummary("Raises a disruption, or amends an open one")
            .WithDescription(
                """
                A `CLOSURE` of a terminal closes the segments before and after each call there in the window; of a line, every segment that runs in the window. What is
                held and sold stays; nothing beyond it is offered until the disruption is cleared. Example:
                `{"kind": "CLOSURE", "terminals": ["ZPU-PRT"], "from": "2026-12-01T00:00:00+08:00", "to": "2026-12-03T00:00:00+08:00", "description": "storm"}`
                """
            )
            .Produces<Answer>(StatusCodes.Status201Created);

    private static async Task<Results<Ok<Answer>, Created<Answer>, ProblemHttpResult>> HandleAsync(
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        LegModule module,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        var raised = Read(body, check);
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        var now = await work.NowAsync(cancellationToken);
        var id =
            body.DisruptionId
            ?? $"{module.Service.ToUpperInvariant()}-D-{HubTime.DayOf(now):yyyyMMdd}-{Guid.CreateVersion7(now).ToString("N")[^8..].ToUpperInvariant()}";
        var present = await DisruptionStore.FindAsync(work, id, cancellationToken);
        if (present is { Status: not "OPEN" })
            return Problems.Conflict($"Disruption {id} is cleared; raise another one.");

        var disruption = raised with { DisruptionId = id, Revision = (present?.Revision ?? 0) + 1, ChangedAt = now };
        await DisruptionStore.SaveAsync(work, disruption, cancellationToken);
        work.Tell(s => DisruptionStore.ToFact(disruption, s));
        var (movements, days, rescheduled) = await Ceilings.ApplyAsync(work, cancellationToken);
        await work.NoteAsync(
            http.Caller(),
            $"disruption:{id}",
            present is null ? "raised" : "amended",
            body.Description,
            cancellationToken
        );
        await work.CommitAsync(cancellationToken);

        var answer = new Answer(DisruptionView.Of(disruption), movements, days, rescheduled);
        return present is null ? TypedResults.Created($"/v1/disruptions/{id}", answer) : TypedResults.Ok(answer);
    }

    private static Disruption Read(Body body, Validator check)
    {
        var closure = string.Equals(body.Kind, DisruptionStore.Closure, StringComparison.Ordinal);
        var (terminals, lines) = (body.Terminals ?? [], body.Lines ?? []);
        check.Require(
            body.DisruptionId is null || SeedRules.IsId(body.DisruptionId),
            "disruptionId",
            "must be 2 to 64 upper-case letters, digits, dots and hyphens"
        );
        check.Require(
            body.Kind.Length is > 1 and <= 40 && body.Kind.All(c => c is (>= 'A' and <= 'Z') or '_'),
            "kind",
            "must be an upper-case word"
        );
        check.Require(
            terminals.Count + lines.Count is > 0 and <= 200,
            "terminals",
            "must, with lines, name from 1 to 200 terminals or lines"
        );
        foreach (var (i, terminal) in terminals.Index())
            check.At("terminals").At(i).Require(IsTerminal(terminal), "is not a terminal code");
        foreach (var (i, line) in lines.Index())
            check.At("lines").At(i).Require(SeedRules.IsId(line), "is not an id");
        new Condition(body.From, body.To, body.Description).Check(check);
        foreach (var (i, stretch) in (body.Stretches ?? []).Index())
            check
                .At("stretches")
                .At(i)
                .Require(stretch.Split('>') is [var a, var b] && IsTerminal(a) && IsTerminal(b), "is not two terminal codes, A>B");
        check.Require(body.Amount is null or (>= 0 and <= 1_000_000), "amount", "must be from 0 to 1000000");
        check.Require(!(closure && body.Ceiling is not null), "ceiling", "must be absent: a CLOSURE leaves nothing");
        var ceiling = closure ? Ceiling.Nothing : body.Ceiling?.Read(check.At("ceiling")) ?? new Ceiling();
        return new Disruption(
            "",
            0,
            body.Kind,
            terminals,
            lines,
            body.From.ToUniversalTime(),
            body.To?.ToUniversalTime(),
            body.Description,
            "OPEN",
            ceiling,
            default,
            body.Stretches,
            body.Amount
        );
    }

    private static bool IsTerminal(string code) => Terminals.Hub.Find(code)?.Code.Value == code;
}

/// <summary><c>POST /v1/disruptions/{id}/clear</c>: it is over; what it took is given back exactly. Doing it again changes nothing.</summary>
internal static class ClearDisruption
{
    internal sealed record Body(string Description);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/disruptions/{id}/clear", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Disruptions")
            .WithSummary("Ends a disruption; repeating it changes nothing");

    private static async Task<Results<Ok<RaiseDisruption.Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.Description.Length is > 0 and <= 1000, "description", "must be from 1 to 1000 characters");
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        if (await DisruptionStore.FindAsync(work, id, cancellationToken) is not { } present)
            return Problems.NotFound($"There is no disruption {id}.");
        if (present.Status != "OPEN")
            return TypedResults.Ok(new RaiseDisruption.Answer(DisruptionView.Of(present), 0, 0, 0));

        var now = await work.NowAsync(cancellationToken);
        var cleared = present with { Status = "CLEARED", Revision = present.Revision + 1, ChangedAt = now };
        await DisruptionStore.SaveAsync(work, cleared, cancellationToken);
        work.Tell(s => new DisruptionCleared(s.EventId, s.OccurredAt, s.Service, s.Sequence, id, cleared.Revision, body.Description));
        var (movements, days, rescheduled) = await Ceilings.ApplyAsync(work, cancellationToken);
        await work.NoteAsync(http.Caller(), $"disruption:{id}", "cleared", body.Description, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return TypedResults.Ok(new RaiseDisruption.Answer(DisruptionView.Of(cleared), movements, days, rescheduled));
    }
}
