using EvolveDb;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>The schema, brought up to date by whoever starts.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task Replicas_that_start_together_take_turns()
    {
        await using var database = await TestDatabase.CreateAsync("migrate");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => database.DataSource.MigrateAsync(typeof(MigrationTests).Assembly)));
        await using var command = database.DataSource.CreateCommand(
            "SELECT (SELECT count(*) FROM goods) || ' ' || (SELECT count(*) FROM messaging.outbox) || ' ' || (SELECT count(*) FROM messaging.changelog_qujiang_messaging_postgres WHERE NOT success)"
        );
        ((string)(await command.ExecuteScalarAsync())!).ShouldBe("1 0 0");
    }

    [Fact]
    public async Task An_applied_script_that_was_edited_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync("migrate");
        await database.DataSource.MigrateAsync(typeof(MigrationTests).Assembly);
        await using (
            var command = database.DataSource.CreateCommand(
                "UPDATE public.changelog_qujiang_messaging_postgres_tests SET checksum = 'edited' WHERE version = '1'"
            )
        )
        {
            await command.ExecuteNonQueryAsync();
        }

        await Should.ThrowAsync<EvolveException>(() => database.DataSource.MigrateAsync(typeof(MigrationTests).Assembly));
    }

    [Fact]
    public async Task An_absent_database_is_waited_for()
    {
        await using var database = await PrivateDatabase.CreateAsync();
        await database.KillAsync();
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        var migrating = dataSource.MigrateAsync();
        await Task.Delay(1000);
        migrating.IsCompleted.ShouldBeFalse();
        await database.StartAsync();
        await migrating.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
