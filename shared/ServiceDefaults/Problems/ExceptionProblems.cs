using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Qujiang.ServiceDefaults;

/// <summary>Turns what a request threw into a problem document. What went wrong inside is logged, never sent.</summary>
internal sealed partial class ExceptionProblems(
    IProblemDetailsService problems,
    IOptions<JsonOptions> json,
    ILogger<ExceptionProblems> logger
) : IExceptionHandler
{
    private const int RetryAfterSeconds = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // nobody listens any more
            return true;
        }
        var problem = Describe(httpContext, exception);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private ProblemDetails Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad:
                var errors = Explain(context, bad);
                return Problems.Document(bad.StatusCode, detail: Problems.Summary(errors), errors: errors);
            case BadHttpRequestException bad:
                return Problems.Document(bad.StatusCode);
            case NpgsqlException { IsTransient: true }:
                logger.LogWarning(exception, "The database is away: {Method} {Path}", context.Request.Method, context.Request.Path);
                return Problems.Document(
                    StatusCodes.Status503ServiceUnavailable,
                    detail: "The database does not answer; try again shortly."
                );
            case HttpRequestException or ExecutionRejectedException:
                logger.LogWarning(exception, "A neighbour is away: {Method} {Path}", context.Request.Method, context.Request.Path);
                return Problems.Document(StatusCodes.Status503ServiceUnavailable, detail: "A service this one needs does not answer.");
            default:
                logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                return Problems.Document(StatusCodes.Status500InternalServerError);
        }
    }

    private List<ProblemError> Explain(HttpContext context, BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException wrong)
        {
            return JsonErrors.Explain(wrong, BodyType(context), json.Value.SerializerOptions);
        }
        if (FailedParameter().Match(bad.Message) is { Success: true } parameter)
        {
            return [new ProblemError("The value does not have the expected form.", Parameter: parameter.Groups["name"].Value)];
        }
        if (MissingParameter().Match(bad.Message) is { Success: true } missing)
        {
            return missing.Groups["source"].Value == "body"
                ? [new ProblemError("A JSON body is needed.", "")]
                :
                [
                    new ProblemError(
                        $"This {missing.Groups["source"].Value} parameter is required.",
                        Parameter: missing.Groups["name"].Value
                    ),
                ];
        }
        return bad.Message.Contains("no body was provided", StringComparison.Ordinal)
            ? [new ProblemError("A JSON body is needed.", "")]
            : [new ProblemError("The request could not be read.", "")];
    }

    private static Type? BodyType(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
    }

    // The framework names the parameter in its message only: Failed to bind parameter "int limit" from "abc".
    [GeneratedRegex("^Failed to bind parameter \"[^\"]*?(?<name>[^\" ]+)\" from", RegexOptions.ExplicitCapture)]
    private static partial Regex FailedParameter();

    [GeneratedRegex(
        "^Required parameter \"[^\"]*?(?<name>[^\" ]+)\" was not provided from (?<source>[a-z]+)",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex MissingParameter();
}
