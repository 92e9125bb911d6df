using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Network;
using Qujiang.Road.Physics;
using Qujiang.Tariffs;

namespace Qujiang.Road;

/// <summary>The roads by one version of the data. What takes long to make is made when it is asked for.</summary>
public sealed class RoadState
{
    private readonly RoadData house;
    private readonly Lazy<RoadLanes> lanes;

    internal RoadState(RoadData house, DataSnapshot data, LaneCache cache)
    {
        this.house = house;
        Data = data;
        Pools = [.. data.Of(house.Pools).Keys.Order(StringComparer.Ordinal).Select(id => PoolOn(id, data.Day))];
        Truck = On(house.Trucks, RoadData.Truck, data.Day).Data;
        Weights = Truck.ToWeights();
        lanes = new(() =>
        {
            var basis = new LaneBasis(
                [.. data.Of(house.Roads).Keys.Order(StringComparer.Ordinal).Select(Edge)],
                Truck,
                On(house.DriverHours, RoadData.DriverHoursId, data.Day).Data,
                On(house.DangerousGoodsBans, RoadData.MotorwaysId, data.Day).Data,
                [
                    .. data.Of(house.Cities)
                        .OrderBy(c => c.Key, StringComparer.Ordinal)
                        .Select(c => (c.Key, Row: c.Value.On(data.Day)))
                        .Where(c => c.Row is not null)
                        .Select(c => new CityBasis(c.Key, c.Row!.Data)),
                ]
            );
            return cache.For(Timetable.Hash(basis), () => new RoadLanes(basis));
        });
    }

    /// <summary>The data it is made of.</summary>
    public DataSnapshot Data { get; }

    /// <summary>What the truck of today is.</summary>
    public TruckData Truck { get; }

    /// <summary>What it weighs and carries.</summary>
    public TruckWeights Weights { get; }

    /// <summary>The pools as they are today.</summary>
    public IReadOnlyList<PoolSpec> Pools { get; }

    /// <summary>The lanes as they are today.</summary>
    public RoadLanes Lanes => lanes.Value;

    /// <summary>A pool as it is on a day: as many trucks as its row says, each as large as the truck's row says.</summary>
    public PoolSpec PoolOn(string id, DateOnly day)
    {
        var (pool, truck) = (On(house.Pools, id, day), On(house.Trucks, RoadData.Truck, day).Data);
        var (trucks, terminal) = (pool.Data.TrucksPerDay, house.TerminalOf(id));
        return new(
            id,
            $"Trucks at {Terminals.Hub.Find(terminal)?.NameEn}",
            terminal,
            new(
                trucks * TruckLoads.Teu100PerTruck,
                trucks * truck.PoolKg,
                trucks * truck.PieceLitres,
                (int)Math.Ceiling(trucks * truck.ReeferSharePercent / 100 * truck.ReeferPlugsPerTruck)
            ),
            SeedFiles.Days(pool.Data.Days),
            pool.Provenance
        );
    }

    private RoadEdge Edge(string id)
    {
        var (ends, row) = (house.EndsOf(id), On(house.Roads, id, Data.Day));
        return new(id, ends.From, ends.To, row.Data.Km, row.Provenance.Quality, row.Data.Name, row.Data.TolledKm);
    }

    // What the files bring holds from the first day of all, so that there is always a row.
    private DataRow<T> On<T>(DataKind<T> kind, string id, DateOnly day)
        where T : class => Data.Of(kind)[id].OnOrFirst(day);
}

/// <summary>All that lanes are made of: the same again gives the same lanes.</summary>
public sealed record LaneBasis(
    IReadOnlyList<RoadEdge> Roads,
    TruckData Truck,
    DriverHoursData Drivers,
    DangerousGoodsBanData DangerousGoodsBan,
    IReadOnlyList<CityBasis> Cities
);

/// <summary>What a city does around a terminal.</summary>
public sealed record CityBasis(string Terminal, CityData City);

/// <summary>
/// The lanes last made, and as long as memory is not short those before: a change is tried and then in force, while others go by the old data. A pool that changes
/// and a new day leave them alone.
/// </summary>
internal sealed class LaneCache
{
    private readonly Lock gate = new();
    private readonly WeakReference<RoadLanes?> before = new(null);
    private (string Key, RoadLanes Lanes)? last;
    private string? keyBefore;

    public RoadLanes For(string key, Func<RoadLanes> make)
    {
        lock (gate)
        {
            if (last is { } known && known.Key == key)
            {
                return known.Lanes;
            }

            var lanes = keyBefore == key && before.TryGetTarget(out var old) ? old! : make();
            before.SetTarget(last?.Lanes);
            (keyBefore, last) = (last?.Key, (key, lanes));
            return lanes;
        }
    }
}
