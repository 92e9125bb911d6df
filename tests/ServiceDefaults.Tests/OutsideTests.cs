using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>What a service gets from, and gives to, systems that are not ours: an OIDC issuer, an OTLP collector.</summary>
public sealed class OutsideTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_oidc_issuer_will_do_and_only_that_one()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "k1" };
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var issuerAddress = "";
        await using var issuer = await TestApp.StartAsync(map: a =>
        {
            a.MapGet(
                    "/.well-known/openid-configuration",
                    () =>
                        Results.Json(new Dictionary<string, object> { ["issuer"] = issuerAddress, ["jwks_uri"] = issuerAddress + "/jwks" })
                )
                .AllowAnonymous();
            a.MapGet(
                    "/jwks",
                    () =>
                        Results.Json(
                            new Dictionary<string, object>
                            {
                                ["keys"] = new[]
                                {
                                    new Dictionary<string, string>
                                    {
                                        ["kty"] = "RSA",
                                        ["use"] = "sig",
                                        ["alg"] = "RS256",
                                        ["kid"] = "k1",
                                        ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                                        ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
                                    },
                                },
                            }
                        )
                )
                .AllowAnonymous();
        });
        issuerAddress = issuer.Client.BaseAddress!.ToString().TrimEnd('/');
        await using var app = await TestApp.StartAsync(
            new Dictionary<string, string?> { ["Auth:Authority"] = issuerAddress, ["Auth:Audience"] = "freight" }
        );

        using (var response = await app.GetAsync("/v1/tenant", Token(issuerAddress, "freight")))
        {
            (await response.Content.ReadAsStringAsync(Stop)).ShouldBe("\"acme\"");
        }
        await app.GetAsync("/v1/tenant", Token(issuerAddress, "another")).ProblemAsync(401, "unauthenticated");
        await app.GetAsync("/v1/tenant", Token("https://elsewhere.example", "freight")).ProblemAsync(401, "unauthenticated");
        await app.GetAsync("/v1/tenant", app.Keys.Token()).ProblemAsync(401, "unauthenticated"); // the development key counts no more

        string Token(string from, string audience) =>
            new JsonWebTokenHandler().CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = from,
                    Audience = audience,
                    Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["tenant"] = "acme", ["scope"] = "quotes:write" },
                    SigningCredentials = new SigningCredentials(key, "RS256")
                    {
                        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                    },
                }
            );
    }

    [Fact]
    public async Task Traces_metrics_and_logs_reach_a_collector_that_is_configured()
    {
        var received = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await using var collector = await TestApp.StartAsync(map: a =>
            a.MapPost(
                    "/otlp/v1/{signal}",
                    async (string signal, HttpRequest request) =>
                    {
                        using var body = new MemoryStream();
                        await request.Body.CopyToAsync(body);
                        received.AddOrUpdate(signal, _ => Readable(body), (_, before) => before + Readable(body));
                    }
                )
                .AllowAnonymous()
        );
        await using (
            var app = await TestApp.StartAsync(
                new Dictionary<string, string?>
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = new Uri(collector.Client.BaseAddress!, "/otlp").ToString(),
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                    ["Logging:LogLevel:Probe"] = "Information",
                }
            )
        )
        {
            app.Seen.Add(1);
            app.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Probe").LogInformation("barge {Barge} left", "B-17");
            (await app.GetAsync("/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await app.Client.GetAsync("/health/live", Stop);
        } // what is pending is flushed on the way out

        received.Keys.Order(StringComparer.Ordinal).ShouldBe(["logs", "metrics", "traces"]);
        received["logs"].ShouldContain("barge B-17 left");
        received["metrics"].ShouldContain("qujiang.test.seen");
        received["traces"].ShouldContain("/v1/tenant");
        received["traces"].ShouldContain("qujiang-test");
        received["traces"].ShouldNotContain("/health/live"); // probes are noise
    }

    private static string Readable(MemoryStream body) => System.Text.Encoding.Latin1.GetString(body.ToArray());
}
