using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Qujiang.ServiceDefaults;

/// <summary>The company that a request speaks for: 1-63 of <c>a-z 0-9 -</c>, starting with a letter or digit.</summary>
public readonly partial record struct TenantId
{
    private readonly string? value;

    private TenantId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public string Value => value ?? throw new InvalidOperationException("An empty tenant id was used.");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">It does not have the form of one.</exception>
    public static TenantId Parse(string text) =>
        TryParse(text, out var tenant) ? tenant : throw new FormatException($"'{text}' is not a tenant id.");

    /// <summary>Reads an id if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId tenant)
    {
        tenant = text is not null && Form().IsMatch(text) ? new TenantId(text) : default;
        return tenant.value is not null;
    }

    /// <inheritdoc />
    public override string ToString() => value ?? "";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}

/// <summary>What a token says.</summary>
public static class TokenClaims
{
    /// <summary>Claim that names the tenant.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>Claim that holds the scopes, separated by spaces.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>The tenant of the caller.</summary>
    /// <exception cref="InvalidOperationException">The endpoint allows anonymous callers; there is no tenant to ask for.</exception>
    public static TenantId Tenant(this ClaimsPrincipal user) =>
        user.TryGetTenant(out var tenant) ? tenant : throw new InvalidOperationException("The caller has no tenant.");

    /// <inheritdoc cref="Tenant(ClaimsPrincipal)" />
    public static TenantId Tenant(this HttpContext context) => context.User.Tenant();

    /// <summary>The tenant of the caller, if the token is valid and names one.</summary>
    public static bool TryGetTenant(this ClaimsPrincipal user, out TenantId tenant)
    {
        tenant = default;
        return user.Identity is { IsAuthenticated: true } && TenantId.TryParse(user.FindFirstValue(TenantClaim), out tenant);
    }

    /// <summary>Whether the token carries the scope.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) =>
        user.FindAll(ScopeClaim).Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
}
