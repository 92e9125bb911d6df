using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Qujiang.ServiceDefaults;

/// <summary>The JSON of this system's REST edges.</summary>
public static class RestJson
{
    /// <summary>
    /// camelCase members, enums as UPPER_SNAKE strings, numbers as numbers. Reading is strict: an unknown, repeated, missing or
    /// wrongly-null member is refused. A misspelt <c>dangerousGoods</c> that is silently ignored would be quoted as harmless cargo.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = 32;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false));
    }
}

internal static class ProblemExtensions
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => RestJson.Configure(options.SerializerOptions));
        // Binding failures reach the exception handler in every environment, with the place that failed inside.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.Replace(ServiceDescriptor.Singleton<IProblemDetailsWriter, ProblemWriter>());
        services.AddExceptionHandler<ExceptionProblems>();
    }

    /// <summary>Gives problems that ASP.NET starts (an unknown route, a missing token) our type, title and trace id.</summary>
    private static void Complete(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ??= http.Response.StatusCode;
        if (problem.Type?.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal) != true)
        {
            var (slug, title) = ProblemTypes.Of(status);
            problem.Type = ProblemTypes.Prefix + slug;
            problem.Title = title;
        }
        problem.Detail ??= http.Items[ProblemWriter.DetailItem] as string;
        problem.Detail ??= status == StatusCodes.Status413PayloadTooLarge ? LimitText(http) : null;
        problem.Instance ??= http.Request.Path;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
    }

    private static string? LimitText(HttpContext http) =>
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } limit
            ? $"At most {limit} bytes are taken here."
            : null;
}

/// <summary>Writes every problem as <c>application/problem+json</c>, whatever the request's Accept header asks for.</summary>
/// <remarks>The framework's own writer stays silent for, say, <c>Accept: text/html</c>; an error must not vanish with it.</remarks>
internal sealed class ProblemWriter(
    Microsoft.Extensions.Options.IOptions<JsonOptions> json,
    Microsoft.Extensions.Options.IOptions<ProblemDetailsOptions> options
) : IProblemDetailsWriter
{
    /// <summary>Where middleware leaves a detail for a problem that is written later.</summary>
    public const string DetailItem = "qujiang.problem.detail";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        options.Value.CustomizeProblemDetails?.Invoke(context);
        await context.HttpContext.Response.WriteAsJsonAsync<ProblemDetails>(
            context.ProblemDetails,
            json.Value.SerializerOptions,
            "application/problem+json",
            CancellationToken.None // after a timeout the request's own token is cancelled already
        );
    }
}
