using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Qujiang.ServiceDefaults;

/// <summary>Bearer tokens with tenant and scopes.</summary>
public static class AuthExtensions
{
    /// <summary>Lets only callers through whose token names a tenant and carries the scope.</summary>
    /// <remarks>An endpoint that says nothing needs a token with a tenant; <c>AllowAnonymous()</c> opens it to everybody.</remarks>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var policy = new AuthorizationPolicyBuilder().AddRequirements(new TenantRequirement(), new ScopeRequirement(scope)).Build();
        BodyCheck.Add(endpoint);
        return endpoint.RequireAuthorization(policy).WithMetadata(new ScopeMetadata(scope));
    }

    internal static void AddTokenAuthentication(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        // Bearer tokens protect nothing with it; left in, it writes a key to the home directory at each first start.
        services.Remove(services.First(d => d.ImplementationType?.Name == "DataProtectionHostedService"));
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthOptions>, TimeProvider, IHostEnvironment>(Configure);

        services
            .AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().AddRequirements(new TenantRequirement()).Build())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new FallbackRequirement()).Build());
        services.Replace(ServiceDescriptor.Singleton<IAuthorizationMiddlewareResultHandler, AuthorizationProblems>());
    }

    private static void Configure(JwtBearerOptions jwt, IOptions<AuthOptions> options, TimeProvider time, IHostEnvironment environment)
    {
        var auth = options.Value;
        jwt.MapInboundClaims = false; // claims keep the names they have in the token
        jwt.TimeProvider = time;
        jwt.TokenValidationParameters.NameClaimType = "sub";
        jwt.TokenValidationParameters.ValidAudience = auth.Audience;
        jwt.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        jwt.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, parameters) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            return expires is not null
                && now < expires + parameters.ClockSkew
                && (notBefore is null || now >= notBefore - parameters.ClockSkew);
        };

        if (auth.Authority is { } authority)
        {
            jwt.Authority = authority.AbsoluteUri;
            jwt.RequireHttpsMetadata = !environment.IsDevelopment();
            // A public client's key set must never be usable as an HMAC secret.
            jwt.TokenValidationParameters.ValidAlgorithms =
            [
                "ES256",
                "ES384",
                "ES512",
                "RS256",
                "RS384",
                "RS512",
                "PS256",
                "PS384",
                "PS512",
            ];
            return;
        }

        var key = ECDsa.Create(); // lives as long as the options do
        key.ImportFromPem(File.ReadAllText(auth.DevelopmentKeyPath!));
        jwt.TokenValidationParameters.ValidIssuer = TokenMinter.Issuer;
        jwt.TokenValidationParameters.ValidAudience = TokenMinter.Audience;
        jwt.TokenValidationParameters.ValidAlgorithms = ["ES256"];
        jwt.TokenValidationParameters.IssuerSigningKey = new ECDsaSecurityKey(key);
    }
}

/// <summary>The scope that an endpoint asks for; the OpenAPI document shows it.</summary>
/// <param name="Scope">E.g. <c>quotes:write</c>.</param>
internal sealed record ScopeMetadata(string Scope);
