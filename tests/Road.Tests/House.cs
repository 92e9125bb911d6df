using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.Network;
using Shouldly;

namespace Qujiang.Road.Tests;

/// <summary>What tests ask of a road service: its sheets, lanes, pool days and facts.</summary>
internal sealed class House(RoadService service)
{
    public static DateOnly Today => HubTime.DayOf(TimeProvider.System.GetUtcNow());

    public HttpClient Client => service.Client;

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static decimal Number(JsonNode? text) => decimal.Parse(text!.GetValue<string>(), CultureInfo.InvariantCulture);

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The row of today, to be changed.</summary>
    public async Task<JsonNode> RowAsync(string path) => (await GetAsync(path)).Body["current"]!["data"]!;

    /// <summary>Puts a row, on the present revision; without a day from today on.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var body = new JsonObject { ["data"] = row.DeepClone(), ["reason"] = "test" };
        if (from is { } day)
        {
            body["from"] = Text(day);
        }

        var (status, sheet) = await GetAsync(path);
        return await SendAsync(HttpMethod.Put, path, body, status == HttpStatusCode.OK ? sheet["revision"]!.GetValue<int>() : null);
    }

    /// <summary>Changes one member of the row of today and answers what it did.</summary>
    public async Task<JsonNode> ChangeAsync(string path, Action<JsonNode> change, DateOnly? from = null)
    {
        var row = await RowAsync(path);
        change(row);
        var (status, answer) = await PutAsync(path, row, from);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer["effect"]!;
    }

    /// <summary>The rows of the first version hold again.</summary>
    public async Task<JsonNode> RestoreAsync(string path)
    {
        var body = new JsonObject { ["revision"] = 1, ["reason"] = "back" };
        var revision = (await GetAsync(path)).Body["revision"]!.GetValue<int>();
        var (status, answer) = await SendAsync(HttpMethod.Post, $"{path}/restore", body, revision);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer["effect"]!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode body, int? revision = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        }

        using var response = await Client.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<JsonNode> LaneAsync(string id) => (await GetAsync($"/v1/lanes/{id}")).Body;

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
        (await GetAsync($"/v1/pools?pool={pool}&limit=200")).Body["items"]!
            .AsArray()
            .ToDictionary(d => DateOnly.Parse(d!["day"]!.GetValue<string>(), CultureInfo.InvariantCulture), d => d!);

    /// <summary>Asks for room on a lane.</summary>
    public async Task<Hold> HoldAsync(HoldLeg leg)
    {
        await using var work = await service.Services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        var command = new HoldCapacity(Guid.NewGuid(), "acme", "test", [leg], 600, DateTimeOffset.UtcNow);
        var hold = await service.Services.GetRequiredService<CapacityLedger>().HoldAsync(work, command, default);
        await work.CommitAsync(default);
        return hold;
    }

    public async Task ReleaseAsync(Guid hold)
    {
        await using var work = await service.Services.GetRequiredService<LegWorkFactory>().BeginAsync(default);
        await service.Services.GetRequiredService<CapacityLedger>().ReleaseAsync(work, new(hold, "test", DateTimeOffset.UtcNow), default);
        await work.CommitAsync(default);
    }

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
