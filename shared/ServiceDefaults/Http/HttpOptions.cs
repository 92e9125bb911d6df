using System.ComponentModel.DataAnnotations;

namespace Qujiang.ServiceDefaults;

/// <summary>Section <c>Http</c>: what this service takes from the network.</summary>
public sealed class HttpOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Http";

    /// <summary>Largest request body in bytes; an endpoint may set its own with <c>WithBodyLimit</c>.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long MaxRequestBodyBytes { get; init; } = 256 * 1024;

    /// <summary>After this a request is answered 504. Streams switch it off with <c>DisableRequestTimeout()</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most connections at a time.</summary>
    [Range(1, 1_000_000)]
    public long MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Networks (CIDR) of reverse proxies whose X-Forwarded-For and -Proto are believed. Empty, as by default: those headers are ignored.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}

/// <summary>Section <c>RateLimits</c>: a token bucket for each tenant (for each address, where a request has no tenant).</summary>
/// <remarks>The buckets live in this process: with several replicas the limit holds for each of them.</remarks>
public sealed class RateLimitOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "RateLimits";

    /// <summary>Whether requests are limited at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests that may come at once after a quiet time.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 400;

    /// <summary>Requests a second in the long run.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; init; } = 200;
}
