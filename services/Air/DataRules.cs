using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.Air;

/// <summary>What must hold for data of airports, block times and dangerous goods that operators change, so that the physics can go by them.</summary>
internal static class DataRules
{
    private const int LongestMinutes = 24 * 60;

    public static void Check(string id, AirportData data, Validator at)
    {
        // China and what is around it: the two swapped, or degrees of another continent, are told apart from a site.
        at.Require(data.Latitude is >= 15 and <= 55, "latitude", "must be from 15 to 55 degrees north");
        at.Require(data.Longitude is >= 73 and <= 136, "longitude", "must be from 73 to 136 degrees east");
        var sound = Check(data.General, at.At("general"));
        sound &= Check(data.Special, at.At("special"));
        if (sound)
        {
            at.Require(data.Special.Minutes >= data.General.Minutes, "special", "must not take less time than general cargo");
        }

        at.Require(
            data.Curfew is null || data.Curfew.Closes != data.Curfew.Opens,
            "curfew",
            "must open at another time than it closes; an airport that is always open has none"
        );
    }

    public static void Check(string id, BlockTimeData data, Validator at)
    {
        at.Require(data.CruiseKmh is >= 100 and <= 1_200, "cruiseKmh", "must be from 100 to 1200 km/h");
        at.Require(data.GroundMinutes is >= 0 and <= 240, "groundMinutes", "must be from 0 to 240");
    }

    public static void Check(string id, AirGoods data, Validator at)
    {
        at.Require(data.Name.Length is > 0 and <= 200, "name", "must be from 1 to 200 characters");
        at.Require(data.Classes.Count is > 0 and <= 4, "classes", "must be from 1 to 4");
        foreach (var (i, item) in data.Classes.Index())
        {
            if (!DangerousGoods.IsClass(item))
            {
                at.At("classes").At(i).Error("must be a class or division, such as 3 or 2.1");
            }
        }

        at.Require(data.Groups.Count is > 0 and <= 4, "groups", "must be from 1 to 4: one for each packing group, or one for all");
        foreach (var (i, group) in data.Groups.Index())
        {
            var here = at.At("groups").At(i);
            here.Require(
                group.PassengerAircraft.Length is > 0 and <= 100,
                "passengerAircraft",
                "must be the most in a package, in words of 1 to 100 characters, or FORBIDDEN"
            );
            here.Require(
                group.CargoAircraft.Length is > 0 and <= 100,
                "cargoAircraft",
                "must be the most in a package, in words of 1 to 100 characters, or FORBIDDEN"
            );
            here.Require(
                group.PackingGroup is null || DangerousGoods.IsPackingGroup(group.PackingGroup),
                "packingGroup",
                "must be I, II or III"
            );
            here.Require(data.Groups.Take(i).All(g => g.PackingGroup != group.PackingGroup), "packingGroup", "has a row already");
        }
    }

    private static bool Check(AcceptanceTimes times, Validator at) =>
        at.Require(times.AcceptanceMinutes is >= 0 and <= LongestMinutes, "acceptanceMinutes", $"must be from 0 to {LongestMinutes}: a day")
        & at.Require(
            times.ScreeningMinutes is >= 0 and <= LongestMinutes,
            "screeningMinutes",
            $"must be from 0 to {LongestMinutes}: a day"
        );
}
