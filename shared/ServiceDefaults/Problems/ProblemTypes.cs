using Microsoft.AspNetCore.Http;

namespace Qujiang.ServiceDefaults;

/// <summary>The stable <c>type</c> of each general problem. Services add their own under the same prefix.</summary>
public static class ProblemTypes
{
    /// <summary>What every type starts with.</summary>
    public const string Prefix = "urn:qujiang:problem:";

    /// <summary>400: the request is not valid; <c>errors</c> names each place.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>401: no valid token.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>403: the token has no tenant or lacks a scope.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: no such thing, or it belongs to somebody else.</summary>
    public const string NotFound = "not-found";

    /// <summary>405.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>409: the state of the thing does not allow it.</summary>
    public const string Conflict = "conflict";

    /// <summary>413.</summary>
    public const string PayloadTooLarge = "payload-too-large";

    /// <summary>415.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>422: well-formed, but it cannot be done as asked.</summary>
    public const string Unprocessable = "unprocessable";

    /// <summary>429: see Retry-After.</summary>
    public const string TooManyRequests = "too-many-requests";

    /// <summary>500: our fault; quote the <c>traceId</c>.</summary>
    public const string InternalError = "internal-error";

    /// <summary>503: something this service needs is away; see Retry-After.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>504: it took too long.</summary>
    public const string Timeout = "timeout";

    internal static (string Slug, string Title) Of(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => (InvalidRequest, "The request is not valid"),
            StatusCodes.Status401Unauthorized => (Unauthenticated, "A valid bearer token is needed"),
            StatusCodes.Status403Forbidden => (Forbidden, "The token does not allow this"),
            StatusCodes.Status404NotFound => (NotFound, "There is no such thing"),
            StatusCodes.Status405MethodNotAllowed => (MethodNotAllowed, "This method is not offered here"),
            StatusCodes.Status409Conflict => (Conflict, "The present state does not allow this"),
            StatusCodes.Status413PayloadTooLarge => (PayloadTooLarge, "The body is too large"),
            StatusCodes.Status415UnsupportedMediaType => (UnsupportedMediaType, "The body must be JSON"),
            StatusCodes.Status422UnprocessableEntity => (Unprocessable, "This cannot be done as asked"),
            StatusCodes.Status429TooManyRequests => (TooManyRequests, "Too many requests"),
            StatusCodes.Status503ServiceUnavailable => (Unavailable, "Temporarily unavailable"),
            StatusCodes.Status504GatewayTimeout => (Timeout, "It took too long"),
            < 500 => ($"http-{status}", "The request is not valid"),
            _ => (InternalError, "Something went wrong here"),
        };
}
