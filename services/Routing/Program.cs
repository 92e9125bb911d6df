using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Qujiang.Messaging.Postgres;
using Qujiang.Network;
using Qujiang.Routing;
using Qujiang.Routing.Features;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Timetables;
using Qujiang.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("routing");

var services = builder.Services;
services.AddValidatedOptions<RoutingOptions>(RoutingOptions.Section);
services.AddValidatedOptions<LegsOptions>(LegsOptions.Section);
services.PostConfigure<LegsOptions>(legs => legs.Complete(builder.Configuration));
services.AddValidatedOptions<OffersOptions>(OffersOptions.Section);

services.AddNpgsqlDataSource(builder.Configuration.GetConnectionString("Database") ?? "", database => database.Name = "routing");
services.AddPostgresMessaging(builder.Configuration, "routing", FactQueue.Configure);
services.Configure<MessagingOptions>(messaging => messaging.RelayEnabled = false); // Routing publishes nothing

services.AddHttpClient(SnapshotSource.HttpClientName).AddHttpMessageHandler<ServiceTokenHandler>();
services.AddSingleton<RoutingMetrics>();
services.AddSingleton(Terminals.Hub);
services.AddSingleton(HouseData.Load());
services.AddSingleton<EventHub>();
services.AddSingleton<TariffBook>();
services.AddSingleton<LiveTimetable>();
services.AddSingleton<LiveNetwork>();
services.AddHostedService(provider => provider.GetRequiredService<LiveNetwork>());
services.AddSingleton<ServedModes>();
services.AddSingleton<CostTables>();
services.AddSingleton<RouteSearch>();
services.AddSingleton<Pricing>();
services.AddSingleton<Waiting>();
services.AddSingleton<HoldBack>();
services.AddSingleton<Remedies>();
services.AddSingleton<WhyNot>();
services.AddSingleton<OfferSigner>();
services.AddSingleton<OptionWriter>();
services.AddSingleton<Splitter>();
services.AddSingleton<SplitMaker>();
services.AddSingleton<QuoteReader>();
services.AddSingleton<QuoteMaker>();
services.AddSingleton<QuoteStore>();
services.AddHostedService<Upkeep>();

services.AddHealthChecks().AddPostgresMessaging().AddCheck<TimetableCheck>("timetable", tags: [HealthEndpoints.Ready]);
services.PostConfigure<HealthCheckServiceOptions>(health =>
{
    // Without the broker snapshots keep the timetable going: quotes are answered, so the replica stays in.
    foreach (var broker in health.Registrations.Where(check => check.Name == "broker"))
    {
        broker.FailureStatus = HealthStatus.Degraded;
    }
});

var app = builder.Build();
app.MapServiceDefaults();
PostQuote.Map(app);
GetQuote.Map(app);
GetTerminals.Map(app);
GetEvents.Map(app);
GetNetworkStatus.Map(app);
GetOfferKeys.Map(app);

if (!DocumentGeneration.IsRunning)
{
    var migrating = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Qujiang.Routing.Migrations");
    await app
        .Services.GetRequiredService<NpgsqlDataSource>()
        .MigrateAsync(migrating, TimeProvider.System, app.Lifetime.ApplicationStopping, typeof(QuoteStore).Assembly);
}
await app.RunAsync();
