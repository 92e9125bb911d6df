using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Contracts;

namespace Qujiang.Booking.Tests.Service;

/// <summary>Signs offers as Routing does.</summary>
internal sealed class OfferMint : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    public string Sign(Plan plan, string tenant = "acme", TimeSpan? valid = null, OfferedSplit? split = null)
    {
        var offer = new Offer(
            Guid.NewGuid(),
            (DateTimeOffset.UtcNow + (valid ?? TimeSpan.FromMinutes(30))).ToUnixTimeSeconds(),
            Guid.NewGuid(),
            tenant,
            plan.Shipment,
            plan.Origin,
            plan.Destination,
            plan.ReadyAt,
            [
                .. plan.Legs.Select(l => new OfferedLeg(
                    l.Sequence,
                    l.Mode,
                    l.Service,
                    l.MovementId,
                    l.FromCall,
                    l.ToCall,
                    l.LaneId,
                    l.Day,
                    l.From,
                    l.To,
                    l.Cutoff!.Value,
                    l.Departure,
                    l.Arrival,
                    l.AvailableAt,
                    l.Demand,
                    l.Co2eGrams
                )),
            ],
            [.. plan.Charges.Select(c => new OfferedCharge(c.Code, c.Leg, c.AmountFen))],
            plan.PriceFen,
            "CNY",
            plan.Co2eGrams,
            plan.DueBy,
            plan.Wish,
            split
        );
        var payload = JsonSerializer.SerializeToNode(offer, ContractJson.Options)!.AsObject();
        payload["iss"] = "qujiang-routing";
        var content = $"{Part("""{"alg":"ES256","kid":"test","typ":"qj-offer+jwt"}""")}.{Part(payload.ToJsonString())}";
        return $"{content}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
