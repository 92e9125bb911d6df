namespace Qujiang.Network;

/// <summary>Distances on the sphere.</summary>
public static class Geo
{
    /// <summary>Mean radius of the earth (IUGG), km.</summary>
    public const double EarthRadiusKm = 6371.0088;

    /// <summary>
    /// Road kilometres per great-circle kilometre where no road distance is known. The median of the hub's 39 road corridors longer than 50 km
    /// is 1.23, their mean 1.25 (D); 1.3 errs on the safe side (E).
    /// </summary>
    public const double RoadCircuity = 1.3;

    /// <summary>Great-circle distance in kilometres by the haversine formula; arguments in degrees.</summary>
    public static double GreatCircleKm(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var (lat1, lat2) = (double.DegreesToRadians(latitude1), double.DegreesToRadians(latitude2));
        var sinLat = Math.Sin((lat2 - lat1) / 2);
        var sinLon = Math.Sin(double.DegreesToRadians(longitude2 - longitude1) / 2);
        var h = (sinLat * sinLat) + (Math.Cos(lat1) * Math.Cos(lat2) * sinLon * sinLon);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    /// <summary>Great-circle distance between two terminals, km.</summary>
    public static double GreatCircleKm(Terminal from, Terminal to) =>
        GreatCircleKm(from.Latitude, from.Longitude, to.Latitude, to.Longitude);
}
