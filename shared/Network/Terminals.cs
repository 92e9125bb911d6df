using System.Collections.Frozen;

namespace Qujiang.Network;

/// <summary>What somebody who names a place by UN/LOCODE has in mind.</summary>
public enum PlaceMeaning
{
    /// <summary>Not said: the current UN/LOCODE list decides, old port codes count only where it names none of our terminals.</summary>
    Any,

    /// <summary>A port, as with containers and bulk: CNSHA and CNNGB mean the ports of Shanghai and Ningbo.</summary>
    Port,

    /// <summary>An airport.</summary>
    Airport,
}

/// <summary>The answer to a look-up by UN/LOCODE.</summary>
/// <param name="Terminals">All terminals it may mean; empty when none.</param>
/// <param name="Hint">For a person: why there is none, or that a code is outdated; null when there is nothing to say.</param>
public sealed record UnlocodeLookup(IReadOnlyList<Terminal> Terminals, string? Hint);

/// <summary>A terminal and its great-circle distance in kilometres.</summary>
public readonly record struct NearbyTerminal(Terminal Terminal, double Km);

/// <summary>The hub's terminals with their look-ups. Immutable.</summary>
public sealed class Terminals
{
    private readonly FrozenDictionary<TerminalCode, Terminal> byCode;
    private readonly ILookup<string, Terminal> byUnlocode;
    private readonly FrozenDictionary<string, Terminal> byIata;
    private readonly FrozenDictionary<string, Alias> aliases;

    private Terminals(IReadOnlyList<Terminal> all, IEnumerable<Alias> aliasList)
    {
        All = all;
        byCode = all.ToFrozenDictionary(t => t.Code);
        byUnlocode = all.Where(t => t.Unlocode is not null).ToLookup(t => t.Unlocode!, StringComparer.Ordinal);
        byIata = all.Where(t => t.Iata is not null).ToFrozenDictionary(t => t.Iata!, StringComparer.Ordinal);
        aliases = aliasList.ToFrozenDictionary(a => a.Unlocode, StringComparer.Ordinal);
    }

    /// <summary>The terminals of the hub, read from this assembly's own data.</summary>
    public static Terminals Hub { get; } = Load();

    /// <summary>All of them, in file order.</summary>
    public IReadOnlyList<Terminal> All { get; }

    /// <summary>The terminal of a code.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Terminal this[TerminalCode code] =>
        byCode.TryGetValue(code, out var terminal) ? terminal : throw new KeyNotFoundException($"There is no terminal {code}.");

    /// <summary>The terminal of a code such as <c>BLG-PRT</c>; null when there is none.</summary>
    public Terminal? Find(string? code) => TerminalCode.TryParse(code, out var parsed) ? byCode.GetValueOrDefault(parsed) : null;

    /// <summary>The airport of an IATA code; null when the hub has none.</summary>
    public Terminal? FindByIata(string iata) => byIata.GetValueOrDefault(iata.Trim().ToUpperInvariant());

    /// <summary>
    /// The terminals that a UN/LOCODE may mean. The traps: CNJUZ is Jiuzhen and not Quzhou airport; CNSHA and CNNGB are airports today and ports in
    /// many carriers' messages; CNFUZ is Fuzhou in Jiangxi; CN + IATA is not a UN/LOCODE.
    /// </summary>
    public UnlocodeLookup FindByUnlocode(string text, PlaceMeaning meaning = PlaceMeaning.Any)
    {
        var code = text.Trim().ToUpperInvariant();
        if (!Unlocode.IsWellFormed(code))
        {
            return new([], $"'{text}' is not of the form of a UN/LOCODE: two letters of the country, three letters or digits 2-9.");
        }

        var listed = byUnlocode[code].Where(t => t.HandlesCargo && Fits(t, meaning)).ToList();
        var alias = aliases.GetValueOrDefault(code);
        if (listed.Count == 0 && alias is not null && (alias.Terminals.Count == 0 || meaning != PlaceMeaning.Airport))
        {
            return new([.. alias.Terminals.Select(t => byCode[t])], alias.Hint);
        }

        return listed.Count > 0 ? new(listed, null) : new([], WhyNone(code));
    }

