using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>What a flight takes aboard.</summary>
public static class Aircraft
{
    private const int MaxCm = 10_000;
    private const int MaxLitres = 1_000_000;

    /// <summary>
    /// Whether a flight takes cargo that there would be room for: dangerous goods by UN number and kind of flight (where the kind is not known, by the stricter), and pieces
    /// by the positions they fill, of which a demand may not hold fewer.
    /// </summary>
    /// <param name="state">Its day's rows say which goods fly, and what a flight is built like that does not say so itself.</param>
    public static Misfit? Fits(FitRequest request, AirState state)
    {
        var rules = request.Movement.Rules;
        var day = HubTime.DayOf(request.Movement.Calls[0].Departure!.Value);
        var known = state.Fleet.On(request.Movement.Vehicle, day)?.Rules;
        var kind = rules.Aircraft ?? known?.Aircraft;
        foreach (var goods in request.Cargo?.DangerousGoods ?? [])
        {
            var limit = state.LimitOf(goods.UnNumber, goods.PackingGroup, day);
            if (kind != AircraftKind.Cargo && !DangerousGoodsByAir.MayFly(limit, passengers: true))
            {
                return new Misfit("dangerousGoods", Dimension: "passengerAircraft");
            }

            if (kind != AircraftKind.Passenger && !DangerousGoodsByAir.MayFly(limit, passengers: false))
            {
                return new Misfit("dangerousGoods", Dimension: "cargoAircraft");
            }
        }

        return
            request.Cargo?.Pieces is { Count: > 0 } pieces
            && (rules.Ulds ?? known?.Ulds) is { } ulds
            && Positions(pieces, ulds) > request.Demand.Uld
            ? new Misfit("capacity", request.FromCall, "uld")
            : null;
    }

    /// <summary>Positions that pieces take.</summary>
    public static int Positions(IEnumerable<HoldPieces> pieces, UldRules ulds) =>
        UldLoad.Positions(
            [.. pieces.Select(p => new PieceLot(new(p.LengthCm, p.WidthCm, p.HeightCm, p.Kg), p.Count))],
            [
                .. ulds.Devices.Select(d => new UldShape(
                    d.WidthCm,
                    [.. d.Contour.Select(s => new ContourEdge(s.HeightCm, s.LengthCm))],
                    d.Kg,
                    d.Litres
                )),
            ],
            ulds.Loose is { } hold
                ? new LooseShape(new(hold.Piece.LengthCm, hold.Piece.WidthCm, hold.Piece.HeightCm, hold.Piece.Kg), hold.Kg, hold.Litres)
                : null
        );

    /// <summary>What is wrong with what somebody tells of a flight.</summary>
    public static IEnumerable<(string Member, string Detail)> RuleProblems(CargoRules rules)
    {
        if (rules.Aircraft is { } kind && !Enum.IsDefined(kind))
        {
            yield return ("aircraft", "must be PASSENGER or CARGO");
        }

        if (rules.Ulds is { } ulds && !(ulds.Devices is { Count: > 0 and <= 20 } devices && devices.All(IsDevice)))
        {
            yield return (
                "ulds/devices",
                "must be 1 to 20, each with a name, a width, a contour of 1 to 20 steps and what it carries in kg and litres, all above 0"
            );
        }

        if (
            rules.Ulds?.Loose is { } hold
            && !(
                hold is { Kg: >= 0, Litres: >= 0 and <= MaxLitres }
                && hold.Piece is { LengthCm: > 0 and <= MaxCm, WidthCm: > 0 and <= MaxCm, HeightCm: > 0 and <= MaxCm, Kg: >= 0 }
            )
        )
        {
            yield return ("ulds/loose", "must say its largest piece, and how many kg and litres of a shipment it takes");
        }

        if (rules.Wagons is not null)
        {
            yield return ("wagons", "is not for aircraft");
        }
    }

    private static bool IsDevice(UldDevice? device) =>
        device is { Name.Length: > 0 and <= 100, WidthCm: > 0 and <= MaxCm, Kg: > 0, Litres: > 0 and <= MaxLitres }
        && device.Contour is { Count: > 0 and <= 20 } contour
        && contour.All(s => s is { HeightCm: > 0 and <= MaxCm, LengthCm: > 0 and <= MaxCm });
}
