using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Quotes;

/// <summary>Turns a request into a <see cref="RouteSpecification"/>, or names every place in it that is wrong.</summary>
public sealed class QuoteReader(Terminals terminals, IOptions<RoutingOptions> options, TimeProvider time)
{
    public const int DefaultBoardings = 5;
    public const int DefaultOptions = 6;

    /// <summary>A request is written and travels: what was ready a moment ago is still ready.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestStay = TimeSpan.FromDays(14);

    private readonly CargoReader cargo = new();

    /// <returns>The specification; null when <paramref name="check"/> has found errors.</returns>
    public RouteSpecification? Read(QuoteRequest request, Validator check)
    {
        var shipment = cargo.Read(request, check);
        var meaning = Meaning(request);
        var origin = ReadPlace(request.Origin, meaning, check.At("origin"));
        var destination = ReadPlace(request.Destination, meaning, check.At("destination"));
        if (origin is not null && destination is not null && IsSame(origin, destination))
        {
            check.Error("destination", $"is the origin as well: there is no way to find from {origin.Name} to itself");
        }
        var (readyAt, dueBy) = ReadTimes(request, check);
        var limits = request.Limits ?? new LimitsRequest();
        var at = check.At("limits");
        var boardings = limits.MaxBoardings ?? DefaultBoardings;
        at.Require(boardings is >= 1 and <= 8, "maxBoardings", "must be from 1 to 8");
        if (limits.Modes is { } modes)
        {
            at.Require(modes.Count > 0, "modes", "must name one mode or more; leave it out to allow all");
            at.Require(modes.Distinct().Count() == modes.Count, "modes", "must name no mode twice");
        }
        var via = ReadVia(limits.Via ?? [], at.At("via"));
        var most = request.MaxOptions ?? DefaultOptions;
        check.Require(most is >= 1 and <= 20, "maxOptions", "must be from 1 to 20");

        return check.IsValid
            ? new RouteSpecification(
                origin!,
                destination!,
                readyAt > time.GetUtcNow() ? readyAt : time.GetUtcNow(),
                dueBy,
                shipment!,
                boardings,
                limits.Modes ?? [Mode.Waterway, Mode.Rail, Mode.Road, Mode.Air],
                via,
                most,
                request.AllowSplit
            )
            : null;
    }

    private (DateTimeOffset ReadyAt, DateTimeOffset? DueBy) ReadTimes(QuoteRequest request, Validator check)
    {
        var now = time.GetUtcNow();
        var readable = check.Require(Instants.TryRead(request.ReadyAt, out var readyAt), "readyAt", Instants.Form);
        if (readable)
        {
            check.Require(readyAt >= now - Lateness, "readyAt", $"is in the past: it is {HubTime.ToHub(now):yyyy-MM-ddTHH:mm:sszzz} now");
            // By days of the hub, as the leg services reckon theirs.
            var last = HubTime.DayOf(now).AddDays(options.Value.HorizonDays);
            check.Require(
                HubTime.DayOf(readyAt) <= last,
                "readyAt",
                $"is beyond the timetable, which is known for {options.Value.HorizonDays} days, until {last:yyyy-MM-dd}"
            );
        }
        if (request.DueBy is null)
        {
            return (readyAt, null);
        }
        if (check.Require(Instants.TryRead(request.DueBy, out var dueBy), "dueBy", Instants.Form) && readable)
        {
            check.Require(dueBy > readyAt, "dueBy", "must be after readyAt");
        }
        return (readyAt, dueBy);
    }

    private Place? ReadPlace(PlaceRequest place, PlaceMeaning meaning, Validator check)
    {
        var ways = (place.Terminal is null ? 0 : 1) + (place.Unlocode is null ? 0 : 1) + (place.Lat is null && place.Lon is null ? 0 : 1);
        if (ways != 1)
        {
            check.Error("must be given in exactly one way: terminal, unlocode, or lat and lon");
            return null;
        }
        if (place.Name is { } name)
        {
            check.Require(place.Terminal is null && place.Unlocode is null, "name", "goes with lat and lon only: a terminal has its own");
            check.Require(name.Length is >= 1 and <= 100 && !name.Any(char.IsControl), "name", "must have 1 to 100 printable characters");
        }
        return place.Terminal is not null
            ? ReadTerminal(place.Terminal, check) is { } terminal
                ? new Place([terminal], null, terminal.Code.Value)
                : null
            : place.Unlocode is not null
                ? ReadUnlocode(place.Unlocode, meaning, check)
                : ReadDoor(place, check);
    }

