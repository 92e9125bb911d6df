using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// Which dangerous goods fly on which aircraft, day by day: by what the air service publishes of a UN number, else by the table of shared/Network.
/// </summary>
public sealed class AirRules
{
    /// <summary>What the air service tells, by UN number.</summary>
    public static ReferenceKind<IReadOnlyList<AirLimit>> Goods { get; } = new(Mode.Air, "dangerous-goods", Read);

    /// <summary>What it has told.</summary>
    public ReferenceTable<IReadOnlyList<AirLimit>> Told { get; } = new(Goods);

    /// <summary>How much of some goods may be in a package on a day; null where nobody knows their number: then their class decides.</summary>
    public AirLimit? Find(Dangerous goods, DateOnly day) =>
        Told.On(goods.UnNumber, day) is { } limits
            ? DangerousGoodsByAir.Pick(limits, goods.PackingGroup)
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
                .SelectMany(g => Told.DaysOf(g.UnNumber))
                .Where(day => day > after && day <= until && On(day) != On(day.AddDays(-1)))
                .Distinct()
                .Order(),
        ];

        (bool, bool) On(DateOnly day) => (MayFly(goods, passengers: true, day), MayFly(goods, passengers: false, day));
    }

    private static IReadOnlyList<AirLimit>? Read(string unNumber, ReferenceDataRow row) =>
        ReferenceKind.DataOf<AirGoods>(row) is { Name: not null, Classes: not null, Groups: { Count: > 0 } groups } goods
        && groups.All(g => g is { PassengerAircraft: not null, CargoAircraft: not null })
            ? goods.ToLimits(unNumber, row.Provenance.Source, row.Provenance.Quality.ToString()[0])
            : null;
}
