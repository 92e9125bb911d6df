using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>POST /v1/movements/{id}/cancel</c>: it will not run. Doing it again changes nothing.</summary>
internal static class CancelMovement
{
    internal sealed record Body(string Reason);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/movements/{id}/cancel", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Movements")
            .WithSummary("Cancels a movement; repeating it changes nothing");

    private static async Task<Results<Ok<MovementView>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        LegModule module,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.Reason.Length is > 0 and <= 500, "reason", "must be from 1 to 500 characters");
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        var reserved = await MovementStore.ReserveAsync(work, [id], cancellationToken);
        if (!reserved.TryGetValue(id, out var revision))
            return GetMovement.Unknown(id);
        if (http.FailsPrecondition(revision, out var stale))
            return stale;
        await Cancellation.CancelAsync(work, id, http.Caller(), body.Reason, cancellationToken);
        var view = (await GetMovement.ShowAsync(work, module.Mode, id, cancellationToken))!;
        await work.CommitAsync(cancellationToken);
        http.SetETag(view.Revision);
        return TypedResults.Ok(view);
    }
}
