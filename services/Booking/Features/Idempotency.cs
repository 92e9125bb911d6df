using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Qujiang.Messaging.Postgres;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>A request that may be repeated.</summary>
/// <param name="Hash">Of method, path and body as understood: spaces and the order of members do not count.</param>
public sealed record RepeatableRequest(string Tenant, string Key, byte[] Hash);

/// <summary>What is known of a repeatable request: exactly one of the three is set, or none when it is new.</summary>
/// <param name="Answer">It was answered.</param>
/// <param name="Resume">Its process died after it had made this booking: the answer is still to be given.</param>
public sealed record Claim(Answer? Answer, ProblemHttpResult? Problem, Guid? Resume);

/// <summary>
/// <c>Idempotency-Key</c>. The key is claimed in the transaction that makes the booking, so either both are there or neither; the answer is kept before
/// it is sent, so that it is the same bytes ever after. Kept for 24 hours.
/// </summary>
public sealed class Idempotency(NpgsqlDataSource dataSource, IOptions<JsonOptions> json)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Null when the request bears no key.</summary>
    /// <param name="problem">Set when the key is unusable.</param>
    public RepeatableRequest? Read(HttpContext http, object? body, out ProblemHttpResult? problem)
    {
        problem = null;
        if (!http.Request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        var key = values.ToString();
        if (key.Length is 0 or > 200 || values.Count != 1 || key.Any(c => c is < ' ' or > '~'))
        {
            problem = Problems.InvalidParameter(Header, "must be 1 to 200 visible ASCII characters");
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}\n"));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(body, json.Value.SerializerOptions));
        return new RepeatableRequest(http.Tenant().Value, key, hash.GetHashAndReset());
    }

    /// <summary>Claims the key for a booking as part of the transaction. A second request with it waits here until the first one has committed.</summary>
    /// <param name="lease">How long the request may take to answer: after that it counts as dead.</param>
    public async Task<Claim> ClaimAsync(
        UnitOfWork work,
        RepeatableRequest request,
        Guid booking,
        TimeSpan lease,
        CancellationToken cancellation
    )
    {
        var parameters = new
        {
            request.Tenant,
            request.Key,
            request.Hash,
            booking,
            lease,
        };
        var claimed = await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.idempotency (tenant, key, request_hash, booking_id, leased_until)
                VALUES (@Tenant, @Key, @Hash, @booking, clock_timestamp() + @lease)
                ON CONFLICT (tenant, key) DO UPDATE
                SET request_hash = @Hash, booking_id = @booking, leased_until = clock_timestamp() + @lease, created_at = clock_timestamp(),
                    status = NULL, headers = NULL, body = NULL
                WHERE idempotency.created_at < clock_timestamp() - interval '24 hours'
                """,
                parameters,
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        if (claimed == 1)
        {
            return new Claim(null, null, null);
        }

        var row = await work.Connection.QuerySingleAsync<Row>(
            new(
                """
                SELECT request_hash = @Hash AS Same, leased_until > clock_timestamp() AS Running, booking_id AS BookingId, status,
                       headers::text AS Headers, body
                FROM booking.idempotency WHERE tenant = @Tenant AND key = @Key FOR UPDATE
                """,
                parameters,
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        if (!row.Same)
        {
            return Refuse(
                Problems.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "idempotency-key-reused",
                    "This Idempotency-Key was used for another request.",
                    "Take a new key for a new request."
                )
            );
        }

        if (row.Status is { } status)
        {
            return new Claim(
                new Answer(status, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers!)!, row.Body!),
                null,
                null
            );
        }

        if (row.Running)
        {
            return Refuse(
                Problems.Of(
                    StatusCodes.Status409Conflict,
                    "request-running",
                    "The first request with this Idempotency-Key is still running.",
                    "Ask again in a moment."
                )
            );
        }

        await work.Connection.ExecuteAsync(
            new(
                "UPDATE booking.idempotency SET leased_until = clock_timestamp() + @lease WHERE tenant = @Tenant AND key = @Key",
                parameters,
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        return new Claim(null, null, row.BookingId);

        static Claim Refuse(ProblemHttpResult problem) => new(null, problem, null);
    }

    /// <summary>Keeps the answer, in the transaction that made what it tells of.</summary>
    public static Task KeepAsync(UnitOfWork work, RepeatableRequest request, Answer answer, CancellationToken cancellation) =>
        KeepAsync(work.Connection, work.Transaction, request, answer, cancellation);

    /// <summary>Keeps the answer and gives back the one to send: another process may have been faster.</summary>
    public async Task<Answer> KeepAsync(RepeatableRequest request, Answer answer, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        if (await KeepAsync(connection, null, request, answer, cancellation) == 1)
        {
            return answer;
        }

        var row = await connection.QuerySingleAsync<Row>(
            new(
                "SELECT true AS Same, false AS Running, booking_id AS BookingId, status, headers::text AS Headers, body FROM booking.idempotency WHERE tenant = @Tenant AND key = @Key",
                request,
                cancellationToken: cancellation
            )
        );
        return new Answer(row.Status!.Value, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers!)!, row.Body!);
    }

    /// <summary>Ends the lease of a request that will not answer.</summary>
    public async Task GiveUpAsync(RepeatableRequest request)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "UPDATE booking.idempotency SET leased_until = clock_timestamp() WHERE tenant = @Tenant AND key = @Key AND status IS NULL",
            request
        );
    }

    private static Task<int> KeepAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        RepeatableRequest request,
        Answer answer,
        CancellationToken cancellation
    ) =>
        connection.ExecuteAsync(
            new(
                """
                UPDATE booking.idempotency SET status = @Status, headers = @headers::jsonb, body = @Body
                WHERE tenant = @Tenant AND key = @Key AND status IS NULL
                """,
                new
                {
                    request.Tenant,
                    request.Key,
                    answer.Status,
                    headers = JsonSerializer.Serialize(answer.Headers),
                    answer.Body,
                },
                transaction,
                cancellationToken: cancellation
            )
        );

    private sealed record Row(bool Same, bool Running, Guid? BookingId, int? Status, string? Headers, byte[]? Body);
}

/// <summary>An answer as bytes.</summary>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body) : IResult
{
    private static readonly string[] Kept = ["Content-Type", "Location", "ETag", "Preference-Applied", "Retry-After"];

    /// <summary>Runs a result without sending it.</summary>
    public static async Task<Answer> CaptureAsync(HttpContext http, IResult result)
    {
        if (result is Answer already)
        {
            return already;
        }

        var response = http.Response;
        var sent = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await result.ExecuteAsync(http);
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = sent;
        }

        var headers = Kept.Where(response.Headers.ContainsKey)
            .ToDictionary(h => h, h => response.Headers[h].ToString(), StringComparer.Ordinal);
        var answer = new Answer(response.StatusCode, headers, buffer.ToArray());
        response.Clear();
        return answer;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            httpContext.Response.Headers[name] = value;
        }

        httpContext.Response.ContentLength = Body.Length;
        await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
