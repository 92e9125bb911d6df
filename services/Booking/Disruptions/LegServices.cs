using System.Net;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Disruptions;

/// <summary>Asks a leg service about a movement.</summary>
public sealed class LegServices(IHttpClientFactory clients)
{
    public static readonly string[] Names = ["waterway", "rail", "road", "air"];

    /// <summary>All calls of a movement; null when the service does not know it.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<IReadOnlyList<Call>?> CallsAsync(string service, string movementId, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(service);
        using var response = await client.GetAsync($"/v1/movements/{Uri.EscapeDataString(movementId)}", cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Movement>(ContractJson.Options, cancellation))!.Calls;
    }

    private sealed record Movement(IReadOnlyList<Call> Calls);
}
