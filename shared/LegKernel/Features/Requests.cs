using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Qujiang.LegKernel.Facts;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>What the endpoints share.</summary>
internal static class Requests
{
    public const string Write = "schedules:write";

    public const int DefaultPage = 100;

    public const int LargestPage = 500;

    /// <summary>Who asks, as the history names him.</summary>
    public static string Caller(this HttpContext http) => $"{http.Tenant()}/{http.User.FindFirst("sub")?.Value ?? "-"}";

    /// <summary>A connection for reading; each statement stands for itself.</summary>
    public static async Task<(NpgsqlConnection Connection, LegReading Reading)> ReadAsync(
        this NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (connection, new LegReading(connection, null));
    }

    /// <summary>Answers with the revision as a strong entity tag.</summary>
    public static void SetETag(this HttpContext http, long revision) => http.Response.Headers.ETag = $"\"{revision}\"";

    /// <summary>Holds the request to its If-Match and If-None-Match headers.</summary>
    /// <param name="revision">Present revision; null when the thing does not exist.</param>
    public static bool FailsPrecondition(this HttpContext http, long? revision, [NotNullWhen(true)] out ProblemHttpResult? problem)
    {
        var (ifMatch, ifNoneMatch) = (http.Request.Headers.IfMatch, http.Request.Headers.IfNoneMatch);
        var fails =
            (ifMatch.Count > 0 && !Names(ifMatch.ToString(), revision))
            || (ifNoneMatch.Count > 0 && Names(ifNoneMatch.ToString(), revision));
        problem = fails
            ? Problems.Of(
                StatusCodes.Status412PreconditionFailed,
                "precondition-failed",
                "It has changed since it was read",
                revision is null ? "It does not exist." : $"Its present revision is {revision}."
            )
            : null;
        return fails;
    }

    /// <summary>Notes an error right where this is, unless the condition holds; tells whether it does.</summary>
    public static bool Require(this Validator at, bool holds, string detail)
    {
        if (!holds)
            at.Error(detail);
        return holds;
    }

    /// <summary>Reads a page size.</summary>
    public static int PageSize(int? limit, Validator check)
    {
        if (limit is null or (> 0 and <= LargestPage))
            return limit ?? DefaultPage;
        check.ParameterError("limit", $"must be from 1 to {LargestPage}");
        return DefaultPage;
    }

    /// <summary>Makes a cursor of the last item's place.</summary>
    public static string ToCursor(params string[] place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', place)));

    /// <summary>Reads a cursor of so many parts; null when there is none.</summary>
    public static string[]? FromCursor(string? cursor, int parts, Validator check)
    {
        if (cursor is null)
            return null;
        if (
            Base64Url.IsValid(cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n') is var place
            && place.Length == parts
            && !place.Any(p => p.Contains('\0', StringComparison.Ordinal))
        )
            return place;
        check.ParameterError("cursor", "is not one that this list has given");
        return null;
    }

    private static bool Names(string header, long? revision) =>
        revision is not null
        && header
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || string.Equals(tag, $"\"{revision}\"", StringComparison.Ordinal));
}
