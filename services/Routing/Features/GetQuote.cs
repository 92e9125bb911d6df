using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Routing.Quotes;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Features;

/// <summary><c>GET /v1/quotes/{id}</c>: the quote as it was answered.</summary>
public static class GetQuote
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/quotes/{quoteId:guid}", HandleAsync)
            .WithTags("Quotes")
            .WithSummary("Reads a quote of one's own, byte by byte as it was answered.")
            .Produces<QuoteResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> HandleAsync(
        Guid quoteId,
        HttpContext http,
        QuoteStore store,
        CancellationToken cancellation
    ) =>
        await store.FindAsync(quoteId, http.Tenant().Value, cancellation) is { } answer
            ? TypedResults.Content(answer, "application/json", Encoding.UTF8)
            : Problems.NotFound($"There is no quote {quoteId}.");
}
