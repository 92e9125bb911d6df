using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Features;
using Qujiang.LegKernel.Store;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.House;

/// <summary>
/// REST for a kind of data: <c>GET {root}/{id}</c>, <c>PUT {root}/{id}</c> for a row from a day on, <c>GET {root}/{id}/versions</c> and
/// <c>POST {root}/{id}/restore</c> as the way back.
/// </summary>
public static class DataEndpoints
{
    private const int MostVersions = 200;
    private const int MostRows = 100;

    /// <summary>Maps them.</summary>
    /// <param name="root">Such as <c>/v1/channels</c>.</param>
    /// <param name="tag">Of the OpenAPI document.</param>
    /// <param name="what">What one is, for the summaries: <c>the channel of a reach</c>.</param>
    /// <param name="list">Whether <c>GET {root}</c> lists them too.</param>
    public static void MapData<T>(this IEndpointRouteBuilder app, DataKind<T> kind, string root, string tag, string what, bool list = false)
        where T : class
    {
        if (list)
            app.MapGet(root, (HouseContext context) => ListAsync(kind, context))
                .WithTags(tag)
                .WithSummary($"{what}: of each, as it is today");
        app.MapGet($"{root}/{{id}}", (string id, HouseContext context) => GetAsync(kind, id, context))
            .WithTags(tag)
            .WithSummary($"{what}: every row with the day from which it holds");
        app.MapGet($"{root}/{{id}}/versions", (string id, HouseContext context) => VersionsAsync(kind, id, context))
            .RequireScope(Requests.Write)
            .WithTags(tag)
            .WithSummary($"{what}: who changed it, when and why, and what it was; the last {MostVersions} versions");
        app.MapPut($"{root}/{{id}}", (string id, DataInput<T> body, HouseContext context) => PutAsync(kind, id, body, context))
            .RequireScope(Requests.Write)
            .WithTags(tag)
            .WithSummary($"{what}: sets what it is from a day on")
            .WithDescription(
                "Name the present revision in If-Match. Movements that have not set out are brought in step at once, also those that carry holds: MovementRescheduled, "
                    + "CapacityChanged and MovementCancelled say so; ReferenceDataPublished tells the sheet itself. The same row again changes nothing."
            );
        app.MapPost($"{root}/{{id}}/restore", (string id, DataRestore body, HouseContext context) => RestoreAsync(kind, id, body, context))
            .RequireScope(Requests.Write)
            .WithTags(tag)
            .WithSummary($"{what}: the rows of a former version hold again")
            .WithDescription("Name the present revision in If-Match. What the change had cancelled runs again.");
    }

    private static async Task<Ok<DataList<DataView<T>>>> ListAsync<T>(DataKind<T> kind, HouseContext context)
        where T : class
    {
        var (stop, data) = (context.Stop, context.Data);
        await using var connection = await context.DataSource.OpenConnectionAsync(stop);
        var reading = new LegReading(connection, null);
        await data.RefreshAsync(reading, stop);
        var now = await reading.NowAsync(stop);
        var last = await DataStore.LastVersionsAsync(reading, kind.Name, stop);
        var views = data
            .Current.Of(kind)
            .Values.OrderBy(s => s.Id, StringComparer.Ordinal)
            .Select(s => Show(s, last.GetValueOrDefault(s.Id), now));
        return TypedResults.Ok(new DataList<DataView<T>>(HubTime.ToHub(now), [.. views]));
    }

    private static async Task<Results<Ok<DataView<T>>, ProblemHttpResult>> GetAsync<T>(DataKind<T> kind, string id, HouseContext context)
        where T : class
    {
        await using var connection = await context.DataSource.OpenConnectionAsync(context.Stop);
        var reading = new LegReading(connection, null);
        await context.Data.RefreshAsync(reading, context.Stop);
        if (context.Data.Current.Of(kind).GetValueOrDefault(id) is not { } sheet)
            return Unknown(kind, id);
        context.Http.SetETag(sheet.Revision);
        return TypedResults.Ok(await ShowAsync(reading, kind, sheet, await reading.NowAsync(context.Stop), context.Stop));
    }

