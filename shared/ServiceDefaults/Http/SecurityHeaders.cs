using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Qujiang.ServiceDefaults;

internal static class SecurityHeaders
{
    private const string ForData = "default-src 'none'; frame-ancestors 'none'";

    // The API reference builds its styles and one inline script at run time; everything still comes from this host.
    private const string ForDocs =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'";

    /// <summary>A few headers on every answer; an endpoint that sets one itself keeps its own.</summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(
                    static state =>
                    {
                        var http = (HttpContext)state;
                        var headers = http.Response.Headers;
                        headers.XContentTypeOptions = "nosniff";
                        headers.TryAdd("Referrer-Policy", "no-referrer");
                        headers.TryAdd(
                            "Content-Security-Policy",
                            http.Request.Path.StartsWithSegments(OpenApiExtensions.DocsPath, StringComparison.Ordinal) ? ForDocs : ForData
                        );
                        headers.TryAdd("Cache-Control", "no-store"); // quotes and lists are of the moment
                        return Task.CompletedTask;
                    },
                    context
                );
                return next(context);
            }
        );
}
