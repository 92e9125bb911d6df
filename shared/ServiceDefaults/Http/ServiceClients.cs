using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace Qujiang.ServiceDefaults;

/// <summary>Section <c>Services:&lt;name&gt;</c>: a neighbour that this service calls over HTTP.</summary>
public sealed class ServiceClientOptions
{
    /// <summary>Its base address.</summary>
    [Required]
    public Uri? Url { get; init; }

    /// <summary>How long one attempt may take, up to the response headers.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may take with all its attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Attempts after the first, for GET, HEAD, OPTIONS, TRACE only.</summary>
    [Range(1, 10)]
    public int Retries { get; init; } = 2;
}

/// <summary>Clients of other services.</summary>
/// <remarks>
/// One owner for each retry: a failed HTTP call is repeated here and nowhere else (callers do not loop around it), a failed message by
/// the bus, a failed outbox send by the relay. Calls with a side effect are never repeated by this handler.
/// </remarks>
public static class ServiceClients
{
    /// <summary>
    /// Registers a typed client of a neighbour with its address from <c>Services:&lt;name&gt;:Url</c>, this service's token, and
    /// standard resilience: rate limit, total timeout, retry with jittered backoff, circuit breaker, timeout for each attempt.
    /// </summary>
    /// <remarks>
    /// For a long stream (a snapshot) use <see cref="HttpCompletionOption.ResponseHeadersRead"/>: the timeouts end with the headers then.
    /// The service does not start without the address.
    /// </remarks>
    /// <param name="services">The container under construction.</param>
    /// <param name="name">The neighbour.</param>
    /// <param name="section">Where its settings are; <c>Services:&lt;name&gt;</c> unless told.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, string name, string? section = null)
        where TClient : class
    {
        services.AddServiceClientOptions(name, section ?? $"Services:{name}");
        return services.AddHttpClient<TClient>(typeof(TClient).Name + ":" + name).WithServiceDefaults(name);
    }

    /// <summary>The same, as a named client for <see cref="IHttpClientFactory.CreateClient"/>.</summary>
    public static IHttpClientBuilder AddServiceClient(this IServiceCollection services, string name, string? section = null)
    {
        services.AddServiceClientOptions(name, section ?? $"Services:{name}");
        return services.AddHttpClient(name).WithServiceDefaults(name);
    }

    private static void AddServiceClientOptions(this IServiceCollection services, string name, string section) =>
        services
            .AddOptions<ServiceClientOptions>(name)
            .BindConfiguration(section)
            .ValidateDataAnnotations()
            .Validate(o => o.Url is { IsAbsoluteUri: true }, $"{section}:Url must be an absolute address.")
            .Validate(o => o.AttemptTimeout <= o.TotalTimeout, $"{section}: one attempt may not take longer than all of them.")
            .ValidateOnStart();

    private static IHttpClientBuilder WithServiceDefaults(this IHttpClientBuilder builder, string name)
    {
        builder
            .ConfigureHttpClient(
                (services, client) =>
                {
                    var options = Of(services, name);
                    client.BaseAddress = options.Url;
                    // The pipeline below owns the timeouts; this one only ends a body that stalls while it is buffered.
                    client.Timeout = options.TotalTimeout + options.AttemptTimeout;
                }
            )
            .AddHttpMessageHandler<ServiceTokenHandler>();

        builder
            .AddStandardResilienceHandler()
            .Configure(
                (resilience, services) =>
                {
                    var options = Of(services, name);
                    resilience.TotalRequestTimeout.Timeout = options.TotalTimeout;
                    resilience.AttemptTimeout.Timeout = options.AttemptTimeout;
                    resilience.Retry.MaxRetryAttempts = options.Retries;
                    resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
                    resilience.Retry.BackoffType = DelayBackoffType.Exponential;
                    resilience.Retry.UseJitter = true;
                    resilience.Retry.DisableForUnsafeHttpMethods();
                    // The breaker must see at least two attempts in its window (the library checks this).
                    resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(
                        Math.Max(30, 2 * options.AttemptTimeout.TotalSeconds)
                    );
                    resilience.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(5);
                }
            );
        return builder;
    }

    private static ServiceClientOptions Of(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<ServiceClientOptions>>().Get(name);
}
