using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Qujiang.ServiceDefaults.Tests;

public sealed class AuthTests
{
    private const string Good = """{"origin":"BLG-PRT","equipment":[]}""";

    [Fact]
    public async Task The_tenant_comes_from_the_token()
    {
        await using var app = await TestApp.StartAsync();
        using var response = await app.GetAsync("/v1/tenant", app.Keys.Token("forwarder-7", ""));
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("\"forwarder-7\"");
    }

    [Fact]
    public async Task No_token_wrong_token_no_scope_no_tenant()
    {
        await using var app = await TestApp.StartAsync();
        using var strangers = new DevelopmentKeys();

        using (var response = await app.PostAsync("/v1/wishes", Good, token: null))
        {
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            await Task.FromResult(response).ProblemAsync(401, "unauthenticated");
        }
        await app.GetAsync("/v1/tenant", token: null).ProblemAsync(401, "unauthenticated"); // says nothing, so it is closed
        await app.GetAsync("/v1/tenant", strangers.Token()).ProblemAsync(401, "unauthenticated");
        await app.GetAsync("/v1/tenant", "rubbish").ProblemAsync(401, "unauthenticated");
        await app.GetAsync("/v1/tenant", app.Keys.Token(lifetime: TimeSpan.FromMinutes(-2))).ProblemAsync(401, "unauthenticated");

        var scope = await app.PostAsync("/v1/wishes", Good, token: app.Keys.Token(scopes: "quotes:writer bookings:read"))
            .ProblemAsync(403, "forbidden");
        scope.GetProperty("detail").GetString().ShouldBe("The token lacks the scope quotes:write.");
        foreach (var tenant in new[] { "", "No Such", "-x" })
        {
            var problem = await app.GetAsync("/v1/tenant", app.Keys.Token(tenant)).ProblemAsync(403, "forbidden");
            problem.GetProperty("detail").GetString().ShouldBe("The token names no tenant.");
        }
        (
            await app.PostAsync("/v1/wishes", Good, token: app.Keys.Token(scopes: "bookings:read quotes:write"))
        ).IsSuccessStatusCode.ShouldBeTrue();
        (await app.GetAsync("/open", token: null)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_without_signature_or_signed_with_the_public_key_as_a_secret_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        var payload = app.Keys.Token().Split('.')[1];
        static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

        var none = Part("""{"alg":"none","typ":"JWT"}"""u8.ToArray()) + "." + payload;
        await app.GetAsync("/v1/tenant", none + ".").ProblemAsync(401, "unauthenticated");

        var hmac = Part("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray()) + "." + payload;
        var secret = await File.ReadAllBytesAsync(app.Keys.PublicPath, TestContext.Current.CancellationToken);
        var signature = System.Security.Cryptography.HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(hmac));
        await app.GetAsync("/v1/tenant", hmac + "." + Part(signature)).ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_for_another_audience_or_from_another_issuer_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var (issuer, audience) in new[] { (TokenMinter.Issuer, "another"), ("https://elsewhere.example", TokenMinter.Audience) })
        {
            await app.GetAsync("/v1/tenant", ForeignTokens.Sign(app.Keys, issuer, audience)).ProblemAsync(401, "unauthenticated");
        }
        var ours = await app.GetAsync("/v1/tenant", ForeignTokens.Sign(app.Keys, TokenMinter.Issuer, TokenMinter.Audience));
        ours.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Production_refuses_the_development_key_unless_told_otherwise()
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => TestApp.StartAsync(environment: "Production"));
        refused.Message.ShouldContain("Auth:DevelopmentKeyPath is refused in Production");

        await using var allowed = await TestApp.StartAsync(
            new Dictionary<string, string?> { ["Auth:AllowDevelopmentKeyInProduction"] = "true", ["Shutdown:Drain"] = "00:00:00" },
            environment: "Production"
        );
        (await allowed.GetAsync("/v1/tenant")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Auth:DevelopmentKeyPath", "", "Set Auth:Authority")]
    [InlineData("Auth:DevelopmentKeyPath", "/no/such.pem", "there is no file /no/such.pem")]
    [InlineData("Auth:TokenEndpoint", "https://id.example/token", "needs Auth:ClientId")]
    [InlineData("Auth:ServiceTenant", "NO", "Auth:ServiceTenant")]
    [InlineData("Http:MaxRequestBodyBytes", "-1", "MaxRequestBodyBytes")]
    [InlineData("Http:TrustedProxies:0", "everybody", "Http:TrustedProxies")]
    [InlineData("RateLimits:Burst", "0", "Burst")]
    [InlineData("Shutdown:Timeout", "00:00:00", "Timeout")]
    public async Task A_service_with_a_wrong_setting_does_not_start(string key, string value, string says)
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() =>
            TestApp.StartAsync(new Dictionary<string, string?> { [key] = value })
        );
        error.Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_service_mints_its_token_once_and_again_before_it_expires()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(configure: b => b.Services.AddSingleton<TimeProvider>(time));
        var source = app.App.Services.GetRequiredService<ServiceTokenSource>();
        var stop = TestContext.Current.CancellationToken;

        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await source.GetAsync(stop), stop)));
        many.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        using (var response = await app.GetAsync("/v1/tenant", many[0]))
        {
            (await response.Content.ReadAsStringAsync(stop)).ShouldBe("\"qujiang\"");
        }

        time.Advance(TimeSpan.FromMinutes(13));
        (await source.GetAsync(stop)).ShouldBe(many[0]);
        time.Advance(TimeSpan.FromMinutes(1));
        (await source.GetAsync(stop)).ShouldNotBe(many[0]);
    }
}