    private Terminal? ReadTerminal(string code, Validator check)
    {
        if (terminals.Find(code) is { } terminal)
        {
            if (!terminal.HandlesCargo)
            {
                check.Error("terminal", $"{terminal.Code} ({terminal.NameEn}) is a lock: vessels pass, nothing is loaded there");
                return null;
            }
            return terminal;
        }
        var near = Shorten(code) is { Length: > 0 } text ? terminals.Search(text).Where(t => t.HandlesCargo).Take(3).ToList() : [];
        var hint =
            Unlocode.IsWellFormed(code) ? "; to name a place by UN/LOCODE use unlocode"
            : near.Count > 0 ? $"; did you mean {string.Join(", ", near.Select(t => t.Code.Value))}?"
            : "; see /v1/terminals";
        check.Error("terminal", $"there is no terminal '{Shorten(code)}'{hint}");
        return null;
    }

    private Place? ReadUnlocode(string code, PlaceMeaning meaning, Validator check)
    {
        var found = terminals.FindByUnlocode(code, meaning);
        if (found.Terminals.Count == 0 && meaning != PlaceMeaning.Any)
        {
            found = terminals.FindByUnlocode(code); // an inland place or an airport is a fair start for boxes too: trucks fetch them
        }
        if (found.Terminals.Count > 0)
        {
            return new Place(found.Terminals, null, code.Trim().ToUpperInvariant());
        }
        check.Error("unlocode", found.Hint ?? $"no terminal of the hub has the UN/LOCODE '{Shorten(code)}'");
        return null;
    }

    private Place? ReadDoor(PlaceRequest place, Validator check)
    {
        var complete = check.Require(place.Lat is >= -90 and <= 90, "lat", "must be from -90 to 90 degrees");
        complete &= check.Require(place.Lon is >= -180 and <= 180, "lon", "must be from -180 to 180 degrees");
        if (!complete)
        {
            return null;
        }
        var radius = options.Value.DrayageRadiusKm;
        if (terminals.Near(place.Lat!.Value, place.Lon!.Value, radius).Count == 0)
        {
            check.Error($"there is no terminal within {radius} km of {place.Lat:0.####}, {place.Lon:0.####}");
            return null;
        }
        var name = place.Name ?? $"{place.Lat:0.####},{place.Lon:0.####}";
        return new Place([], new Door(place.Lat.Value, place.Lon.Value, name), name);
    }

    private List<Via> ReadVia(IReadOnlyList<ViaRequest?> requests, Validator check)
    {
        if (requests.Count > 3)
        {
            check.Error("must name 3 terminals at most");
        }
        var via = new List<Via>();
        foreach (var (i, request) in requests.Take(3).Index())
        {
            var at = check.At(i);
            if (request is null)
            {
                at.Error("must be an object");
                continue;
            }
            var stay = TimeSpan.Zero;
            if (request.MinimumStay is { } text)
            {
                var readable = Instants.TryReadDuration(text, out stay);
                at.Require(readable && stay <= LongestStay, "minimumStay", "must be an ISO 8601 duration of at most P14D, such as PT6H");
            }
            if (ReadTerminal(request.Terminal, at) is { } terminal)
            {
                via.Add(new Via(terminal, stay));
            }
        }
        return via;
    }

    /// <summary>Old codes that now belong to airports mean the port when the cargo is of the kind that ports take.</summary>
    private static PlaceMeaning Meaning(QuoteRequest request) =>
        request.Equipment is { Count: > 0 } || request.Bulk is not null ? PlaceMeaning.Port : PlaceMeaning.Any;

    private static bool IsSame(Place a, Place b) =>
        (a.Door is { } x && b.Door is { } y && Geo.GreatCircleKm(x.Latitude, x.Longitude, y.Latitude, y.Longitude) < 0.05)
        || (
            a.Door is null
            && b.Door is null
            && a.Terminals.All(t => b.Terminals.Contains(t))
            && b.Terminals.All(t => a.Terminals.Contains(t))
        );

    private static string Shorten(string text)
    {
        var printable = new string([.. text.Where(c => !char.IsControl(c)).Take(40)]);
        return printable.Trim();
    }
}
