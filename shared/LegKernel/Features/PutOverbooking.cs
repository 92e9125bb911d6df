using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>PUT /v1/lines/{id}/overbooking</c>: how much more than there is room for a line sells.</summary>
internal static class PutOverbooking
{
    /// <param name="Percent">Whole per cent, 0 to 50.</param>
    internal sealed record Body(int Percent, string? Reason = null);

    /// <param name="Before">What it was.</param>
    internal sealed record Answer(string LineId, int OverbookingPercent, int Before);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPut("/lines/{id}/overbooking", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Lines")
            .WithSummary("Sets how much more than there is room for is sold")
            .WithDescription(
                """
                In whole per cent of the room, 0 to 50, for all movements of the line that are not over and those to come. Lowered, it takes nothing away that is sold.
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.Percent is >= 0 and <= Overbooking.MostPercent, "percent", $"must be from 0 to {Overbooking.MostPercent}");
        check.Require(body.Reason is null or { Length: > 0 and <= 500 }, "reason", "must be from 1 to 500 characters");
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        if (await Overbooking.SetAsync(work, id, body.Percent, cancellationToken) is not { } before)
            return Problems.NotFound($"There is no line {id}.");
        var what = $"overbooking {before} % to {body.Percent} %";
        await work.NoteAsync(http.Caller(), $"line:{id}", what, body.Reason ?? "operator", cancellationToken);
        await work.CommitAsync(cancellationToken);
        return TypedResults.Ok(new Answer(id, body.Percent, before));
    }
}
