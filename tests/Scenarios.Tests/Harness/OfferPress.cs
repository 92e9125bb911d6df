using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// Binds legs of real offers together into one, in any order, and signs it as Routing does. No timetable has itineraries that ride the same three
/// movements in opposite orders; a ledger has to bear them all the same.
/// </summary>
internal sealed class OfferPress : IDisposable
{
    private readonly ECDsa key = ECDsa.Create();

    public OfferPress(string privatePem) => key.ImportFromPem(privatePem);

    /// <summary>What a token says.</summary>
    public static JsonObject Read(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    /// <summary>One offer of all the legs in the given order; its price is the sum. It lasts for six hours: the long proofs take longer than Routing's own do.</summary>
    /// <param name="tokens">Offers of the same tenant and cargo.</param>
    public string Bind(IReadOnlyList<string> tokens)
    {
        var offers = tokens.Select(Read).ToList();
        var legs = new JsonArray();
        var charges = new JsonArray();
        foreach (var offer in offers)
        {
            var before = legs.Count;
            foreach (var charge in offer["charges"]!.AsArray())
            {
                var copy = charge!.DeepClone().AsObject();
                if (copy["leg"] is { } leg)
                {
                    copy["leg"] = leg.GetValue<int>() + before;
                }

                charges.Add(copy);
            }

            foreach (var leg in offer["legs"]!.AsArray())
            {
                var copy = leg!.DeepClone().AsObject();
                copy["sequence"] = legs.Count + 1;
                legs.Add(copy);
            }
        }

        var bound = offers[0].DeepClone().AsObject();
        bound["jti"] = Guid.NewGuid().ToString();
        bound["exp"] = DateTimeOffset.UtcNow.AddHours(6).ToUnixTimeSeconds();
        bound["destination"] = offers[^1]["destination"]!.DeepClone();
        bound["legs"] = legs;
        bound["charges"] = charges;
        bound["amountFen"] = offers.Sum(o => o["amountFen"]!.GetValue<long>());
        bound["co2eGrams"] = offers.Sum(o => o["co2eGrams"]!.GetValue<long>());
        var content = $"{tokens[0].Split('.')[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(bound.ToJsonString()))}";
        return $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    public void Dispose() => key.Dispose();
}
