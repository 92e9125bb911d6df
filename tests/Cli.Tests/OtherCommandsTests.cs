using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Qujiang.Cli.Rendering;
using Qujiang.ServiceDefaults;

namespace Qujiang.Cli.Tests;

public sealed class OtherCommandsTests
{
    private const string Capacity = """
        {"eventId":"e","occurredAt":"2026-11-24T06:02:11Z","service":"rail","sequence":42,"movementId":"RL-QZ-BLR-20261201-1","revision":7,
         "segments":[{"index":0,"km":85,"offered":{"teu100":9000,"kg":1},"held":{"teu100":200,"kg":0},"confirmed":{"teu100":1800,"kg":0}},
                     {"index":1,"km":282,"offered":{"teu100":9000,"kg":1},"held":{"teu100":0,"kg":0},"confirmed":{"teu100":1850,"kg":0}}],"reason":"held"}
        """;

    [Fact]
    public async Task A_token_is_a_token_and_nothing_else()
    {
        await using var stub = await Stub.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, TokenMinter.CreateKeyPair().PrivatePem, TestContext.Current.CancellationToken);
            stub.Variables["QJ_DEV_KEY"] = file;
            var (exit, output, _) = await stub.RunAsync(
                "token",
                "--tenant",
                "acme",
                "--scope",
                "quotes:write",
                "bookings:read",
                "--lifetime",
                "8h"
            );
            exit.ShouldBe(0);
            var claims = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(output.Split('.')[1]));
            claims.GetProperty("tenant").GetString().ShouldBe("acme");
            claims.GetProperty("scope").GetString().ShouldBe("quotes:write bookings:read");
            (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(8 * 3600);

            // The same key serves the other commands where no token is given.
            stub.Variables.Remove("QJ_TOKEN");
            stub.Variables["QJ_TENANT"] = "beta";
            stub.On("POST /routing/v1/quotes", Samples.Quote, 201);
            (await stub.RunAsync("quote", "BLG-PRT", "QZP-PLP", "--bulk", "PULP@1t")).Exit.ShouldBe(0);
            var minted = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(stub.Requests[0].Split(' ')[1].Split('.')[1]));
            minted.GetProperty("tenant").GetString().ShouldBe("beta");
            minted.GetProperty("scope").GetString().ShouldBe("quotes:write");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_token_needs_a_tenant_and_a_key()
    {
        await using var stub = await Stub.StartAsync();
        (await stub.RunAsync("token")).Exit.ShouldBe(2);
        (await stub.RunAsync("token", "--tenant", "acme")).Exit.ShouldBe(4);
        var (exit, _, error) = await stub.RunAsync("token", "--tenant", "acme", "--key", "/no/such.pem");
        exit.ShouldBe(2);
        error.ShouldContain("/no/such.pem cannot be used");
    }

    [Fact]
    public async Task Terminals_follow_the_pages()
    {
        await using var stub = await Stub.StartAsync();
        stub.On(
            "GET /routing/v1/terminals",
            context =>
                context.Response.WriteAsync(
                    context.Request.Query.ContainsKey("cursor")
                        ? """{"items":[{"code":"QZP-DLZ","nameEn":"Dalu","nameZh":"大路章","kind":"RIVER_PORT","unlocode":"CNQZS","lat":28.9,"lon":118.8,"modes":["WATERWAY","ROAD"]}]}"""
                        : """{"items":[{"code":"QZP-PLP","nameEn":"Pulp reserve","nameZh":"纸浆","kind":"WAREHOUSE"}],"next":"p 2"}"""
                )
        );
        var (exit, output, _) = await stub.RunAsync("terminals", "qz");
        exit.ShouldBe(0);
        output.ShouldContain("QZP-PLP");
        output.ShouldMatch("QZP-DLZ +Dalu +大路章 +river port +CNQZS +waterway, road +28.9, 118.8");
        output.ShouldContain("2 terminals");
        stub.Requests.ShouldBe([
            "Bearer a-token GET /routing/v1/terminals?query=qz",
            "Bearer a-token GET /routing/v1/terminals?query=qz&cursor=p%202",
        ]);
    }

    [Fact]
    public async Task Movements_show_calls_and_the_room_on_the_fullest_segment()
    {
        await using var stub = await Stub.StartAsync();
        stub.On(
            "GET /rail/v1/movements",
            """
            {"asOf":"2026-11-24T06:00:00Z","items":[{"movementId":"RL-QZ-BLR-20261201-1","status":"SCHEDULED",
              "calls":[{"terminal":"QZR-EST","kind":"CARGO","departure":"2026-12-01T10:00:00Z"},{"terminal":"X-LOCK","kind":"PASS"},{"terminal":"BLR-RAIL","kind":"CARGO","arrival":"2026-12-01T19:00:00Z"}],
              "segments":[{"offered":{"teu":"90.00","kg":5},"free":{"teu":"71.00"}},{"offered":{"teu":"90.00","kg":5},"free":{"teu":"70.00"}}]}]}
            """
        );
        var (exit, output, _) = await stub.RunAsync("movements", "--mode", "rail", "--date", "2026-12-01", "--from", "QZR-EST");
        exit.ShouldBe(0);
        output.ShouldMatch("RL-QZ-BLR-20261201-1 +01 Dec 18:00 +02 Dec 03:00 +QZR-EST > BLR-RAIL +70.00 TEU +scheduled");
        stub.Requests.ShouldHaveSingleItem().ShouldContain("from=QZR-EST");
    }

    [Fact]
    public async Task Roads_have_pools_instead()
    {
        await using var stub = await Stub.StartAsync();
        stub.On(
            "GET /road/v1/pools",
            """{"items":[{"poolId":"PL-QZL-HUB","terminal":"QZL-HUB","day":"2026-11-26","offered":{"teu":"40.00"},"free":{"teu":"38.00"}}]}"""
        );
        var (exit, output, _) = await stub.RunAsync("movements", "--mode", "road", "--date", "+2d");
        exit.ShouldBe(0);
        output.ShouldMatch("PL-QZL-HUB +QZL-HUB +2026-11-26 +38.00 TEU");
        stub.Requests.ShouldHaveSingleItem().ShouldContain("dateFrom=2026-11-26&dateTo=2026-11-26");
    }

    [Fact]
    public async Task Watching_prints_facts_skips_heartbeats_and_connects_again()
    {
        await using var stub = await Stub.StartAsync();
        var connections = 0;
        stub.On(
            "GET /routing/v1/events",
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(": hello\n\nevent: heartbeat\ndata: {}\n\n");
                await context.Response.WriteAsync($"event: qujiang.capacity-changed.v1\ndata: {Capacity.ReplaceLineEndings(" ")}\n\n");
                connections++;
            }
        );
        var watching = stub.RunAsync("watch", "--mode", "rail", "--count", "2");
        while (!watching.IsCompleted)
        {
            stub.Time.Advance(TimeSpan.FromSeconds(1)); // the pause before it connects again
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        var (exit, output, error) = await watching;
        exit.ShouldBe(0);
        connections.ShouldBe(2);
        const string Line = "14:02:11  rail      capacity-changed       RL-QZ-BLR-20261201-1  70.00 TEU free, held (revision 7)";
        output.ShouldBe(Line + "\n" + Line);
        error.ShouldContain("connecting again");
    }

    [Fact]
    public async Task Watching_as_json_gives_an_object_a_line_and_a_service_that_was_never_there_exits_3()
    {
        await using var stub = await Stub.StartAsync();
        stub.On(
            "GET /routing/v1/events",
            $"event: qujiang.capacity-changed.v1\ndata: {Capacity.ReplaceLineEndings(" ")}\n\n",
            type: "text/event-stream"
        );
        var line = JsonElement.Parse((await stub.RunAsync("watch", "--json", "--count", "1")).Output);
        line.GetProperty("type").GetString().ShouldBe("qujiang.capacity-changed.v1");
        line.GetProperty("event").GetProperty("revision").GetInt32().ShouldBe(7);

        stub.Variables["QJ_ROUTING_URL"] = "http://127.0.0.1:1";
        (await stub.RunAsync("watch")).Exit.ShouldBe(3);
    }

    [Theory]
    [InlineData(
        """{"segments":[{"offered":{"teu100":0,"kg":2700000}},{"offered":{"teu100":0,"kg":2500000},"held":{"kg":500}}]}""",
        "0.00 TEU, 2,499,500 kg"
    )]
    [InlineData(
        """{"segments":[{"offered":{"teu100":9000,"kg":5}},{"offered":{"teu100":9000,"kg":5},"confirmed":{"teu100":9000}}]}""",
        "0.00 TEU"
    )]
    [InlineData("""{"offered":{"teu":"40.00","kg":1},"free":{"teu":"38.50","kg":1}}""", "38.50 TEU")]
    [InlineData("""{"segments":[{"offered":{"teu100":0,"kg":0}}]}""", "0.00 TEU")]
    [InlineData("""{"reason":"x"}""", "-")]
    public void Room_is_in_boxes_and_where_none_fits_by_weight_as_well(string fact, string free) =>
        FactText.Free(JsonElement.Parse(fact)).ShouldBe(free);

    [Fact]
    public async Task Status_asks_every_service()
    {
        await using var stub = await Stub.StartAsync();
        foreach (var service in CliHost.Services)
        {
            stub.On(
                $"GET /{service}/health/ready",
                """{"service":"x","status":"healthy","checks":[{"name":"database","status":"healthy","detail":null}]}"""
            );
        }
        stub.On(
            "GET /routing/v1/network/status",
            """{"modes":[{"mode":"RAIL","status":"LIVE","asOf":"2026-11-24T06:00:00Z","sequence":7,"movements":1234,"lanes":0}],"disruptions":[]}"""
        );
        var well = await stub.RunAsync("status");
        well.Exit.ShouldBe(0);
        well.Output.ShouldMatch("rail +live +24 Nov 14:00:00 +1,234 +0");

        stub.On(
            "GET /rail/health/ready",
            """{"status":"unhealthy","checks":[{"name":"database","status":"unhealthy","detail":"refused"}]}""",
            503
        );
        stub.Variables["QJ_AIR_URL"] = "http://127.0.0.1:1";
        var (exit, output, _) = await stub.RunAsync("status");
        exit.ShouldBe(3);
        output.ShouldMatch("rail +http.* unhealthy +database: refused");
        output.ShouldMatch("air +http.* away +Connection refused");
    }
}
