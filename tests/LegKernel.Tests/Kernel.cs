using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Qujiang.Contracts;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Snapshot;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Tests;

/// <summary>The kernel on a database of its own, without a host: the outbox is not relayed, so every fact can be read there.</summary>
public sealed class Kernel : IAsyncDisposable
{
    private static readonly Dictionary<string, Type> FactTypes = typeof(CapacityChanged)
        .Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(IFact)) && !t.IsInterface)
        .ToDictionary(t => ((MessageNameAttribute)Attribute.GetCustomAttribute(t, typeof(MessageNameAttribute))!).Name);

    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private Kernel(TestDatabase database, ServiceProvider services)
    {
        this.database = database;
        this.services = services;
    }

    public NpgsqlDataSource DataSource => database.DataSource;

    public string ConnectionString => database.ConnectionString;

    public LegWorkFactory Work => services.GetRequiredService<LegWorkFactory>();

    public CapacityLedger Ledger => services.GetRequiredService<CapacityLedger>();

    public SnapshotStream Snapshot => services.GetRequiredService<SnapshotStream>();

    public ImportStore Imports => services.GetRequiredService<ImportStore>();

    public ImportIntake Intake => services.GetRequiredService<ImportIntake>();

    public ImportApply Apply => services.GetRequiredService<ImportApply>();

    public ScheduleFormats Formats => services.GetRequiredService<ScheduleFormats>();

    /// <summary>Reads a file and leaves it staged.</summary>
    public async Task<ScheduleImport> StageAsync(string format, Stream body, string mode = ScheduleImport.Valid)
    {
        var id = await Imports.BeginAsync("acme", "acme/dev", format, mode, default);
        await Intake.ReadAsync((await Imports.FindAsync(id, null, default))!, Formats.Find(format)!, body, default);
        await Imports.StagedAsync(id, default);
        return (await Imports.FindAsync(id, null, default))!;
    }

    /// <summary>Reads a file and applies it.</summary>
    public async Task<ScheduleImport> ImportAsync(string format, string body, string mode = ScheduleImport.Valid)
    {
        var import = await StageAsync(format, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)), mode);
        await Apply.ApplyAsync(import, default);
        return (await Imports.FindAsync(import.ImportId, null, default))!;
    }

    public static async Task<Kernel> CreateAsync(string purpose, LegModule? module = null)
    {
        var created = await TestDatabase.CreateAsync($"leg_{purpose}");
        await created.DataSource.MigrateAsync(typeof(LegModule).Assembly);
        return new Kernel(created, Services(created, module ?? Samples.Module));
    }

    /// <summary>Another replica, or the next version, of the service on the same database.</summary>
    public Kernel Again(LegModule module) => new(database, Services(database, module));

    public async Task<UpkeepReport> UpkeepAsync() => await services.GetRequiredService<UpkeepPass>().RunAsync(default);

    public async Task<T> DoAsync<T>(Func<LegWork, Task<T>> work)
    {
        await using var unit = await Work.BeginAsync(default);
        var result = await work(unit);
        await unit.CommitAsync(default);
        return result;
    }

    public Task<Hold> HoldAsync(HoldCapacity command) => DoAsync(w => Ledger.HoldAsync(w, command, default));

    public Task<Hold?> ConfirmAsync(Guid id) => DoAsync(w => Ledger.ConfirmAsync(w, new ConfirmHold(id, DateTimeOffset.UtcNow), default));

    public Task<Hold> ReleaseAsync(Guid id) =>
        DoAsync(w => Ledger.ReleaseAsync(w, new ReleaseHold(id, "test", DateTimeOffset.UtcNow), default));

    public Task<int> ExpireAsync() => DoAsync(w => Ledger.ExpireAsync(w, 1000, default));

    /// <summary>Writes a movement of so many segments that starts in a day.</summary>
    public async Task<string> MovementAsync(string id, CapacityVector offered, int segments = 1, TimeSpan? startsIn = null)
    {
        string[] terminals = ["QJP-DLZ", "LYP-QTJ", "JHP-LUO", "LXI-FXD", "JDE-MCG", "ZPU-PRT"];
        var start = DateTimeOffset.UtcNow + (startsIn ?? TimeSpan.FromDays(1));
        var calls = Enumerable
            .Range(0, segments + 1)
            .Select(i => new Call(
                i,
                terminals[i % terminals.Length],
                CallKind.Cargo,
                i == 0 ? null : start.AddHours(4 * i),
                i == segments ? null : start.AddHours((4 * i) + 1),
                i == segments ? null : start.AddHours(4 * i),
                60
            ));
        var draft = new MovementDraft(
            id,
            "L-TEST",
            Network.HubTime.DayOf(start),
            1,
            "v",
            "T-1",
            [.. calls],
            [.. Enumerable.Range(0, segments).Select(_ => new DraftSegment(100, offered))],
            Samples.Boxes,
            Samples.Source,
            null
        );
        await DoAsync(w => MovementWriter.CreateAsync(w, Mode.Rail, [draft], default));
        return id;
    }

    public async Task<Movement> MovementAsync(string id)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return (await MovementStore.FindAsync(connection, id, default))!;
    }

    /// <summary>Every fact told so far, in the order of the outbox.</summary>
    public async Task<IReadOnlyList<IFact>> FactsAsync()
    {
        var rows = await QueryAsync<(string Destination, string Body)>("SELECT destination, body::text FROM messaging.outbox ORDER BY id");
        return [.. rows.Select(r => ToFact(r.Destination, r.Body))];
    }

    public async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    public Task<long> SequenceAsync() => ScalarAsync<long>("SELECT last FROM leg.event_sequence");

    public async Task<T> ScalarAsync<T>(string sql) => (await QueryAsync<T>(sql)).Single();

    /// <summary>Segments and pool days on which more is taken than is offered, or less than nothing is.</summary>
    public Task<long> OversoldAsync() =>
        ScalarAsync<long>(
            """
            SELECT (SELECT count(*) FROM leg.segment WHERE offered_teu100 < held_teu100 + confirmed_teu100 OR least(held_teu100, confirmed_teu100) < 0
                        OR offered_kg < held_kg + confirmed_kg OR offered_reefer_plugs < held_reefer_plugs + confirmed_reefer_plugs)
                 + (SELECT count(*) FROM leg.pool_day WHERE offered_teu100 < held_teu100 + confirmed_teu100)
            """
        );

    public async Task<string> SnapshotTextAsync()
    {
        using var stream = new MemoryStream();
        var pipe = System.IO.Pipelines.PipeWriter.Create(stream);
        await Snapshot.WriteAsync(pipe, default);
        await pipe.CompleteAsync();
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public static IFact ToFact(string name, JsonElement message) => (IFact)message.Deserialize(FactTypes[name], ContractJson.Options)!;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    private static IFact ToFact(string destination, string body)
    {
        using var envelope = JsonDocument.Parse(body);
        return ToFact(destination, envelope.RootElement.GetProperty("message"));
    }

    private static ServiceProvider Services(TestDatabase db, LegModule module)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("RabbitMq:Uri", "amqp://nobody@127.0.0.1:1/"), new("Messaging:RelayEnabled", "true")])
            .Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddLogging();
        collection.AddSingleton(db.DataSource);
        collection.AddLegKernelCore(module);
        collection.AddPostgresMessaging(configuration, module.Service);
        return collection.BuildServiceProvider();
    }
}
