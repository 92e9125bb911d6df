using System.Collections.Concurrent;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// Which dangerous goods fly on which aircraft, day by day: by what the air service publishes of a UN number, else by the table of shared/Network.
/// </summary>
public sealed class AirRules
{
    /// <summary>Kind of the data that it is told by (<see cref="ReferenceDataPublished.Kind"/>).</summary>
    public const string Kind = "dangerous-goods";

    /// <summary>The service that tells it.</summary>
    public const string Service = "air";

    private readonly ConcurrentDictionary<string, Row[]> told = new(StringComparer.Ordinal);

    /// <summary>Takes the present version of what is known of a number.</summary>
    public void Set(ReferenceDataPublished sheet) => told[sheet.Id] = Rows(sheet);

    /// <summary>What is not among these is forgotten.</summary>
    public void Replace(IReadOnlyDictionary<string, ReferenceDataPublished> sheets)
    {
        foreach (var sheet in sheets.Values)
        {
            Set(sheet);
        }
        foreach (var gone in told.Keys.Where(un => !sheets.ContainsKey(un)))
        {
            told.TryRemove(gone, out _);
        }
    }

    /// <summary>How much of some goods may be in a package on a day; null where nobody knows their number: then their class decides.</summary>
    public AirLimit? Find(Dangerous goods, DateOnly day) =>
        told.TryGetValue(goods.UnNumber, out var rows) && Array.FindLast(rows, r => r.From <= day) is { } row
            ? DangerousGoodsByAir.Pick(row.Limits, goods.PackingGroup)
            : DangerousGoodsByAir.Find(goods.UnNumber, goods.PackingGroup);

    /// <summary>Whether goods, and all that is packed with them, may fly on a day, below passengers or without.</summary>
    public bool MayFly(Dangerous goods, bool passengers, DateOnly day) =>
        goods.All().All(g => DangerousGoodsByAir.MayFly(Find(g, day), passengers));

    /// <summary>The days after this one, up to another, from which the goods may fly otherwise than on the day before.</summary>
    public IReadOnlyList<DateOnly> ChangesBetween(Dangerous goods, DateOnly after, DateOnly until)
    {
        return
        [
            .. goods
                .All()
                .SelectMany(g => told.GetValueOrDefault(g.UnNumber, []))
                .Select(r => r.From)
                .Where(day => day > after && day <= until && On(day) != On(day.AddDays(-1)))
                .Distinct()
                .Order(),
        ];

        (bool, bool) On(DateOnly day) => (MayFly(goods, passengers: true, day), MayFly(goods, passengers: false, day));
    }

    /// <summary>What a row says; null where it cannot be read: the row is passed over, as if it were not there.</summary>
    public static AirGoods? Read(ReferenceDataRow row)
    {
        try
        {
            return
                row.Data.Deserialize<AirGoods>(ContractJson.Options)
                    is { Name: not null, Classes: not null, Groups: { Count: > 0 } groups } goods
                && groups.All(g => g is { PassengerAircraft: not null, CargoAircraft: not null })
                ? goods
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Row[] Rows(ReferenceDataPublished sheet) =>
        [
            .. sheet
                .Rows.Select(r => (r.From, Goods: Read(r), r.Provenance))
                .Where(r => r.Goods is not null)
                .Select(r => new Row(r.From, r.Goods!.ToLimits(sheet.Id, r.Provenance.Source, r.Provenance.Quality.ToString()[0])))
                .OrderBy(r => r.From),
        ];

    private sealed record Row(DateOnly From, IReadOnlyList<AirLimit> Limits);
}
