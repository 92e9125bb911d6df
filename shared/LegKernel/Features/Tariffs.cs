using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <param name="Version">Shown with every charge priced under it.</param>
internal sealed record TariffView(
    string TariffId,
    long Version,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    string Currency,
    IReadOnlyList<ChargeRule> Charges,
    IReadOnlyList<EmissionRule> Emissions,
    Provenance Provenance
)
{
    public static TariffView Of(TariffVersion t) =>
        new(
            t.TariffId,
            t.Revision,
            HubTime.ToHub(t.ValidFrom),
            t.ValidTo?.ToOffset(HubTime.Offset),
            t.Currency,
            t.Charges,
            t.Emissions,
            t.Provenance
        );
}

/// <summary><c>GET /v1/tariffs</c>: every version that is or will be in force.</summary>
internal static class ListTariffs
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/tariffs", HandleAsync).WithTags("Tariffs").WithSummary("Every version that is or will be in force");

    private static async Task<Ok<PageView<TariffView>>> HandleAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var tariffs = await TariffStore.InForceAsync(reading, cancellationToken);
        return TypedResults.Ok(new PageView<TariffView>(HubTime.ToHub(now), [.. tariffs.Select(TariffView.Of)], null));
    }
}

/// <summary><c>PUT /v1/tariffs/{id}</c>: publishes a new version. Offers made under the earlier one keep it until they lapse.</summary>
internal static class PutTariff
{
    internal sealed record Body(
        DateTimeOffset ValidFrom,
        string Currency,
        IReadOnlyList<ChargeInput> Charges,
        IReadOnlyList<EmissionRule> Emissions,
        Provenance Provenance,
        DateTimeOffset? ValidTo = null
    );

    /// <summary>As in <see cref="ChargeRule"/>; what does not apply may be left out.</summary>
    internal sealed record ChargeInput(
        string Code,
        string Basis,
        string At,
        string Rate,
        Provenance Provenance,
        IReadOnlyList<string>? When = null,
        string? Minimum = null,
        IReadOnlyList<WeightBreak>? Breaks = null,
        IReadOnlyList<string>? PercentOf = null,
        int? FreeDays = null
    );

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPut("/tariffs/{id}", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Tariffs")
            .WithSummary("Publishes a new version of a tariff")
            .WithDescription("If-Match with the last version's number keeps two people from overwriting each other.");

    private static async Task<Results<Ok<TariffView>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        if (!SeedRules.IsId(id))
            check.ParameterError("id", "must be 2 to 64 upper-case letters, digits, dots and hyphens");
        check.Require(body.Currency == "CNY", "currency", "must be CNY");
        check.Require(body.ValidTo is null || body.ValidTo > body.ValidFrom, "validTo", "must be after validFrom");
        check.Require(body.Charges.Count is > 0 and <= 200, "charges", "must be from 1 to 200 rules");
        var spec = new TariffSpec(
            id,
            body.ValidFrom.ToUniversalTime(),
            body.ValidTo?.ToUniversalTime(),
            body.Currency,
            [
                .. body.Charges.Select(c => new ChargeRule(
                    c.Code,
                    c.Basis,
                    c.At,
                    c.Rate,
                    c.When ?? [],
                    c.Minimum,
                    c.Breaks,
                    c.PercentOf,
                    c.Provenance,
                    c.FreeDays
                )),
            ],
            body.Emissions,
            body.Provenance
        );
        if (check.IsValid)
        {
            foreach (var (pointer, detail) in TariffRules.Problems(spec))
                pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(check, (at, step) => at.At(step)).Error(detail);
        }
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        // Versions are counted: one writer at a time.
        await work.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@id, 0))", new { id }, cancellationToken);
        var last = await TariffStore.LastAsync(work, id, cancellationToken);
        if (http.FailsPrecondition(last?.Revision, out var stale))
            return stale;
        var version = new TariffVersion(
            id,
            (last?.Revision ?? 0) + 1,
            spec.ValidFrom,
            spec.ValidTo,
            spec.Currency,
            spec.Charges,
            spec.Emissions,
            spec.Provenance,
            null,
            default
        );
        await TariffStore.AddAsync(work, version, cancellationToken);
        await work.NoteAsync(http.Caller(), $"tariff:{id}", $"version {version.Revision}", body.Provenance.Source, cancellationToken);
        await work.CommitAsync(cancellationToken);
        http.SetETag(version.Revision);
        return TypedResults.Ok(TariffView.Of(version));
    }
}
