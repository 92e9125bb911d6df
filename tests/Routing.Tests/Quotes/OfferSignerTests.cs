using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>An offer holds what was signed, and nothing else is taken for one.</summary>
public sealed class OfferSignerTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly OfferSigner signer;

    public OfferSignerTests() => signer = new OfferSigner(TokenMinter.CreateKeyPair().PrivatePem, time);

    public void Dispose() => signer.Dispose();

    [Fact]
    public async Task What_was_signed_is_read_back()
    {
        var offer = Offer();

        var (read, refusal) = await signer.ReadAsync(signer.Sign(offer));

        refusal.ShouldBeNull();
        JsonSerializer.Serialize(read, Routing.Quotes.Offer.Json).ShouldBe(JsonSerializer.Serialize(offer, Routing.Quotes.Offer.Json));
    }

    [Fact]
    public async Task An_altered_offer_is_refused_wherever_it_is_altered()
    {
        var parts = signer.Sign(Offer()).Split('.');
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        payload["amountFen"] = 1;
        var cheaper = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        var none = Base64Url.EncodeToString("""{"alg":"none","typ":"qj-offer+jwt"}"""u8);

        foreach (
            var forged in new[]
            {
                $"{parts[0]}.{cheaper}.{parts[2]}",
                $"{none}.{cheaper}.",
                $"{none}.{parts[1]}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
                $"{parts[0]}.{parts[1]}",
                "",
                "not a token",
            }
        )
        {
            (await signer.ReadAsync(forged)).Offer.ShouldBeNull(forged);
        }
    }

    [Fact]
    public async Task An_offer_of_another_key_is_refused()
    {
        using var other = new OfferSigner(TokenMinter.CreateKeyPair().PrivatePem, time);

        (await signer.ReadAsync(other.Sign(Offer()))).Offer.ShouldBeNull();
    }

    [Fact]
    public async Task An_access_token_made_with_the_same_key_is_no_offer()
    {
        var pem = TokenMinter.CreateKeyPair().PrivatePem;
        using var offers = new OfferSigner(pem, time);
        using var minter = TokenMinter.FromPem(pem, time);

        (await offers.ReadAsync(minter.Mint("acme", ["quotes:write"]))).Offer.ShouldBeNull();
    }

    [Fact]
    public async Task An_offer_lapses()
    {
        var token = signer.Sign(Offer());
        time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        (await signer.ReadAsync(token)).Offer.ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(1));

        var (offer, refusal) = await signer.ReadAsync(token);

        offer.ShouldBeNull();
        refusal.ShouldNotBeNull().ShouldContain("lapsed");
    }

    [Fact]
    public void Anybody_can_check_an_offer_with_the_published_key()
    {
        var parts = signer.Sign(Offer()).Split('.');
        var key = JsonNode.Parse(signer.PublicKeys())!["keys"]![0]!;
        using var ec = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
            }
        );

        ec.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256)
            .ShouldBeTrue();
        ((string)JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["kid"]!).ShouldBe((string)key["kid"]!);
        key["d"].ShouldBeNull();
    }

    private Offer Offer()
    {
        var now = time.GetUtcNow();
        return new Offer(
            OfferSigner.Issuer,
            Guid.CreateVersion7(),
            now.ToUnixTimeSeconds(),
            now.AddMinutes(30).ToUnixTimeSeconds(),
            Guid.CreateVersion7(),
            "acme",
            new OfferedShipment(CargoKind.Container, [new OfferedBoxes("45G1", 2, 20_000, 3_900)], [], 0, null, null, null),
            "BLG-PRT",
            "QZP-PLP",
            now,
            now.AddDays(3),
            [
                new OfferedLeg(
                    1,
                    Mode.Rail,
                    "rail",
                    "RL-1",
                    0,
                    2,
                    null,
                    null,
                    "BLR-RAIL",
                    "QZR-EST",
                    now,
                    now,
                    now,
                    now,
                    new CapacityVector(400, 47_800),
                    385.5m,
                    184_200
                ),
            ],
            [new OfferedCharge("LINEHAUL", 1, "BOX_KM", 771m, 2.754m, 212_333, "RL", 1)],
            212_333,
            "CNY",
            184_200,
            new Dictionary<string, long> { ["RL"] = 1 }
        );
    }
}
