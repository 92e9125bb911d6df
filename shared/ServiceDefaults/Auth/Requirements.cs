using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Qujiang.ServiceDefaults;

/// <summary>A valid token that names a tenant.</summary>
internal sealed class TenantRequirement : AuthorizationHandler<TenantRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TenantRequirement requirement)
    {
        if (context.User.TryGetTenant(out _))
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new AuthorizationFailureReason(this, "The token names no tenant."));
        }
        return Task.CompletedTask;
    }
}

/// <summary>A token that carries the scope.</summary>
internal sealed class ScopeRequirement(string scope) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.HasScope(scope))
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new AuthorizationFailureReason(this, $"The token lacks the scope {scope}."));
        }
        return Task.CompletedTask;
    }
}

/// <summary>
/// What holds where an endpoint says nothing: a tenant. Requests that met no endpoint of ours pass, so that a wrong path or method is
/// answered by 404 or 405 and not by 401.
/// </summary>
internal sealed class FallbackRequirement : AuthorizationHandler<FallbackRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FallbackRequirement requirement)
    {
        if (context.User.TryGetTenant(out _) || (context.Resource as HttpContext)?.GetEndpoint() is not RouteEndpoint)
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new AuthorizationFailureReason(this, "The token names no tenant."));
        }
        return Task.CompletedTask;
    }
}

/// <summary>Keeps the reason of a refusal, so that the problem document can say it.</summary>
internal sealed class AuthorizationProblems : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler inner = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Forbidden && authorizeResult.AuthorizationFailure?.FailureReasons.FirstOrDefault() is { } reason)
        {
            context.Items[ProblemWriter.DetailItem] = reason.Message;
        }
        return inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
