using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/schedules/export</c>: the timetable as a file that an import takes back.</summary>
internal static class ExportSchedule
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/schedules/export", HandleAsync)
            .WithTags("Schedules")
            .WithSummary("The timetable as a file")
            .WithDescription(
                """
                Movements that are not cancelled and depart from their first call on the local days (+08:00) from `from` (today unless told) to `to` (no end unless
                told), of `line` where given. Importing the answer changes nothing. 409 where a format cannot express a line.
                """
            )
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .DisableRequestTimeout();

    private static async Task HandleAsync(
        HttpContext http,
        ScheduleFormats formats,
        ScheduleExport export,
        LegModule module,
        ScheduleOptions options,
        NpgsqlDataSource dataSource,
        IHostApplicationLifetime lifetime,
        string? format = null,
        DateOnly? from = null,
        DateOnly? to = null,
        string? line = null
    )
    {
        var check = new Validator();
        var chosen = formats.Find(format ?? "csv");
        if (chosen is null)
            check.ParameterError("format", $"must be one of {formats.Names}");
        if (to < from)
            check.ParameterError("to", "must not be before from");
        foreach (var (name, day) in new[] { ("from", from), ("to", to) })
        {
            if (day is { Year: < 2000 or >= 2100 })
                check.ParameterError(name, "must lie in the years 2000 to 2099");
        }
        if (check.Fails(out var invalid))
        {
            await invalid.ExecuteAsync(http);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        DateTimeOffset now;
        await using (var connection = await dataSource.OpenConnectionAsync(either.Token))
            now = await new LegReading(connection, null).NowAsync(either.Token);
        var window = new ScheduleWindow(
            HubTime.InstantOf(from ?? HubTime.DayOf(now), TimeOnly.MinValue),
            to is { } last ? HubTime.InstantOf(last.AddDays(1), TimeOnly.MinValue) : null,
            line
        );
        var reasons = (await export.LinesAsync(window, either.Token))
            .Select(l => chosen!.WhyNot(l.Line, l.Run, l.OtherIds))
            .OfType<string>()
            .ToList();
        if (reasons.Count > 0)
        {
            var more = reasons.Count > 5 ? $" and {reasons.Count - 5} more" : "";
            await Problems.Conflict($"{string.Join("; ", reasons.Take(5))}{more}").ExecuteAsync(http);
            return;
        }
        http.Response.ContentType = chosen!.MediaTypes[0];
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{module.Service}-timetable.{chosen.Name}\"";
        try
        {
            await chosen.WriteAsync(
                export.ReadAsync(window, either.Token),
                http.Response.BodyWriter,
                new ScheduleContext(module, now, options.HorizonDays),
                either.Token
            );
        }
        catch (ScheduleFileException cannot) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Problems.Conflict($"{chosen.Name} cannot express this timetable: {cannot.Reason}.").ExecuteAsync(http);
        }
    }
}
