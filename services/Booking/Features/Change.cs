using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Messaging.Postgres;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>
/// How every request that changes something goes: claim the key, change and commit once, wait for the decision if asked to, keep the answer, send it.
/// A repeated request comes in wherever the first one got to.
/// </summary>
public sealed class Change(UnitOfWorkFactory units, Idempotency idempotency, Outcomes outcomes, ReadBookings read, Turns turns)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    /// <param name="booking">Id of the booking concerned, new or not.</param>
    /// <param name="body">The request's body, for the key.</param>
    /// <param name="wait">How long the decision is waited for; zero: not at all.</param>
    /// <param name="act">Changes; answers the booking, or a problem, and then nothing is changed.</param>
    /// <param name="render">The answer about the booking as it then is.</param>
    public Task<IResult> RunAsync(
        HttpContext http,
        Guid booking,
        object? body,
        TimeSpan wait,
        Func<UnitOfWork, CancellationToken, Task<(Kept? Kept, IResult? Problem)>> act,
        Func<Kept, IResult> render
    ) => RunAsync(http, booking, body, wait, act, kept => Task.FromResult(render(kept)));

    /// <inheritdoc cref="RunAsync(HttpContext, Guid, object?, TimeSpan, Func{UnitOfWork, CancellationToken, Task{ValueTuple{Kept?, IResult?}}}, Func{Kept, IResult})" />
    public async Task<IResult> RunAsync(
        HttpContext http,
        Guid booking,
        object? body,
        TimeSpan wait,
        Func<UnitOfWork, CancellationToken, Task<(Kept? Kept, IResult? Problem)>> act,
        Func<Kept, Task<IResult>> render
    )
    {
        var cancellation = http.RequestAborted;
        var request = idempotency.Read(http, body, out var unusable);
        if (unusable is not null)
        {
            return unusable;
        }

        using (await turns.TakeAsync(cancellation))
        await using (var work = await units.BeginAsync(cancellation))
        {
            var claim = request is null
                ? null
                : await idempotency.ClaimAsync(work, request, booking, wait + TimeSpan.FromSeconds(10), cancellation);
            if (claim?.Answer is { } answered)
            {
                return answered;
            }

            if (claim?.Problem is { } refused)
            {
                return refused;
            }

            if (claim?.Resume is { } made)
            {
                booking = made;
                await work.CommitAsync(cancellation);
            }
            else
            {
                var (kept, problem) = await act(work, cancellation);
                if (problem is not null)
                {
                    return problem;
                }

                // The answer to a rejection looks for another offer: not while the row is locked.
                if (kept!.State.Outcome != Outcome.Rejected && (wait == TimeSpan.Zero || kept.State.Decided))
                {
                    var answer = await Answer.CaptureAsync(http, await render(kept));
                    if (request is not null)
                    {
                        await Idempotency.KeepAsync(work, request, answer, cancellation);
                    }

                    await work.CommitAsync(cancellation);
                    return answer;
                }

                await work.CommitAsync(cancellation);
            }
        }

        try
        {
            if (wait > TimeSpan.Zero)
            {
                await outcomes.WaitAsync(booking, wait, cancellation);
            }

            var then = await Answer.CaptureAsync(http, await render((await read.FindAsync(booking, cancellation))!));
            return request is null ? then : await idempotency.KeepAsync(request, then, cancellation);
        }
        catch (OperationCanceledException) when (request is not null && http.RequestAborted.IsCancellationRequested)
        {
            await idempotency.GiveUpAsync(request); // the caller hung up, and may ask again at once
            throw;
        }
    }

    /// <summary><c>Prefer: wait=5</c> (RFC 7240); what is not understood is ignored, as it says.</summary>
    public static TimeSpan PreferredWait(HttpContext http)
    {
        var preferences = http.Request.Headers["Prefer"].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries));
        var wait = preferences.FirstOrDefault(p => p.StartsWith("wait=", StringComparison.OrdinalIgnoreCase))?[5..];
        if (!int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.Zero;
        }

        var applied = Math.Min(seconds, (int)LongestWait.TotalSeconds);
        http.Response.Headers["Preference-Applied"] = $"wait={applied}";
        return TimeSpan.FromSeconds(applied);
    }

    /// <summary>Locks a tenant's booking for a change; 404 for anybody else's, 412 when it is not the version that the caller has seen.</summary>
    public static async Task<(Kept? Kept, ProblemHttpResult? Problem)> LockAsync(
        UnitOfWork work,
        HttpContext http,
        Guid id,
        Func<BookingState, bool> visible,
        string what,
        CancellationToken cancellation
    )
    {
        var kept = await Bookings.LockAsync(work, id, cancellation);
        if (kept is null || kept.State.Tenant != http.Tenant().Value || !visible(kept.State))
        {
            return (null, Problems.NotFound($"There is no {what} {id}."));
        }

        var expected = http.Request.Headers.IfMatch;
        return expected.Count == 0 || expected.Any(e => e == "*" || e == ETag(kept))
            ? (kept, null)
            : (
                null,
                Problems.Of(
                    StatusCodes.Status412PreconditionFailed,
                    "changed-meanwhile",
                    "It has changed since it was read.",
                    $"It is at {ETag(kept)} now: read it again and decide again."
                )
            );
    }

    public static string ETag(Kept kept) => $"\"{kept.Version}\"";

    /// <summary>Who asks, for the history.</summary>
    public static string Who(HttpContext http) => http.User.Identity?.Name ?? "somebody";
}
