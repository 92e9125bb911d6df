using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Qujiang.ServiceDefaults;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Detail">What is wrong there, for a person to read.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the body, e.g. <c>/equipment/0/type</c>; empty means the whole body.</param>
/// <param name="Parameter">Name of the path or query parameter instead.</param>
public sealed record ProblemError(
    [property: JsonPropertyOrder(1)] string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null
);

/// <summary>Answers that are RFC 9457 problem documents.</summary>
public static class Problems
{
    /// <summary>400: one place in the body is wrong.</summary>
    public static ProblemHttpResult Invalid(string pointer, string detail) => Invalid([new ProblemError(detail, pointer)]);

    /// <summary>400: a path or query parameter is wrong.</summary>
    public static ProblemHttpResult InvalidParameter(string parameter, string detail) =>
        Invalid([new ProblemError(detail, Parameter: parameter)]);

    /// <summary>400: these places are wrong.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyCollection<ProblemError> errors) =>
        Of(StatusCodes.Status400BadRequest, detail: Summary(errors), errors: errors);

    /// <summary>404: there is no such thing, or it is another tenant's.</summary>
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail: detail);

    /// <summary>409: the present state does not allow it.</summary>
    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail: detail);

    /// <summary>422: well-formed, but it cannot be done as asked.</summary>
    public static ProblemHttpResult Unprocessable(string detail, IReadOnlyCollection<ProblemError>? errors = null) =>
        Of(StatusCodes.Status422UnprocessableEntity, detail: detail, errors: errors);

    /// <summary>503: something this service needs is away.</summary>
    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail: detail);

    /// <summary>Any other problem.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="slug">The last part of the type, e.g. <c>hold-refused</c>; the general one of the status unless told.</param>
    /// <param name="title">What this type of problem is; the same for each occurrence.</param>
    /// <param name="detail">What happened this time.</param>
    /// <param name="errors">The places that are wrong.</param>
    /// <param name="extensions">Further members, e.g. the scarcest dimension of a refusal.</param>
    public static ProblemHttpResult Of(
        int status,
        string? slug = null,
        string? title = null,
        string? detail = null,
        IReadOnlyCollection<ProblemError>? errors = null,
        IReadOnlyDictionary<string, object?>? extensions = null
    ) => TypedResults.Problem(Document(status, slug, title, detail, errors, extensions));

    internal static ProblemDetails Document(
        int status,
        string? slug = null,
        string? title = null,
        string? detail = null,
        IReadOnlyCollection<ProblemError>? errors = null,
        IReadOnlyDictionary<string, object?>? extensions = null
    )
    {
        var general = ProblemTypes.Of(status);
        var problem = new ProblemDetails
        {
            Type = ProblemTypes.Prefix + (slug ?? general.Slug),
            Title = title ?? general.Title,
            Status = status,
            Detail = detail,
        };
        foreach (var (name, value) in extensions ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            problem.Extensions[name] = value;
        }
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors;
        }
        return problem;
    }

    internal static string Summary(IReadOnlyCollection<ProblemError> errors)
    {
        var first = errors.First();
        var place = first.Pointer is { Length: > 0 } pointer ? pointer : first.Parameter;
        var text = place is null ? first.Detail : $"{place}: {first.Detail}";
        return errors.Count == 1 ? text : $"{text} (and {errors.Count - 1} more)";
    }
}
