using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <param name="State">READING, STAGED (being applied), APPLIED, CHECKED (the end of a dry run), REJECTED, ABORTED or FAILED; nothing was applied in the last four.</param>
/// <param name="Read">Movements of the file read so far.</param>
/// <param name="Good">Those that can be used.</param>
/// <param name="Bad">Those that cannot.</param>
/// <param name="Unchanged">Good ones that are as the service has them.</param>
/// <param name="Applied">Movements made or changed so far; they count once the state is APPLIED.</param>
/// <param name="Message">Why it came to nothing.</param>
/// <param name="DryRun">Nothing is changed; the numbers say what would be.</param>
/// <param name="Withdrawn">Movements cancelled, because the file cancels them or does not hold them.</param>
/// <param name="WithdrawnTaken">Those of them on which room was held or sold; the first thousand unless configured otherwise.</param>
/// <param name="Errors">What is wrong, by line; the first thousand unless configured otherwise.</param>
internal sealed record ScheduleImportView(
    Guid ImportId,
    string Format,
    string Mode,
    string State,
    int Read,
    int Good,
    int Bad,
    int Unchanged,
    int Applied,
    int Created,
    int Changed,
    string? Message,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<ScheduleError> Errors,
    bool DryRun,
    IReadOnlyList<Replacement> Replaces,
    int Withdrawn,
    IReadOnlyList<string> WithdrawnTaken
)
{
    public static ScheduleImportView Of(ScheduleImport i, IReadOnlyList<ScheduleError> errors) =>
        new(
            i.ImportId,
            i.Format,
            i.Mode,
            i.State,
            i.Read,
            i.Read - i.Bad,
            i.Bad,
            i.Unchanged,
            i.Applied,
            i.Created,
            i.Changed,
            i.Message,
            HubTime.ToHub(i.StartedAt),
            i.FinishedAt is { } finished ? HubTime.ToHub(finished) : null,
            errors,
            i.DryRun,
            i.Replaces,
            i.Withdrawn,
            i.WithdrawnTaken
        );
}

/// <summary><c>GET /v1/schedules/imports/{id}</c>: how far an import has come.</summary>
internal static class GetScheduleImport
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/schedules/imports/{id:guid}", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Schedules")
            .WithSummary("How far an import has come, and what is wrong with its file");

    private static async Task<Results<Ok<ScheduleImportView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        HttpContext http,
        ImportStore store,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(id, http.Tenant().ToString(), cancellationToken) is { } import
            ? TypedResults.Ok(ScheduleImportView.Of(import, await store.ErrorsAsync(id, cancellationToken)))
            : Problems.NotFound($"There is no import {id}.");
}
