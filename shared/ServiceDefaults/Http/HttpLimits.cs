using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults;

/// <summary>Limits on size, time and rate.</summary>
public static class HttpLimits
{
    /// <summary>Lets an endpoint take bodies of another size than <see cref="HttpOptions.MaxRequestBodyBytes"/>, e.g. an import.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyLimit(bytes));

    internal static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<HttpOptions>(HttpOptions.Section);
        services
            .AddOptions<HttpOptions>()
            .Validate(
                http => http.TrustedProxies.All(network => System.Net.IPNetwork.TryParse(network, out _)),
                "Http:TrustedProxies must be networks such as 10.0.0.0/8."
            );
        services.AddValidatedOptions<RateLimitOptions>(RateLimitOptions.Section);

        services
            .AddOptions<KestrelServerOptions>()
            .Configure<IOptions<HttpOptions>>(
                (kestrel, http) =>
                {
                    kestrel.AddServerHeader = false;
                    kestrel.Limits.MaxRequestBodySize = http.Value.MaxRequestBodyBytes;
                    kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections;
                    kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
                    kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
                }
            );

        services.AddRequestTimeouts();
        services
            .AddOptions<RequestTimeoutOptions>()
            .Configure<IOptions<HttpOptions>>(
                (timeouts, http) =>
                    timeouts.DefaultPolicy = new RequestTimeoutPolicy
                    {
                        Timeout = http.Value.RequestTimeout,
                        TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                        WriteTimeoutResponse = context => Problems.Of(StatusCodes.Status504GatewayTimeout).ExecuteAsync(context),
                    }
            );

        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>(ConfigureRateLimits);
    }

    /// <summary>Adds the forwarded-headers middleware only where proxies are named.</summary>
    internal static void UseTrustedProxies(this WebApplication app)
    {
        var proxies = DocumentGeneration.IsRunning ? [] : app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.TrustedProxies;
        if (proxies.Count == 0)
        {
            return;
        }
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
        app.UseForwardedHeaders(options);
    }

    private static void ConfigureRateLimits(RateLimiterOptions limiter, IOptions<RateLimitOptions> options)
    {
        var limits = options.Value;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var seconds = (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Problems.Of(StatusCodes.Status429TooManyRequests, detail: $"Try again in {seconds} s.").ExecuteAsync(context.HttpContext);
        };
        if (!limits.Enabled)
        {
            return;
        }
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                context.User.TryGetTenant(out var tenant) ? $"tenant:{tenant}" : $"address:{context.Connection.RemoteIpAddress}",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limits.Burst,
                    TokensPerPeriod = limits.PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                    QueueLimit = 0,
                }
            )
        );
    }

    private sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize { get; } = bytes;
    }
}
