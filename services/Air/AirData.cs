using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>What of the flights operators may change, and everything that follows from it.</summary>
public sealed class AirData : HouseData<AirState>
{
    /// <summary>The one sheet of block times.</summary>
    public const string Standard = "STANDARD";

    private readonly CorridorMap corridors = SeedFiles.Corridors(typeof(AirData).Assembly);

    private AirData(
        DataKind<AirportData> airports,
        DataKind<AircraftData> aircraft,
        DataKind<BlockTimeData> blockTimes,
        DataKind<AirGoods> goods
    )
        : base(airports, aircraft, blockTimes, goods) => (Airports, Aircraft, BlockTimes, Goods) = (airports, aircraft, blockTimes, goods);

    /// <summary>By terminal code.</summary>
    public DataKind<AirportData> Airports { get; }

    /// <summary>By vehicle class.</summary>
    public DataKind<AircraftData> Aircraft { get; }

    /// <summary>One sheet, <see cref="Standard"/>.</summary>
    public DataKind<BlockTimeData> BlockTimes { get; }

    /// <summary>By UN number, four digits.</summary>
    public DataKind<AirGoods> Goods { get; }

    /// <summary>With this assembly's own data as the seed, and more rows of airports than the files have.</summary>
    public static AirData Load(params IReadOnlyList<(string Airport, DataRow<AirportData> Row)> more)
    {
        var aircraft = AirSeed.Aircraft().ToList();
        var airports = AirSeed
            .Airports()
            .Select(sheet => more.Where(m => m.Airport == sheet.Id).Aggregate(sheet, (s, m) => s.With(m.Row)))
            .ToList();
        return new(
            new("airport", airports, id => airports.Exists(a => a.Id == id), DataRules.Check),
            new("aircraft", aircraft, id => aircraft.Exists(a => a.Id == id), AircraftRules.Check),
            new("block-time", AirSeed.BlockTimes(), id => id == Standard, DataRules.Check),
            new("dangerous-goods", AirSeed.Goods(), id => DangerousGoods.NormalizeUnNumber(id) == id, DataRules.Check)
        );
    }

    /// <inheritdoc />
    protected override AirState Make(DataSnapshot data) =>
        new(new(data.Of(Airports), corridors), new(data.Of(Aircraft)), data.Of(BlockTimes)[Standard], data.Of(Goods), data.Day);
}
