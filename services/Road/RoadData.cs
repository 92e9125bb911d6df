using Qujiang.LegKernel.House;

namespace Qujiang.Road;

/// <summary>What of the roads, cities, drivers and trucks operators may change, and everything that follows from it.</summary>
public sealed class RoadData : HouseData<RoadState>
{
    /// <summary>The one truck that lanes are driven with.</summary>
    public const string Truck = "articulated-49t";

    /// <summary>The one sheet of <see cref="DriverHours"/>.</summary>
    public const string DriverHoursId = "STANDARD";

    /// <summary>The one sheet of <see cref="DangerousGoodsBans"/>.</summary>
    public const string MotorwaysId = "MOTORWAYS";

    private readonly IReadOnlyDictionary<string, (string From, string To)> ends;
    private readonly IReadOnlyDictionary<string, string> terminals;
    private readonly LaneCache lanes = new();

    private RoadData(
        IReadOnlyDictionary<string, (string From, string To)> ends,
        IReadOnlyDictionary<string, string> terminals,
        DataKind<CorridorData> roads,
        DataKind<CityData> cities,
        DataKind<DriverHoursData> driverHours,
        DataKind<DangerousGoodsBanData> dangerousGoodsBans,
        DataKind<TruckData> trucks,
        DataKind<PoolData> pools
    )
        : base(roads, cities, driverHours, dangerousGoodsBans, trucks, pools)
    {
        (this.ends, this.terminals) = (ends, terminals);
        (Roads, Cities, DriverHours) = (roads, cities, driverHours);
        (DangerousGoodsBans, Trucks, Pools) = (dangerousGoodsBans, trucks, pools);
    }

    /// <summary>By corridor.</summary>
    public DataKind<CorridorData> Roads { get; }

    /// <summary>By terminal.</summary>
    public DataKind<CityData> Cities { get; }

    /// <summary>Under <see cref="DriverHoursId"/>.</summary>
    public DataKind<DriverHoursData> DriverHours { get; }

    /// <summary>Under <see cref="MotorwaysId"/>.</summary>
    public DataKind<DangerousGoodsBanData> DangerousGoodsBans { get; }

    /// <summary>By vehicle: <see cref="Truck"/>.</summary>
    public DataKind<TruckData> Trucks { get; }

    /// <summary>By pool.</summary>
    public DataKind<PoolData> Pools { get; }

    /// <summary>Whether a road is one of the hub's.</summary>
    public bool IsRoad(string id) => ends.ContainsKey(id);

    /// <summary>Where a road leads.</summary>
    internal (string From, string To) EndsOf(string road) => ends[road];

    /// <summary>Where a pool stands.</summary>
    internal string TerminalOf(string pool) => terminals[pool];

    /// <summary>With this assembly's own data as the seed.</summary>
    public static RoadData Load()
    {
        var (ends, terminals) = (SeedSheets.Ends(), SeedSheets.PoolTerminals());
        var served = ends.Values.SelectMany(e => new[] { e.From, e.To }).ToHashSet(StringComparer.Ordinal);
        return new(
            ends,
            terminals,
            new("road", SeedSheets.Roads(), ends.ContainsKey, (id, data, at) => DataRules.Check(ends[id], data, at)),
            new("city", SeedSheets.Cities(), served.Contains, DataRules.Check),
            new("driver-hours", [SeedSheets.DriverHours()], id => id == DriverHoursId, DataRules.Check),
            new("dangerous-goods-ban", [SeedSheets.DangerousGoodsBan()], id => id == MotorwaysId, DataRules.Check),
            new("truck", [SeedSheets.Truck()], id => id == Truck, DataRules.Check),
            new("pool", SeedSheets.Pools(), terminals.ContainsKey, DataRules.Check)
        );
    }

    /// <inheritdoc />
    protected override RoadState Make(DataSnapshot data) => new(this, data, lanes);
}
