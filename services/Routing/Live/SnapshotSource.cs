namespace Qujiang.Routing.Live;

/// <summary>The snapshot of one leg service over HTTP. Nothing is tried again here: the feed is the one owner of its retries.</summary>
public sealed class SnapshotSource(Uri baseUrl, IHttpClientFactory clients, TimeProvider time)
{
    public const string HttpClientName = "leg-service";

    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan NumberTimeout = TimeSpan.FromSeconds(5);

    public Uri Url { get; } = new(baseUrl.AbsoluteUri.TrimEnd('/') + "/v1/snapshot");

    /// <exception cref="InvalidDataException">Cut off, or not a snapshot.</exception>
    /// <exception cref="HttpRequestException">The service is away or refuses.</exception>
    public async Task<Snapshot> ReadAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(SnapshotTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var response = await OpenAsync(either.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
        return await SnapshotReader.ReadAsync(stream, either.Token);
    }

    /// <summary>The number of the service's last event: no more of a snapshot is read than its first line.</summary>
    /// <exception cref="InvalidDataException">Not a snapshot.</exception>
    /// <exception cref="HttpRequestException">The service is away or refuses.</exception>
    public async Task<long> AskForNumberAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(NumberTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var response = await OpenAsync(either.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(either.Token));
        return (await SnapshotReader.ReadHeaderAsync(reader, either.Token)).Sequence;
    }

    private async Task<HttpResponseMessage> OpenAsync(CancellationToken cancellation)
    {
        var client = clients.CreateClient(HttpClientName);
        var response = await client.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead, cancellation);
        try
        {
            return response.EnsureSuccessStatusCode();
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
