using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Features;

/// <summary><c>GET /.well-known/offer-keys</c>: the public keys by which anybody can check an offer (RFC 7517).</summary>
public static class GetOfferKeys
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/.well-known/offer-keys", (OfferSigner signer) => TypedResults.Content(signer.PublicKeys(), "application/jwk-set+json"))
            .AllowAnonymous()
            .WithTags("Quotes")
            .WithSummary("The public keys that offers are signed with, as a JSON Web Key Set.")
            .Produces<string>(contentType: "application/jwk-set+json");
}
