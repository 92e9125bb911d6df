using System.Globalization;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>An airport that begins to work at another place on a day; it keeps its code.</summary>
/// <param name="FirstDay">First day at the new place.</param>
/// <param name="Latitude">Degrees north of the new place.</param>
/// <param name="Longitude">Degrees east of the new place.</param>
/// <param name="Curfew">Its hours there; null: none.</param>
public sealed record AirportMove(string Airport, DateOnly FirstDay, double Latitude, double Longitude, Physics.Curfew? Curfew)
{
    /// <summary>What the ids of lines to and from the new place end with.</summary>
    public const string Suffix = ".NEW";

    /// <summary>Those of this assembly's own data.</summary>
    public static IReadOnlyList<AirportMove> All { get; } =
    [
        .. CsvTable
            .Embedded(typeof(AirportMove).Assembly, "moves.csv")
            .Rows.Select(r => new AirportMove(
                r["airport"],
                DateOnly.ParseExact(r["first_day"], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                r.Double("latitude"),
                r.Double("longitude"),
                r.Optional("closes") is { } closes ? new Physics.Curfew(Time(closes), Time(r["opens"])) : null
            )),
    ];

    /// <summary>A line before and from the day on; the line itself where it is all before or does not touch the airport.</summary>
    public IEnumerable<(LineRow Line, bool Moved)> Split(LineRow line)
    {
        if (!line.Route.Contains(Airport) || line.ValidTo < FirstDay)
        {
            yield return (line, false);
            yield break;
        }

        if (line.ValidFrom < FirstDay)
        {
            yield return (line with { ValidTo = FirstDay.AddDays(-1) }, false);
        }

        var from = line.ValidFrom > FirstDay ? line.ValidFrom : FirstDay;
        yield return (line with { LineId = line.LineId + Suffix, ValidFrom = from }, true);
    }

    /// <summary>Great-circle kilometres between two airports, one of them this one at its new place.</summary>
    public decimal Km(string from, string to)
    {
        var (a, b) = (At(from), At(to));
        return (decimal)Geo.GreatCircleKm(a.Latitude, a.Longitude, b.Latitude, b.Longitude);

        (double Latitude, double Longitude) At(string airport) =>
            airport == Airport ? (Latitude, Longitude)
            : Terminals.Hub.Find(airport) is { } terminal ? (terminal.Latitude, terminal.Longitude)
            : throw new FormatException($"There is no airport {airport}.");
    }

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
