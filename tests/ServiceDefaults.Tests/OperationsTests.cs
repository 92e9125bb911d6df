using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>What operators see: health, metrics, limits, shutdown, the API reference.</summary>
public sealed partial class OperationsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_names_each_check_and_flips_with_it()
    {
        var database = HealthCheckResult.Healthy();
        await using var app = await TestApp.StartAsync(configure: b =>
            b.Services.AddHealthChecks()
                .AddCheck("database", () => database, tags: [HealthEndpoints.Ready])
                .AddCheck("timetable", () => HealthCheckResult.Degraded("RAIL is stale"), tags: [HealthEndpoints.Ready])
                .AddCheck("untagged", () => HealthCheckResult.Unhealthy())
        );

        var ready = await HealthAsync(app, "ready", HttpStatusCode.OK);
        ready.GetProperty("status").GetString().ShouldBe("degraded");
        ready.GetProperty("service").GetString().ShouldBe("test");
        Checks(ready).ShouldBe("accepting=healthy database=healthy timetable=degraded(RAIL is stale)");

        database = HealthCheckResult.Unhealthy("connection refused\nsecond line");
        var broken = await HealthAsync(app, "ready", HttpStatusCode.ServiceUnavailable);
        Checks(broken).ShouldBe("accepting=healthy database=unhealthy(connection refused) timetable=degraded(RAIL is stale)");
        Checks(await HealthAsync(app, "live", HttpStatusCode.OK)).ShouldBe(""); // alive all the same

        database = HealthCheckResult.Healthy();
        await HealthAsync(app, "ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_check_that_hangs_is_unhealthy_in_seconds()
    {
        await using var app = await TestApp.StartAsync(configure: b =>
            b.Services.AddHealthChecks()
                .AddAsyncCheck(
                    "hangs",
                    async stop =>
                    {
                        await Task.Delay(Timeout.Infinite, stop);
                        return HealthCheckResult.Healthy();
                    },
                    tags: [HealthEndpoints.Ready]
                )
        );
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Checks(await HealthAsync(app, "ready", HttpStatusCode.ServiceUnavailable)).ShouldContain("hangs=unhealthy");
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Stopping_turns_readiness_off_while_requests_are_still_served()
    {
        await using var app = await TestApp.StartAsync(new Dictionary<string, string?> { ["Shutdown:Drain"] = "00:00:02" });
        await HealthAsync(app, "ready", HttpStatusCode.OK);

        var stopping = app.App.StopAsync(Stop);
        var draining = await HealthAsync(app, "ready", HttpStatusCode.ServiceUnavailable);
        Checks(draining).ShouldBe("accepting=unhealthy(shutting down)");
        (await app.GetAsync("/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await stopping;
        await Should.ThrowAsync<HttpRequestException>(() => app.GetAsync("/health/live", token: null));
    }

    [Fact]
    public async Task A_request_in_flight_is_finished_before_the_process_ends()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(map: a =>
            a.MapGet(
                "/v1/held",
                async () =>
                {
                    entered.SetResult();
                    await release.Task;
                    return TypedResults.Ok("done");
                }
            )
        );
        var request = app.GetAsync("/v1/held");
        await entered.Task;
        var stopping = app.App.StopAsync(Stop);
        release.SetResult();
        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
        await stopping;
    }

    [Fact]
    public async Task Metrics_show_our_instruments_and_the_frameworks()
    {
        await using var app = await TestApp.StartAsync();
        app.Seen.Add(3);
        await app.GetAsync("/v1/tenant");
        using var response = await app.GetAsync("/metrics", token: null);
        var text = await response.Content.ReadAsStringAsync(Stop);
        text.ShouldMatch(@"(?m)^qujiang_test_seen_total.* 3$");
        text.ShouldContain("http_server_request_duration_seconds_count");
        text.ShouldContain("dotnet_gc_collections_total");
    }

    [Fact]
    public async Task Each_tenant_has_its_own_allowance()
    {
        await using var app = await TestApp.StartAsync(
            new Dictionary<string, string?> { ["RateLimits:Burst"] = "3", ["RateLimits:PerSecond"] = "1" }
        );
        var acme = app.Keys.Token("acme");
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/v1/tenant", acme)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var refused = await app.GetAsync("/v1/tenant", acme);
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await Task.FromResult(refused).ProblemAsync(429, "too-many-requests");

        (await app.GetAsync("/v1/tenant", app.Keys.Token("other"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 10; i++)
        {
            await HealthAsync(app, "live", HttpStatusCode.OK); // probes are never limited
        }
    }

    [Fact]
    public async Task Answers_carry_the_security_headers_and_no_server_name()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var path in new[] { "/v1/tenant", "/nowhere", "/v1/boom" })
        {
            using var response = await app.GetAsync(path);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
            response.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Forwarded_headers_count_only_from_named_proxies()
    {
        static string? Seen(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
        foreach (
            var (trusted, expected) in new[] { ("192.0.2.1/32", "127.0.0.1"), ("10.0.0.0/8", "127.0.0.1"), ("127.0.0.0/8", "203.0.113.9") }
        )
        {
            await using var app = await TestApp.StartAsync(
                new Dictionary<string, string?> { ["Http:TrustedProxies:0"] = trusted },
                map: a => a.MapGet("/ip", Seen).AllowAnonymous()
            );
            using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            using var response = await app.Client.SendAsync(request, Stop);
            (await response.Content.ReadAsStringAsync(Stop)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task The_document_is_openapi_3_1_with_bearer_security_and_problems()
    {
        await using var app = await TestApp.StartAsync();
        using var response = await app.GetAsync("/openapi/v1.json", token: null);
        var document = JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
        document.GetProperty("openapi").GetString().ShouldStartWith("3.1");
        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("Qujiang test");
        document
            .GetProperty("components")
            .GetProperty("securitySchemes")
            .GetProperty("bearer")
            .GetProperty("scheme")
            .GetString()
            .ShouldBe("bearer");

        var post = document.GetProperty("paths").GetProperty("/v1/wishes").GetProperty("post");
        post.GetProperty("security")[0].GetProperty("bearer")[0].GetString().ShouldBe("quotes:write");
        post.GetProperty("responses")
            .EnumerateObject()
            .Select(p => p.Name)
            .ShouldBe(["200", "400", "401", "403", "413", "415", "429", "default"], ignoreOrder: true);
        post.GetProperty("responses")
            .GetProperty("400")
            .GetProperty("content")
            .GetProperty("application/problem+json")
            .GetProperty("schema")
            .GetProperty("$ref")
            .GetString()
            .ShouldBe("#/components/schemas/Problem");
        document.GetProperty("paths").GetProperty("/open").GetProperty("get").TryGetProperty("security", out _).ShouldBeFalse();

        var box = document.GetProperty("components").GetProperty("schemas").GetProperty("Box");
        box.GetProperty("properties").GetProperty("count").GetProperty("type").GetString().ShouldBe("integer");
        document
            .GetProperty("paths")
            .EnumerateObject()
            .ShouldNotContain(p => p.Name.StartsWith("/health") || p.Name.StartsWith("/metrics"));
    }

    [Fact]
    public async Task The_reference_page_asks_no_other_host_for_a_script_or_a_font()
    {
        await using var app = await TestApp.StartAsync();
        using var response = await app.GetAsync("/docs", token: null);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await response.Content.ReadAsStringAsync(Stop);
        page.ShouldContain("openapi/v1.json");
        Absolute().Matches(page).Select(m => m.Value).ShouldBeEmpty(page);

        var scripts = Source().Matches(page).Select(m => m.Groups["url"].Value).ToList();
        scripts.ShouldNotBeEmpty();
        var docs = response.RequestMessage!.RequestUri!;
        foreach (var script in scripts)
        {
            using var served = await app.Client.GetAsync(new Uri(docs, script), Stop);
            served.StatusCode.ShouldBe(HttpStatusCode.OK, script);
            served.Content.Headers.ContentType?.MediaType.ShouldBe("text/javascript", script);
        }
    }

    private static async Task<JsonElement> HealthAsync(TestApp app, string which, HttpStatusCode status)
    {
        using var response = await app.Client.GetAsync($"/health/{which}", Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        response.StatusCode.ShouldBe(status, text);
        return JsonElement.Parse(text);
    }

    private static string Checks(JsonElement health) =>
        string.Join(
            ' ',
            health
                .GetProperty("checks")
                .EnumerateArray()
                .Select(c =>
                    $"{c.GetProperty("name")}={c.GetProperty("status")}"
                    + (c.GetProperty("detail").ValueKind == JsonValueKind.Null ? "" : $"({c.GetProperty("detail")})")
                )
        );

    [GeneratedRegex("(https?:)?//[a-z0-9.-]+\\.[a-z]{2,}[^\"' ]*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Absolute();

    [GeneratedRegex("<script[^>]*\\bsrc=\"(?<url>[^\"]+)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Source();
}
