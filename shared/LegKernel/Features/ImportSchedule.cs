using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Qujiang.LegKernel.Schedules;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>
/// <c>POST /v1/schedules/import</c>: a timetable from outside. The body is read as it comes and staged; then it is applied in one transaction, within the
/// request where that is quick, else behind it.
/// </summary>
internal static partial class ImportSchedule
{
    private const int MostReplacements = 100;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/schedules/import", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Schedules")
            .WithSummary("Imports a timetable")
            .WithDescription(
                """
                The body is a file; its format follows from Content-Type, or from `format`. `mode=valid` applies what is valid, `mode=all` the whole file or nothing.
                200: done, with the bad lines. 202: being applied; follow Location. 422: nothing was applied, for what the file says.
                `dryRun=true` answers all the same and changes nothing. `replace=LINE,FROM..TO` (repeatable, with `mode=all`): movements of the line on the service days of the window
                that the file does not hold are cancelled, unless they have set out; `withdrawnTaken` names those on which room was held or sold, and whose bookings are planned anew.
                `Prefer: wait=30` waits longer than usual, `Prefer: respond-async` not at all. A movement that is as the service has it is left alone.
                """
            )
            .Produces<ScheduleImportView>(StatusCodes.Status202Accepted)
            .AcceptsFiles()
            .DisableRequestTimeout();

    private static async Task<Results<Ok<ScheduleImportView>, Accepted<ScheduleImportView>, ProblemHttpResult>> HandleAsync(
        HttpContext http,
        ScheduleFormats formats,
        ImportIntake intake,
        ImportStore store,
        ImportWorker worker,
        ScheduleOptions options,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? format = null,
        string? mode = null,
        bool dryRun = false,
        [FromQuery] string[]? replace = null
    )
    {
        var check = new Validator();
        var chosen = Choose(http, formats, format, check);
        if (mode is not (null or "all" or "valid"))
            check.ParameterError("mode", "must be all or valid");
        var replaces = Replaces(replace ?? [], mode, check);
        if (check.Fails(out var invalid))
            return invalid;
        if (chosen is null)
            return Problems.Of(
                StatusCodes.Status415UnsupportedMediaType,
                title: "The body must be a timetable",
                detail: $"Content-Type must be one of {string.Join(", ", formats.All.SelectMany(f => f.MediaTypes))}, or format one of {formats.Names}."
            );
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.MaxBodyBytes;

        var id = await store.BeginAsync(
            http.Tenant().ToString(),
            http.Caller(),
            chosen.Name,
            mode == "all" || replaces.Count > 0 ? ScheduleImport.All : ScheduleImport.Valid,
            cancellationToken,
            dryRun,
            replaces
        );
        var import = (await store.FindAsync(id, null, cancellationToken))!;
        try
        {
            await intake.ReadAsync(import, chosen, http.Request.Body, cancellationToken);
        }
        catch (ScheduleFileException wrong)
        {
            await store.AddErrorsAsync(id, [new ScheduleError(wrong.Line, null, wrong.Reason)], CancellationToken.None);
            await store.EndAsync(id, "REJECTED", "the file cannot be used", CancellationToken.None);
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException or BadHttpRequestException)
        {
            await store.EndAsync(id, "ABORTED", "the file was cut off; nothing was applied", CancellationToken.None);
            throw;
        }
        await DecideAsync(store, id, cancellationToken);
        worker.Wake();
        import = await WaitAsync(store, id, Patience(http, options), time, cancellationToken);
        return await AnswerAsync(store, import, cancellationToken);
    }

    /// <summary>What is read may be applied, unless nothing of it can be or all of it cannot.</summary>
    private static async Task DecideAsync(ImportStore store, Guid id, CancellationToken cancellationToken)
    {
        var import = (await store.FindAsync(id, null, cancellationToken))!;
        if (import.IsFinished)
            return;
        if (import.Read == 0)
            await store.EndAsync(id, "REJECTED", "the file holds no movement", cancellationToken);
        else if (import.Bad == import.Read)
            await store.EndAsync(id, "REJECTED", "no movement of the file can be used", cancellationToken);
        else if (import.Bad > 0 && import.Mode == ScheduleImport.All)
            await store.EndAsync(id, "REJECTED", $"{import.Bad} of {import.Read} movements cannot be used, so none is", cancellationToken);
        else
            await store.StagedAsync(id, cancellationToken);
    }

    private static async Task<ScheduleImport> WaitAsync(
        ImportStore store,
        Guid id,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            var import = (await store.FindAsync(id, null, cancellationToken))!;
            if (import.IsFinished || time.GetElapsedTime(start) >= patience)
                return import;
            await Task.Delay(pause, time, cancellationToken);
            pause = TimeSpan.FromMilliseconds(Math.Min(250, pause.TotalMilliseconds * 2));
        }
    }

    private static async Task<Results<Ok<ScheduleImportView>, Accepted<ScheduleImportView>, ProblemHttpResult>> AnswerAsync(
        ImportStore store,
        ScheduleImport import,
        CancellationToken cancellationToken
    )
    {
        var view = ScheduleImportView.Of(import, await store.ErrorsAsync(import.ImportId, cancellationToken));
        return import.State switch
        {
            "APPLIED" or "CHECKED" => TypedResults.Ok(view),
            "READING" or "STAGED" => TypedResults.Accepted($"/v1/schedules/imports/{import.ImportId}", view),
            "FAILED" => Problems.Unavailable("The timetable could not be applied; nothing of it was."),
            _ => Problems.Of(
                StatusCodes.Status422UnprocessableEntity,
                "schedule-rejected",
                "Nothing of the timetable was applied",
                $"{import.Message}{(view.Errors.Count > 0 ? $"; line {view.Errors[0].Line}: {view.Errors[0].Reason}" : "")}",
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["import"] = view }
            ),
        };
    }

    private static List<Replacement> Replaces(string[] texts, string? mode, Validator check)
    {
        var replaces = new List<Replacement>();
        foreach (var text in texts)
        {
            if (Replacement.Parse(text, out var reason) is { } replacement)
                replaces.Add(replacement);
            else
                check.ParameterError("replace", reason!);
        }

        if (texts.Length > MostReplacements)
            check.ParameterError("replace", $"must be given at most {MostReplacements} times");
        // Of a file with bad rows nobody can say what it does not hold.
        if (texts.Length > 0 && mode == "valid")
            check.ParameterError("mode", "must be all where the file replaces lines");
        return replaces;
    }

    private static ScheduleFormat? Choose(HttpContext http, ScheduleFormats formats, string? format, Validator check)
    {
        if (format is null)
            return MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) ? formats.Of(type) : null;
        var named = formats.Find(format);
        if (named is null)
            check.ParameterError("format", $"must be one of {formats.Names}");
        return named;
    }

    private static TimeSpan Patience(HttpContext http, ScheduleOptions options)
    {
        var prefer = http.Request.Headers["Prefer"].ToString();
        if (prefer.Contains("respond-async", StringComparison.OrdinalIgnoreCase))
            return TimeSpan.Zero;
        return WaitPreference().Match(prefer) is { Success: true } wait
            ? TimeSpan.FromSeconds(Math.Min(120, int.Parse(wait.Groups["seconds"].Value, CultureInfo.InvariantCulture)))
            : options.Wait;
    }

    [GeneratedRegex("(^|[,; ])wait=(?<seconds>[0-9]{1,4})($|[,; ])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex WaitPreference();
}
