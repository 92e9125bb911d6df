namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>Booking offers over REST.</summary>
public static class Booker
{
    /// <summary>Books an offer; the state may still be open.</summary>
    public static Task<(int Status, JsonObject Body)> BookAsync(this HttpClient client, string offer, string key, string? prefer = null) =>
        client.AskAsync(
            HttpMethod.Post,
            "/v1/bookings",
            new JsonObject { ["offer"] = offer },
            [("Idempotency-Key", key), .. prefer is null ? Array.Empty<(string, string)>() : [("Prefer", prefer)]]
        );

    /// <summary>
    /// Books as a client does that minds its key: asks again where the answer is that the service is busy or away, and follows the booking until it is
    /// decided.
    /// </summary>
    public static async Task<JsonObject> BookedAsync(this HttpClient client, string offer, string key)
    {
        var (status, booking) = (0, new JsonObject());
        await Eventually.TrueAsync(
            async () =>
            {
                (status, booking) = await client.BookAsync(offer, key, "wait=5");
                if (status == 202 && booking["bookingId"] is { } id)
                {
                    (status, booking) = await client.AskAsync(HttpMethod.Get, $"/v1/bookings/{id}", null, ("Prefer", "wait=5"));
                }

                return status == 200 && booking.Text("state") != "RECEIVED";
            },
            TimeSpan.FromMinutes(5),
            $"{key} being decided"
        );
        return booking;
    }
}
