using System.Text.Json.Serialization;
using Qujiang.Air.Physics;

namespace Qujiang.Air;

/// <summary>Where an airport stands, when it is closed, and how long before a departure cargo must be there.</summary>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="General">For any cargo.</param>
/// <param name="Special">For dangerous goods and cargo kept at a temperature; no less than for any.</param>
/// <param name="Curfew">When nothing lands or takes off; null: never.</param>
public sealed record AirportData(
    double Latitude,
    double Longitude,
    AcceptanceTimes General,
    AcceptanceTimes Special,
    Curfew? Curfew = null
);

/// <summary>What is done with cargo before a departure, one after the other.</summary>
/// <param name="AcceptanceMinutes">To be weighed, labelled and accepted.</param>
/// <param name="ScreeningMinutes">To be screened for security, and checked where it is special.</param>
public sealed record AcceptanceTimes(int AcceptanceMinutes, int ScreeningMinutes)
{
    /// <summary>Both together.</summary>
    [JsonIgnore]
    public int Minutes => AcceptanceMinutes + ScreeningMinutes;
}

/// <summary>How long flights take.</summary>
/// <param name="CruiseKmh">On the great circle.</param>
/// <param name="GroundMinutes">Taxi, climb and approach beyond that.</param>
public sealed record BlockTimeData(decimal CruiseKmh, int GroundMinutes);
