using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Qujiang.Tests.Shared;
using Shouldly;

namespace Qujiang.Road.Tests;

/// <summary>What tests ask of a road service: its lanes, pool days and facts.</summary>
internal sealed class House(RoadService service)
{
    private readonly DataClient data = new(service.Client);

    public static decimal Number(JsonNode? text) => decimal.Parse(text!.GetValue<string>(), CultureInfo.InvariantCulture);

    public async Task<JsonNode> LaneAsync(string id) => (await data.GetAsync($"/v1/lanes/{id}")).Body;

    /// <summary>Every lane that is offered, without its revision.</summary>
    public async Task<Dictionary<string, string>> LanesAsync()
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string, string)>(
            "SELECT lane_id, concat_ws(' ', pattern_hash, km, duration_minutes, md5(times::text), md5(rules::text)) FROM leg.lane WHERE NOT withdrawn"
        );
        return rows.ToDictionary(r => r.Item1, r => r.Item2);
    }

    /// <summary>Every lane that is offered is as it was, and no other is.</summary>
    public async Task ShouldHaveLanesAsync(Dictionary<string, string> before)
    {
        var now = await LanesAsync();
        before.Except(now).Select(l => $"was {l}").Concat(now.Except(before).Select(l => $"is {l}")).ShouldBeEmpty();
    }

    /// <summary>The days of a pool from today on.</summary>
    public async Task<Dictionary<DateOnly, JsonNode>> DaysAsync(string pool) =>
        (await data.GetAsync($"/v1/pools?pool={pool}&limit=200")).Body["items"]!
            .AsArray()
            .ToDictionary(d => DateOnly.Parse(d!["day"]!.GetValue<string>(), CultureInfo.InvariantCulture), d => d!);

    /// <summary>From now on keeps what goes to the bus, which the service deletes once it is sent.</summary>
    public Task ListenAsync() =>
        ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS told (message jsonb);
            CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO public.told VALUES (jsonb_build_object('to', NEW.destination, 'message', NEW.body::jsonb -> 'message')); RETURN NEW; END $$;
            CREATE OR REPLACE TRIGGER keep AFTER INSERT ON messaging.outbox FOR EACH ROW EXECUTE FUNCTION keep();
            TRUNCATE told
            """
        );

    /// <summary>The messages of a kind since <see cref="ListenAsync"/>.</summary>
    public async Task<IReadOnlyList<JsonNode>> ToldAsync(string exchange)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<string>(
            "SELECT message ->> 'message' FROM told WHERE message ->> 'to' LIKE '%' || @exchange || '%'",
            new { exchange }
        );
        return [.. rows.Select(r => JsonNode.Parse(r)!)];
    }

    private NpgsqlDataSource DataSource => service.Services.GetRequiredService<NpgsqlDataSource>();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