    /// <summary>Terminals whose code, name (Chinese or English), county, prefecture, UN/LOCODE or IATA contain every word, best match first.</summary>
    public IReadOnlyList<Terminal> Search(string query)
    {
        var words = query.ToUpperInvariant().Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? []
            :
            [
                .. All.Select(t => (Terminal: t, Score: words.Min(w => Score(t, w))))
                    .Where(m => m.Score > 0)
                    .OrderByDescending(m => m.Score)
                    .ThenBy(m => m.Terminal.Tier)
                    .ThenBy(m => m.Terminal.Code.Value, StringComparer.Ordinal)
                    .Select(m => m.Terminal),
            ];
    }

    /// <summary>Terminals that handle cargo within <paramref name="km"/> kilometres (great circle), nearest first.</summary>
    public IReadOnlyList<NearbyTerminal> Near(double latitude, double longitude, double km) =>
        [
            .. All.Where(t => t.HandlesCargo)
                .Select(t => new NearbyTerminal(t, Geo.GreatCircleKm(latitude, longitude, t.Latitude, t.Longitude)))
                .Where(n => n.Km <= km)
                .OrderBy(n => n.Km)
                .ThenBy(n => n.Terminal.Code.Value, StringComparer.Ordinal),
        ];

    private static bool Fits(Terminal terminal, PlaceMeaning meaning) =>
        meaning switch
        {
            PlaceMeaning.Port => terminal.Kind != TerminalKind.Airport,
            PlaceMeaning.Airport => terminal.Kind == TerminalKind.Airport,
            _ => true,
        };

    private static int Score(Terminal t, string word) =>
        t.Code.Value == word || t.Iata == word || t.Unlocode == word ? 4
        : t.Code.Value.StartsWith(word, StringComparison.Ordinal) ? 3
        : t.NameEn.Split(' ', '-', ',', '/', '(', ')').Contains(word, StringComparer.OrdinalIgnoreCase) ? 3
        : t.NameEn.StartsWith(word, StringComparison.OrdinalIgnoreCase) || t.NameZh.StartsWith(word, StringComparison.Ordinal) ? 3
        : t.NameEn.Contains(word, StringComparison.OrdinalIgnoreCase) || t.NameZh.Contains(word, StringComparison.OrdinalIgnoreCase) ? 2
        : t.Code.Value.Contains(word, StringComparison.Ordinal) ? 2
        : t.Prefecture.Contains(word, StringComparison.Ordinal) || (t.County?.Contains(word, StringComparison.Ordinal) ?? false) ? 1
        : 0;

    private string? WhyNone(string code)
    {
        if (code.StartsWith("CN", StringComparison.Ordinal) && byIata.TryGetValue(code[2..], out var airport) && airport.Unlocode != code)
        {
            return $"{code} is not the UN/LOCODE of {airport.NameEn} (IATA {airport.Iata})"
                + (airport.Unlocode is { } real ? $": that is {real}." : ": it has none.");
        }

        return byUnlocode.Contains(code) ? $"{code} has no terminal of that kind." : null;
    }

    private static Terminals Load()
    {
        var assembly = typeof(Terminals).Assembly;
        var terminals = CsvTable
            .Embedded(assembly, "terminals.csv")
            .Rows.Select(r => new Terminal(
                TerminalCode.Parse(r["code"]),
                r["name_en"],
                r["name_zh"],
                TerminalKinds.FromCode(r["kind"]) ?? throw new FormatException($"Line {r.Line}: unknown kind {r["kind"]}."),
                r["province"],
                r["prefecture"],
                r.Optional("county"),
                r.Optional("unlocode"),
                r.Optional("iata"),
                r.Double("lat"),
                r.Double("lon"),
                r["coord_quality"][0],
                r.Optional("dcsa_facility_type"),
                r["status"],
                r["source"],
                r["notes"],
                r.Int("tier")
            ));
        var aliasList = CsvTable
            .Embedded(assembly, "locode-aliases.csv")
            .Rows.Select(r => new Alias(r["unlocode"], [.. r.List("terminals").Select(TerminalCode.Parse)], r["hint"]));
        return new Terminals([.. terminals], aliasList);
    }

    private sealed record Alias(string Unlocode, IReadOnlyList<TerminalCode> Terminals, string Hint);
}
