using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>Calls from one service to another.</summary>
public sealed class ClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_is_repeated_with_a_token_and_a_write_is_not()
    {
        var (reads, writes) = (0, 0);
        await using var neighbour = await TestApp.StartAsync(map: a =>
        {
            a.MapGet(
                "/flaky",
                (HttpContext c) => Interlocked.Increment(ref reads) < 3 ? Results.StatusCode(503) : Results.Ok(c.Tenant().Value)
            );
            a.MapPost("/flaky", () => Interlocked.Increment(ref writes) < 3 ? Results.StatusCode(503) : Results.Ok());
        });
        await using var app = await TestApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Services:waterway:Url"] = neighbour.Client.BaseAddress!.ToString(),
                ["Auth:DevelopmentPrivateKeyPath"] = neighbour.Keys.PrivatePath,
            },
            b => b.Services.AddServiceClient("waterway")
        );
        using var client = app.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("waterway");

        (await client.GetFromJsonAsync<string>("/flaky", Stop)).ShouldBe("qujiang");
        reads.ShouldBe(3);
        (await client.PostAsync("/flaky", null, Stop)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        writes.ShouldBe(1);
    }

    [Fact]
    public async Task A_neighbour_that_is_away_makes_us_answer_503()
    {
        await using var app = await TestApp.StartAsync(
            new Dictionary<string, string?> { ["Services:rail:Url"] = "http://127.0.0.1:1" },
            b => b.Services.AddServiceClient<Neighbour>("rail"),
            a => a.MapGet("/v1/ask", (Neighbour rail, CancellationToken stop) => rail.AskAsync(stop))
        );
        await app.GetAsync("/v1/ask").ProblemAsync(503, "unavailable");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not an address")]
    public async Task Without_an_address_the_service_does_not_start(string? url)
    {
        var error = await Should.ThrowAsync<Exception>(() =>
            TestApp.StartAsync(new Dictionary<string, string?> { ["Services:air:Url"] = url }, b => b.Services.AddServiceClient("air"))
        );
        error.ToString().ShouldContain("Url");
        error.ToString().ShouldContain(nameof(OptionsValidationException));
    }

    [Fact]
    public async Task Tokens_come_from_the_endpoint_where_one_is_configured()
    {
        var asked = new List<string>();
        await using var issuer = await TestApp.StartAsync(map: a =>
            a.MapPost(
                    "/token",
                    async (HttpRequest request) =>
                    {
                        var form = await request.ReadFormAsync();
                        asked.Add(string.Join('&', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}")));
                        return Results.Json(new Dictionary<string, object> { ["access_token"] = "abc", ["expires_in"] = 600 });
                    }
                )
                .AllowAnonymous()
        );
        await using var app = await TestApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Auth:TokenEndpoint"] = new Uri(issuer.Client.BaseAddress!, "/token").ToString(),
                ["Auth:ClientId"] = "routing",
                ["Auth:ClientSecret"] = "s3cret",
                ["Auth:ServiceScope"] = "dispatch:read",
            }
        );
        var source = app.App.Services.GetRequiredService<ServiceTokenSource>();
        (await source.GetAsync(Stop)).ShouldBe("abc");
        (await source.GetAsync(Stop)).ShouldBe("abc");
        asked.ShouldBe(["client_id=routing&client_secret=s3cret&grant_type=client_credentials&scope=dispatch:read"]);
    }

    private sealed class Neighbour(HttpClient http)
    {
        public Task<string> AskAsync(CancellationToken stop) => http.GetStringAsync("/x", stop);
    }
}
