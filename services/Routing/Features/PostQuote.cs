using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Qujiang.Routing.Quotes;
using Qujiang.ServiceDefaults;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Qujiang.Routing.Features;

/// <summary><c>POST /v1/quotes</c>.</summary>
public static class PostQuote
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/quotes", HandleAsync)
            .RequireScope("quotes:write")
            .WithTags("Quotes")
            .WithSummary("Asks for ways to move a shipment.")
            .WithDescription(
                "Answers a few options that differ in substance, each with a signed offer, or the reasons why there is none and the nearest change that gives one."
            )
            .Produces<QuoteResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> HandleAsync(
        QuoteRequest request,
        HttpContext http,
        QuoteReader reader,
        QuoteMaker maker,
        QuoteStore store,
        IOptions<JsonOptions> json,
        CancellationToken cancellation
    )
    {
        var check = new Validator();
        var wish = reader.Read(request, check);
        if (check.Fails(out var problem))
        {
            return problem;
        }
        var tenant = http.Tenant();
        var quote = maker.Make(wish!, tenant, out var times);
        var answer = JsonSerializer.Serialize(quote, json.Value.SerializerOptions);
        await store.SaveAsync(
            quote.QuoteId,
            tenant.Value,
            quote.CreatedAt,
            quote.ValidUntil,
            JsonSerializer.Serialize(request, json.Value.SerializerOptions),
            answer,
            cancellation
        );
        http.Response.Headers["Server-Timing"] = times.ToString();
        http.Response.Headers.Location = $"/v1/quotes/{quote.QuoteId}";
        return TypedResults.Content(answer, "application/json", Encoding.UTF8, StatusCodes.Status201Created);
    }
}
