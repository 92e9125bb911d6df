namespace Qujiang.Network;

/// <summary>Some dangerous goods as whoever flies them has them: how much of them may be in one package on which aircraft.</summary>
/// <param name="Name">Proper shipping name.</param>
/// <param name="Classes">Class, or classes where the number has several.</param>
/// <param name="Groups">For each packing group, or one for all; at least one.</param>
public sealed record AirGoods(string Name, IReadOnlyList<string> Classes, IReadOnlyList<AirQuantity> Groups)
{
    /// <summary>The same by UN number.</summary>
    /// <param name="unNumber">Four digits.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="quality">S, X, D, R or E.</param>
    public IReadOnlyList<AirLimit> ToLimits(string unNumber, string source, char quality) =>
        [
            .. Groups.Select(g => new AirLimit(
                unNumber,
                g.PackingGroup,
                Name,
                Classes,
                AirQuantity.OrNull(g.PassengerAircraft),
                AirQuantity.OrNull(g.CargoAircraft),
                source,
                quality
            )),
        ];
}

/// <summary>The most in one package.</summary>
/// <param name="PassengerAircraft">On a passenger aircraft, in words such as <c>25 kg</c>, or <c>FORBIDDEN</c>.</param>
/// <param name="CargoAircraft">On a cargo aircraft, likewise.</param>
/// <param name="PackingGroup">I, II or III; null: any.</param>
public sealed record AirQuantity(string PassengerAircraft, string CargoAircraft, string? PackingGroup = null)
{
    /// <summary>Instead of a quantity: they do not fly there.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>The words of a limit as <see cref="AirLimit"/> has them.</summary>
    public static string? OrNull(string words) => words == Forbidden ? null : words;
}
