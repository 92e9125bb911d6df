using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Disruptions;

/// <summary>An option of a quote.</summary>
/// <param name="Token">Its signed offer.</param>
/// <param name="Needs">The room it needs, and what was free.</param>
public sealed record QuotedOption(string Token, Plan Plan, DateTimeOffset ValidUntil, IReadOnlyList<Need> Needs);

/// <summary>The quotes of one round, each asked for once.</summary>
public sealed class Asked
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(IReadOnlyList<QuotedOption>, string?)>>> quotes = new(StringComparer.Ordinal);

    internal Task<(IReadOnlyList<QuotedOption> Options, string? Reason)> Once(
        string request,
        Func<Task<(IReadOnlyList<QuotedOption>, string?)>> ask
    ) => quotes.GetOrAdd(request, _ => new(ask)).Value;
}

/// <summary>
/// Asks Routing for ways. For a replan it asks in this service's own name: what comes back is ridden, not sold on. An offer that is handed to a
/// caller is asked for with the caller's own token, so that it is the caller's.
/// </summary>
public sealed class RoutingClient(IHttpClientFactory clients, OfferReader offers)
{
    private const int MostOptions = 12;

    /// <summary>Ways from one terminal to another, in this service's own name.</summary>
    /// <param name="asked">What was asked already: many bookings are stopped at the same place with the like cargo, and one answer serves them all.</param>
    /// <inheritdoc cref="AskAsync" />
    public Task<(IReadOnlyList<QuotedOption> Options, string? Reason)> QuoteAsync(
        Asked asked,
        string from,
        string to,
        DateTimeOffset readyAt,
        DateTimeOffset? dueBy,
        OfferedShipment shipment,
        CancellationToken cancellation
    )
    {
        var request = Request(new JsonObject { ["terminal"] = from }, new JsonObject { ["terminal"] = to }, readyAt, dueBy, shipment);
        return asked.Once(request.ToJsonString(), () => AskAsync(request, null, cancellation));
    }

    /// <summary>The same shipment, places and limits again, for the caller whose token it is. Without a wish, from the plan's first terminal to its last.</summary>
    /// <param name="readyAt">The plan's, unless that is past.</param>
    /// <inheritdoc cref="AskAsync" />
    public Task<(IReadOnlyList<QuotedOption> Options, string? Reason)> QuoteAgainAsync(
        Plan plan,
        DateTimeOffset readyAt,
        AuthenticationHeaderValue caller,
        CancellationToken cancellation
    )
    {
        var origin = plan.Wish?.Origin.DeepClone() ?? new JsonObject { ["terminal"] = plan.Legs[0].From };
        var destination = plan.Wish?.Destination.DeepClone() ?? new JsonObject { ["terminal"] = plan.Legs[^1].To };
        var request = Request(origin, destination, readyAt, plan.DueBy, plan.Shipment);
        request["limits"] = plan.Wish?.Limits?.DeepClone();
        return AskAsync(request, caller, cancellation);
    }

    /// <returns>The options; none with the reasons in words.</returns>
    /// <exception cref="HttpRequestException">Routing does not answer.</exception>
    private async Task<(IReadOnlyList<QuotedOption> Options, string? Reason)> AskAsync(
        JsonObject quote,
        AuthenticationHeaderValue? caller,
        CancellationToken cancellation
    )
    {
        using var client = clients.CreateClient(OfferKeys.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/quotes") { Content = JsonContent.Create(quote) };
        request.Headers.Authorization = caller;
        using var response = await client.SendAsync(request, cancellation);
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
            var token = option["offer"]!.GetValue<string>();
            if (await offers.ReadAsync(token, cancellation) is ({ } offer, _))
            {
                options.Add(new QuotedOption(token, offer.ToPlan(), offer.ValidUntil, Needs(offer, option)));
            }
        }

        var reasons = body["reasons"]?.AsArray().OfType<JsonObject>().Select(r => r["detail"]?.GetValue<string>()).OfType<string>();
        return (options, options.Count > 0 ? null : string.Join("; ", reasons ?? []));
    }

    private static JsonObject Request(
        JsonNode origin,
        JsonNode destination,
        DateTimeOffset readyAt,
        DateTimeOffset? dueBy,
        OfferedShipment shipment
    )
    {
        var request = new JsonObject
        {
            ["origin"] = origin,
            ["destination"] = destination,
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

        if (shipment.EmptyReturn)
        {
            request["co2e"] = new JsonObject { ["emptyReturn"] = true }; // else the alternatives' CO2e could not be compared
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
                    Add(Need.Teu(movement, segment), leg.Demand.Teu100, Hundredths(free["teu"]));
                    Add(Need.Mass(movement, segment), leg.Demand.Kg, free["kg"]?.GetValue<int>());
                }
            }
            else if (leg is { LaneId: not null, Day: { } day } && free["trucks"]?.GetValue<int>() is { } trucks)
            {
                Add(Need.Trucks(leg.From, day), Need.TrucksFor(leg.Demand), trucks);
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
