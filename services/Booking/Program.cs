using Npgsql;
using Qujiang.Booking;
using Qujiang.Booking.Disruptions;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Features;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Store;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;
using Qujiang.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("booking");
builder.Services.AddValidatedOptions<BookingOptions>(BookingOptions.Section);
builder.Services.AddValidatedOptions<OfferOptions>(OfferOptions.Section);
builder.Services.AddServiceClient(OfferKeys.Client);
foreach (var service in LegServices.Names)
{
    builder.Services.AddServiceClient(service);
}

builder.Services.AddNpgsqlDataSource(
    builder.Configuration.GetConnectionString("Database") ?? "",
    source => source.ForShortTransactions().Name = "booking"
);
if (!DocumentGeneration.IsRunning) // a bus is built where it is asked for, and the document asks for no bus
{
    builder.Services.AddPostgresMessaging(
        builder.Configuration,
        "booking",
        bus =>
            bus.Queue(
                "booking",
                queue =>
                {
                    queue.Transactions = 16;
                    (queue.Concurrency, queue.Prefetch) = (queue.BatchSize, 2 * queue.BatchSize);
                    queue.Batch<LegAnswers>(answers =>
                        answers.Of<CapacityHeld>().Of<HoldRefused>().Of<HoldConfirmed>().Of<HoldReleased>().Of<HoldExpired>()
                    );
                    queue.Consumer<MovementFacts>();
                    queue.Ignore<CapacityChanged>(fact => !MovementFacts.IsCut(fact.Reason));
                    queue.Ignore<PoolCapacityChanged>(fact => !MovementFacts.IsCut(fact.Reason));
                }
            )
    );
    builder.Services.AddHealthChecks().AddPostgresMessaging();
}

builder.Services.AddSingleton<BookingMetrics>();
builder.Services.AddSingleton<Outcomes>();
builder.Services.AddHostedService(s => s.GetRequiredService<Outcomes>());
builder.Services.AddHostedService<Alarm>();
builder.Services.AddHostedService<DisruptionWorker>();
builder.Services.AddHostedService<ReplanWorker>();
builder.Services.AddSingleton<LegServices>();
builder.Services.AddSingleton<RoutingClient>();
builder.Services.AddSingleton<AlternativeSearch>();
builder.Services.AddSingleton<Claims>();
builder.Services.AddSingleton<OtherOffers>();
builder.Services.AddSingleton<NumberedFacts>();
builder.Services.AddSingleton<Bookings>();
builder.Services.AddSingleton<ReadBookings>();
builder.Services.AddSingleton<Splits>();
builder.Services.AddHostedService<SplitWorker>();
builder.Services.AddSingleton<Idempotency>();
builder.Services.AddSingleton<Turns>();
builder.Services.AddSingleton<Change>();
builder.Services.AddSingleton<Quotas>();
builder.Services.AddSingleton<OfferKeys>();
builder.Services.AddSingleton<OfferReader>();
builder.Services.AddSingleton(CancellationTerms.Load());

var app = builder.Build();
app.MapServiceDefaults();
Holds.Map(app);
BookOffer.Map(app);
ListBookings.Map(app);
GetBooking.Map(app);
CancelBooking.Map(app);
Replans.Map(app);
SplitBookings.Map(app);
TrackBooking.Map(app);

if (!DocumentGeneration.IsRunning)
{
    await app
        .Services.GetRequiredService<NpgsqlDataSource>()
        .MigrateAsync(app.Logger, TimeProvider.System, app.Lifetime.ApplicationStopping, typeof(Program).Assembly);
}

await app.RunAsync();
