using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults;

/// <summary>Section <c>Auth</c>: who issues the tokens that this service accepts, and how it gets its own.</summary>
public sealed class AuthOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Auth";

    /// <summary>Address of an OIDC issuer; its keys are fetched from its discovery document.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The audience that tokens of <see cref="Authority"/> must name.</summary>
    public string Audience { get; init; } = TokenMinter.Audience;

    /// <summary>Public key (PEM, P-256) of locally minted development tokens; used when there is no <see cref="Authority"/>.</summary>
    public string? DevelopmentKeyPath { get; init; }

    /// <summary>Production refuses the development key unless this says otherwise.</summary>
    public bool AllowDevelopmentKeyInProduction { get; init; }

    /// <summary>Where this service gets tokens for its own calls (OAuth2 client credentials).</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>Client id at <see cref="TokenEndpoint"/>.</summary>
    public string? ClientId { get; init; }

    /// <summary>Client secret at <see cref="TokenEndpoint"/>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Private development key (PEM) from which this service mints its own tokens when there is no <see cref="TokenEndpoint"/>.</summary>
    public string? DevelopmentPrivateKeyPath { get; init; }

    /// <summary>The tenant that this service's own minted tokens name.</summary>
    public string ServiceTenant { get; init; } = "qujiang";

    /// <summary>The scopes that this service asks for in its own tokens, separated by spaces. Reading a snapshot needs none.</summary>
    public string ServiceScope { get; init; } = "";
}

internal sealed class AuthOptionsValidator(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var failures = new List<string>();
        if (options.Authority is { } authority)
        {
            if (!authority.IsAbsoluteUri || (authority.Scheme != Uri.UriSchemeHttps && !environment.IsDevelopment()))
            {
                failures.Add("Auth:Authority must be an https address (http is taken in Development only).");
            }
        }
        else if (string.IsNullOrWhiteSpace(options.DevelopmentKeyPath))
        {
            failures.Add("Set Auth:Authority (an OIDC issuer), or Auth:DevelopmentKeyPath (public PEM of a local development key).");
        }
        else if (environment.IsProduction() && !options.AllowDevelopmentKeyInProduction)
        {
            failures.Add(
                "Auth:DevelopmentKeyPath is refused in Production: set Auth:Authority, or Auth:AllowDevelopmentKeyInProduction=true."
            );
        }
        else if (!File.Exists(options.DevelopmentKeyPath))
        {
            failures.Add($"Auth:DevelopmentKeyPath: there is no file {options.DevelopmentKeyPath}.");
        }

        if (options.TokenEndpoint is not null && (string.IsNullOrEmpty(options.ClientId) || string.IsNullOrEmpty(options.ClientSecret)))
        {
            failures.Add("Auth:TokenEndpoint needs Auth:ClientId and Auth:ClientSecret.");
        }
        if (!string.IsNullOrEmpty(options.DevelopmentPrivateKeyPath) && !File.Exists(options.DevelopmentPrivateKeyPath))
        {
            failures.Add($"Auth:DevelopmentPrivateKeyPath: there is no file {options.DevelopmentPrivateKeyPath}.");
        }
        if (!TenantId.TryParse(options.ServiceTenant, out _))
        {
            failures.Add("Auth:ServiceTenant is not a tenant id.");
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
