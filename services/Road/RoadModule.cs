using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Road.Features;
using Qujiang.Road.Physics;

namespace Qujiang.Road;

/// <summary>Any-time truck lanes between all terminals of the hub, out of this assembly's own data and what operators have changed of them.</summary>
public static class RoadModule
{
    public static LegModule Create()
    {
        var data = RoadData.Load();
        return new()
        {
            Service = "road",
            Mode = Mode.Road,
            PoolsByData = () => data.State.Pools,
            PoolOn = (pool, day) => data.State.PoolOn(pool.PoolId, day),
            LanesByData = () => data.State.Lanes.All,
            AfterData = (work, stop) => CorridorClosure.FollowAsync(work, data.State.Lanes, stop),
            Tariffs = SeedFiles.Tariffs(typeof(RoadModule).Assembly),
            FitsLane = request => data.State is var state ? TruckLoad.Misfit(request, state.Weights, state.Truck.DangerousGoods) : null,
            Data = data,
        };
    }
}
