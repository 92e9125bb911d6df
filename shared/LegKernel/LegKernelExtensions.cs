using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Features;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Snapshot;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Messaging.Postgres;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel;

/// <summary>The two lines by which a leg service gets its engine.</summary>
public static class LegKernelExtensions
{
    /// <summary>
    /// Registers the movement store, the ledger and its command queue <c>{service}-commands</c>, upkeep, expiry and messaging. Needs
    /// <c>ConnectionStrings:Database</c> and <c>RabbitMq:Uri</c>; sections <c>Upkeep</c> and <c>Ledger</c> are optional.
    /// </summary>
    /// <exception cref="InvalidOperationException">The module's data are unsound; the message names each problem.</exception>
    public static WebApplicationBuilder AddLegKernel(this WebApplicationBuilder builder, LegModule module)
    {
        var services = builder.Services;
        services.AddLegKernelCore(module);
        services.AddSingleton(_ => CreateDataSource(builder.Configuration, module));

        // First of the hosted services, and started one after the other: what follows finds its tables.
        services.AddSingleton<IHostedService, MigrationService>();
        services.AddPostgresMessaging(
            builder.Configuration,
            module.Service,
            bus =>
                bus.Queue(
                    $"{module.Service}-commands",
                    queue =>
                    {
                        queue.ReceivesEvents = false;
                        (queue.Concurrency, queue.Prefetch) = (queue.BatchSize, 2 * queue.BatchSize);
                        queue.Batch<HoldCommands>(commands => commands.Of<HoldCapacity>().Of<ConfirmHold>().Of<ReleaseHold>());
                    }
                )
        );
        services.AddSingleton<UpkeepService>();
        services.AddHostedService(s => s.GetRequiredService<UpkeepService>());
        services.AddHostedService<ExpirySweeper>();
        services.AddSingleton<ImportWorker>();
        services.AddHostedService(s => s.GetRequiredService<ImportWorker>());
        services
            .AddHealthChecks()
            .AddPostgresMessaging()
            .Add(
                new HealthCheckRegistration(
                    "timetable",
                    s => s.GetRequiredService<UpkeepService>(),
                    HealthStatus.Unhealthy,
                    [HealthEndpoints.Ready]
                )
            );
        return builder;
    }

    /// <summary>Registers what works on the database alone: no hosted service, no bus, no data source.</summary>
    public static IServiceCollection AddLegKernelCore(this IServiceCollection services, LegModule module)
    {
        if (SeedRules.Problems(module) is { Count: > 0 } problems)
            throw new InvalidOperationException($"The data of {module.Service} are unsound:\n{string.Join('\n', problems)}");
        services
            .AddValidatedOptions<UpkeepOptions>("Upkeep")
            .AddValidatedOptions<LedgerOptions>("Ledger")
            .AddValidatedOptions<ScheduleOptions>("Schedules");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(module);
        if (module.Data is { } data)
            services.AddSingleton(data);
        services.AddSingleton(s => s.GetRequiredService<IOptions<UpkeepOptions>>().Value);
        services.AddSingleton(s => s.GetRequiredService<IOptions<LedgerOptions>>().Value);
        services.AddSingleton<LegWorkFactory>();
        services.AddSingleton<CapacityLedger>();
        services.AddSingleton<SnapshotStream>();
        services.AddSingleton<UpkeepPass>();
        services.AddSingleton(s => s.GetRequiredService<IOptions<ScheduleOptions>>().Value);
        services.AddSingleton<ScheduleFormats>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportIntake>();
        services.AddSingleton<ImportApply>();
        services.AddSingleton<ScheduleExport>();
        return services;
    }

    /// <summary>Maps the REST endpoints of the kernel under <c>/v1</c>.</summary>
    public static IEndpointRouteBuilder MapLegKernel(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1");
        ListMovements.Map(v1);
        GetMovement.Map(v1);
        GetHistory.Map(v1);
        PutMovement.Map(v1);
        RescheduleMovement.Map(v1);
        CancelMovement.Map(v1);
        PatchMovementCapacity.Map(v1);
        ListLines.Map(v1);
        PutOverbooking.Map(v1);
        ListLanes.Map(v1);
        ListPools.Map(v1);
        PatchPoolCapacity.Map(v1);
        ListDisruptions.Map(v1);
        RaiseDisruption.Map(v1);
        ClearDisruption.Map(v1);
        ListTariffs.Map(v1);
        PutTariff.Map(v1);
        GetHold.Map(v1);
        GetSnapshot.Map(v1);
        ImportSchedule.Map(v1);
        GetScheduleImport.Map(v1);
        ExportSchedule.Map(v1);
        return app;
    }

    private static NpgsqlDataSource CreateDataSource(IConfiguration configuration, LegModule module)
    {
        var connectionString =
            configuration.GetConnectionString("Database") ?? throw new InvalidOperationException("ConnectionStrings:Database is missing.");
        return new NpgsqlDataSourceBuilder(connectionString) { Name = module.Service }
            .ForShortTransactions()
            .Build();
    }

    /// <summary>Brings the database up to date before anything else of the service starts; waits for an absent database.</summary>
    private sealed class MigrationService(NpgsqlDataSource dataSource, TimeProvider time, ILogger<MigrationService> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            dataSource.MigrateAsync(logger, time, cancellationToken, typeof(LegKernelExtensions).Assembly);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
