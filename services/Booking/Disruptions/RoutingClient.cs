using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Disruptions;

/// <summary>An option of a quote.</summary>
/// <param name="Needs">The room it needs, and what was free.</param>
public sealed record QuotedOption(Plan Plan, DateTimeOffset ValidUntil, IReadOnlyList<Need> Needs);

/// <summary>Asks Routing for ways from one terminal to another. It asks in this service's own name: what comes back is ridden, not sold on.</summary>
public sealed class RoutingClient(IHttpClientFactory clients, OfferReader offers)
{
    private const int MostOptions = 12;

    /// <returns>The options; none with the reasons in words.</returns>
    /// <exception cref="HttpRequestException">Routing does not answer.</exception>
    public async Task<(IReadOnlyList<QuotedOption> Options, string? Reason)> QuoteAsync(
        string from,
        string to,
        DateTimeOffset readyAt,
        DateTimeOffset? dueBy,
        OfferedShipment shipment,
        CancellationToken cancellation
    )
    {
        using var client = clients.CreateClient(OfferKeys.Client);
        using var response = await client.PostAsJsonAsync("/v1/quotes", Request(from, to, readyAt, dueBy, shipment), cancellation);
        var refused = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity;
        if (!refused)
        {
            response.EnsureSuccessStatusCode();
        }

        var body = (await response.Content.ReadFromJsonAsync<JsonObject>(cancellation))!;
        if (refused)
        {
            // Such as a ready time beyond what is planned: asking again the same would not help.
            return ([], body["detail"]?.GetValue<string>() ?? "Routing does not take the request");
        }

        var options = new List<QuotedOption>();
        foreach (var option in body["options"]!.AsArray().OfType<JsonObject>())
        {
            if (await offers.ReadAsync(option["offer"]!.GetValue<string>(), cancellation) is ({ } offer, _))
            {
                options.Add(new QuotedOption(offer.ToPlan(), offer.ValidUntil, Needs(offer, option)));
            }
        }

        var reasons = body["reasons"]?.AsArray().OfType<JsonObject>().Select(r => r["detail"]?.GetValue<string>()).OfType<string>();
        return (options, options.Count > 0 ? null : string.Join("; ", reasons ?? []));
    }

    internal static JsonObject Request(string from, string to, DateTimeOffset readyAt, DateTimeOffset? dueBy, OfferedShipment shipment)
    {
        var request = new JsonObject
        {
            ["origin"] = new JsonObject { ["terminal"] = from },
            ["destination"] = new JsonObject { ["terminal"] = to },
            ["readyAt"] = Instant(readyAt),
            ["maxOptions"] = MostOptions,
        };
        if (dueBy is { } due)
        {
            request["dueBy"] = Instant(due);
        }

        switch (shipment.Kind)
        {
            case CargoKind.Container:
                request["equipment"] = JsonSerializer.SerializeToNode(shipment.Boxes, ContractJson.Options);
                break;
            case CargoKind.Pieces:
                request["pieces"] = JsonSerializer.SerializeToNode(shipment.Pieces, ContractJson.Options);
                break;
            default:
                request["bulk"] = new JsonObject { ["commodity"] = shipment.Commodity ?? "BULK", ["kg"] = shipment.BulkKg };
                break;
        }

        if (shipment.DangerousGoods is { } dangerous)
        {
            request["dangerousGoods"] = JsonSerializer.SerializeToNode(dangerous, ContractJson.Options);
        }

        if (shipment.ReeferSetPointC is { } setPoint)
        {
            request["reefer"] = new JsonObject { ["setPointC"] = setPoint };
        }

        return request;
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Per segment of a movement and per day of a lane, in the dimension that the quote counts.</summary>
    private static List<Need> Needs(Offer offer, JsonObject option)
    {
        var needs = new List<Need>();
        foreach (var (leg, shown) in offer.Legs.Zip(option["legs"]!.AsArray().OfType<JsonObject>()))
        {
            if (shown["free"] is not JsonObject free)
            {
                continue;
            }

            if (leg is { MovementId: { } movement, FromCall: { } from, ToCall: { } to })
            {
                for (var segment = from; segment < to; segment++)
                {
                    Add($"{movement}/{segment}/teu100", leg.Demand.Teu100, Hundredths(free["teu"]));
                    Add($"{movement}/{segment}/kg", leg.Demand.Kg, free["kg"]?.GetValue<int>());
                }
            }
            else if (leg is { LaneId: not null, Day: { } day } && free["trucks"]?.GetValue<int>() is { } trucks)
            {
                // Trucks of one pool serve many lanes; by origin is as near as the quote tells.
                Add($"{leg.From}/{day:O}/trucks", Math.Max(1, leg.Demand.Teu100 / 200), trucks);
            }
        }

        return needs;

        void Add(string resource, int amount, int? room)
        {
            if (amount > 0 && room is { } there)
            {
                needs.Add(new Need(resource, amount, there));
            }
        }
    }

    private static int? Hundredths(JsonNode? teu) =>
        teu is null ? null : (int)(decimal.Parse(teu.GetValue<string>(), CultureInfo.InvariantCulture) * 100);
}