    private static async Task<Results<Ok<DataList<DataView<T>>>, ProblemHttpResult>> VersionsAsync<T>(
        DataKind<T> kind,
        string id,
        HouseContext context
    )
        where T : class
    {
        await using var connection = await context.DataSource.OpenConnectionAsync(context.Stop);
        var reading = new LegReading(connection, null);
        if (!kind.Exists(id))
            return Unknown(kind, id);
        var now = await reading.NowAsync(context.Stop);
        var versions = await DataStore.VersionsAsync(reading, kind.Name, id, MostVersions, context.Stop);
        return TypedResults.Ok(
            new DataList<DataView<T>>(HubTime.ToHub(now), [.. versions.Select(v => View(Sheet<T>(id, v), v, HubTime.DayOf(now)))])
        );
    }

    private static async Task<Results<Ok<DataAnswer<T>>, ProblemHttpResult>> PutAsync<T>(
        DataKind<T> kind,
        string id,
        DataInput<T> body,
        HouseContext context
    )
        where T : class
    {
        var check = new Validator();
        check.Require(body.From is null or { Year: >= 2000 and < 2100 }, "from", "must lie in the years 2000 to 2099");
        check.Require(
            body.Provenance is null || (body.Provenance.Source.Length is > 0 and <= 500 && Enum.IsDefined(body.Provenance.Quality)),
            "provenance",
            "must name a source of 1 to 500 characters and a quality of S, X, D, R or E"
        );
        if (kind.Exists(id))
            kind.Check(id, body.Data, check.At("data"));
        return await ChangeAsync(
            kind,
            id,
            body.Reason,
            check,
            context,
            (_, sheet, today) =>
                Task.FromResult<DataSheet<T>?>(
                    sheet.With(
                        new DataRow<T>(
                            body.From ?? today,
                            body.Data,
                            body.Provenance ?? new Provenance($"operator {context.Http.Caller()}", Quality.S)
                        )
                    )
                )
        );
    }

    private static Task<Results<Ok<DataAnswer<T>>, ProblemHttpResult>> RestoreAsync<T>(
        DataKind<T> kind,
        string id,
        DataRestore body,
        HouseContext context
    )
        where T : class
    {
        var check = new Validator();
        check.Require(body.Revision > 0, "revision", "must be above 0");
        return ChangeAsync(
            kind,
            id,
            body.Reason,
            check,
            context,
            async (work, sheet, _) =>
            {
                var versions = await DataStore.VersionsAsync(work, kind.Name, id, int.MaxValue, context.Stop);
                if (versions.FirstOrDefault(v => v.Revision == body.Revision) is { } former)
                    return sheet with { Rows = Sheet<T>(id, former).Rows };
                check.Error("revision", "is not one of its versions");
                return null;
            }
        );
    }

    private static async Task<Results<Ok<DataAnswer<T>>, ProblemHttpResult>> ChangeAsync<T>(
        DataKind<T> kind,
        string id,
        string reason,
        Validator check,
        HouseContext context,
        Func<LegWork, DataSheet<T>, DateOnly, Task<DataSheet<T>?>> change
    )
        where T : class
    {
        check.Require(reason.Length is > 0 and <= 500, "reason", "must be from 1 to 500 characters");
        if (!kind.Exists(id))
            return Unknown(kind, id);
        if (check.Fails(out var invalid))
            return invalid;

        var (data, http, stop) = (context.Data, context.Http, context.Stop);
        await using var work = await context.Work.BeginAsync(stop);
        await Ceilings.ChangingDisruptionsAsync(work, stop);
        var now = await work.NowAsync(stop);
        var present = data.Current.Of(kind).GetValueOrDefault(id);
        if (http.FailsPrecondition(present?.Revision, out var stale))
            return stale;
        if (present is not null && http.Request.Headers.IfMatch.Count == 0)
            return Problems.Of(
                StatusCodes.Status428PreconditionRequired,
                "precondition-required",
                "Say which revision is to be changed",
                $"The {kind.Name} {id} exists; name its revision ({present.Revision}) in If-Match."
            );
        var sheet = await change(work, present ?? new DataSheet<T>(id, [], 0), HubTime.DayOf(now));
        check.Require(sheet is null or { Rows.Count: <= MostRows }, "from", $"would be the {MostRows + 1}st row");
        if (check.Fails(out invalid))
            return invalid;
        if (present is not null && LegTypes.ToJson(sheet!.Rows) == LegTypes.ToJson(present.Rows))
        {
            http.SetETag(present.Revision);
            return TypedResults.Ok(new DataAnswer<T>(await ShowAsync(work, kind, present, now, stop), null));
        }

        var next = sheet! with { Revision = (present?.Revision ?? 0) + 1 };
        var who = http.Caller();
        await DataStore.AddAsync(work, kind.Name, id, next.Revision, LegTypes.ToJson(next.Rows), null, who, reason, stop);
        DataEffect effect;
        using (data.Try(data.Current.With(kind, next)))
            effect = await Rework.ApplyAsync(work, context.Upkeep, who, $"{kind.Name} {id}: {reason}", stop);
        await work.NoteAsync(who, $"{kind.Name}:{id}", $"version {next.Revision}", reason, stop);
        var view = await ShowAsync(work, kind, next, now, stop);
        await work.CommitAsync(stop);
        await data.RefreshAsync(context.DataSource, stop);
        http.SetETag(next.Revision);
        return TypedResults.Ok(new DataAnswer<T>(view, effect));
    }

    private static async Task<DataView<T>> ShowAsync<T>(
        LegReading reading,
        DataKind<T> kind,
        DataSheet<T> sheet,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var last = await DataStore.VersionsAsync(reading, kind.Name, sheet.Id, 1, cancellationToken);
        return Show(sheet, last is [var newest, ..] ? newest : null, now);
    }

    private static DataView<T> Show<T>(DataSheet<T> sheet, SheetVersion? last, DateTimeOffset now) =>
        View(sheet, last ?? new SheetVersion(0, now, "-", "not stored yet", ""), HubTime.DayOf(now));

    private static DataView<T> View<T>(DataSheet<T> sheet, SheetVersion version, DateOnly today) =>
        new(sheet.Id, sheet.Revision, sheet.On(today), sheet.Rows, HubTime.ToHub(version.ChangedAt), version.Who, version.Why);

    private static DataSheet<T> Sheet<T>(string id, SheetVersion version) =>
        new(id, LegTypes.FromJson<IReadOnlyList<DataRow<T>>>(version.Rows), version.Revision);

    private static ProblemHttpResult Unknown(DataKind kind, string id) =>
        Problems.NotFound($"There is no {kind.Name} {(id.Length > 64 ? id[..64] : id)}.");
}

/// <summary>What every endpoint for data needs, from the container.</summary>
internal sealed record HouseContext(
    HttpContext Http,
    HouseData Data,
    LegWorkFactory Work,
    UpkeepOptions Upkeep,
    NpgsqlDataSource DataSource,
    CancellationToken Stop
)
{
    /// <summary>Binds it.</summary>
    public static ValueTask<HouseContext?> BindAsync(HttpContext http)
    {
        var services = http.RequestServices;
        return ValueTask.FromResult<HouseContext?>(
            new HouseContext(
                http,
                (HouseData?)services.GetService(typeof(HouseData))
                    ?? throw new InvalidOperationException("The module has no data to change."),
                (LegWorkFactory)services.GetService(typeof(LegWorkFactory))!,
                (UpkeepOptions)services.GetService(typeof(UpkeepOptions))!,
                (NpgsqlDataSource)services.GetService(typeof(NpgsqlDataSource))!,
                http.RequestAborted
            )
        );
    }
}
