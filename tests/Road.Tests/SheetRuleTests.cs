using System.Text.Json.Nodes;
using Qujiang.LegKernel.House;
using Qujiang.ServiceDefaults;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>Rows that the physics could not go by are refused by name.</summary>
public sealed class SheetRuleTests(RoadService service) : IClassFixture<RoadService>
{
    private const string Road = "/v1/corridors/ROA-QZL-HUB-BLG-PRT";
    private const string City = "/v1/cities/WGQ-PRT";
    private const string Drivers = "/v1/driver-hours/STANDARD";
    private const string Ban = "/v1/dangerous-goods-bans/MOTORWAYS";
    private const string Truck = "/v1/trucks/articulated-49t";
    private const string Pool = "/v1/truck-pools/RD-QZL-HUB";

    private readonly DataClient client = new(service.Client);

    [Theory]
    [InlineData(Road, "km", "100", "/data/km")] // as the crow flies it is more
    [InlineData(Road, "km", "3001", "/data/km")]
    [InlineData(Road, "km", "335.00001", "/data/km")]
    [InlineData(Road, "tolledKm", "-1", "/data/tolledKm")]
    [InlineData(Road, "tolledKm", "336", "/data/tolledKm")]
    [InlineData(Road, "name", "\"\"", "/data/name")]
    [InlineData(City, "city", "\"\"", "/data/city")]
    [InlineData(City, "bans", """[{"from": "25:00", "to": "06:00"}]""", "/data/bans/0")]
    [InlineData(City, "bans", """[{"from": "06:00", "to": "06:00"}]""", "/data/bans/0")]
    [InlineData(City, "bans", """[{"from": "06:00", "to": "18:01"}]""", "/data/bans")]
    [InlineData(City, "bans", """[{"from": "06:00", "to": "08:00"}, {"from": "22:00", "to": "06:01"}]""", "/data/bans/1")]
    [InlineData(City, "peaks", """[{"from": "6", "to": "7"}]""", "/data/peaks/0")]
    [InlineData(City, "peakSpeedPercent", "0", "/data/peakSpeedPercent")]
    [InlineData(City, "cityMinutes", "0", "/data/cityMinutes")]
    [InlineData(Drivers, "continuousDrivingMinutes", "0", "/data/continuousDrivingMinutes")]
    [InlineData(Drivers, "restMinutes", "0", "/data/restMinutes")]
    [InlineData(Drivers, "dailyDrivingMinutes", "0", "/data/dailyDrivingMinutes")]
    [InlineData(Drivers, "nightRestMinutes", "2000", "/data/nightRestMinutes")]
    [InlineData(Drivers, "motorwayKmh", "0", "/data/motorwayKmh")]
    [InlineData(Drivers, "localKmh", "0", "/data/localKmh")]
    [InlineData(Drivers, "localUpToKm", "-1", "/data/localUpToKm")]
    [InlineData(Drivers, "localExtraMinutes", "-1", "/data/localExtraMinutes")]
    [InlineData(Drivers, "loadingMinutes", "-1", "/data/loadingMinutes")]
    [InlineData(Drivers, "handlingMinutes", "-1", "/data/handlingMinutes")]
    [InlineData(Drivers, "customsMinutes", "20000", "/data/customsMinutes")]
    [InlineData(Drivers, "maxLaneKm", "0", "/data/maxLaneKm")]
    [InlineData(Ban, "from", "null", "/data/from")]
    [InlineData(Ban, "from", "\"noon\"", "/data/from")]
    [InlineData(Ban, "to", "\"00:00\"", "/data/to")]
    [InlineData(Ban, "to", "\"11:01\"", "/data/to")]
    [InlineData(Truck, "grossKg", "16000", "/data/grossKg")]
    [InlineData(Truck, "tractorKg", "-1", "/data/tractorKg")]
    [InlineData(Truck, "chassisKg", "0", "/data/chassisKg")]
    [InlineData(Truck, "payloadKg", "0", "/data/payloadKg")]
    [InlineData(Truck, "payloadKg", "41000", "/data/payloadKg")]
    [InlineData(Truck, "pieceLitres", "0", "/data/pieceLitres")]
    [InlineData(Truck, "poolKg", "2000000000", "/data/poolKg")]
    [InlineData(Truck, "reeferPlugsPerTruck", "5", "/data/reeferPlugsPerTruck")]
    [InlineData(Truck, "reeferSharePercent", "101", "/data/reeferSharePercent")]
    [InlineData(Truck, "accepts", "[]", "/data/accepts")]
    [InlineData(Truck, "dangerousGoods", """["3", "10"]""", "/data/dangerousGoods/1")]
    [InlineData(Truck, "maxPieceKg", "30001", "/data/maxPieceKg")]
    [InlineData(Truck, "maxPieceHeightCm", "0", "/data/maxPieceHeightCm")]
    [InlineData(Truck, "maxOverWidthCm", "-1", "/data/maxOverWidthCm")]
    [InlineData(Pool, "trucksPerDay", "-1", "/data/trucksPerDay")]
    [InlineData(Pool, "trucksPerDay", "100000", "/data/trucksPerDay")]
    [InlineData(Pool, "days", "\"weekly\"", "/data/days")]
    [InlineData(Pool, "days", "\"dom:32\"", "/data/days")]
    [InlineData(Pool, "days", "\"\"", "/data/days")]
    public async Task What_is_wrong_is_named(string path, string member, string value, string pointer)
    {
        await client.ShouldRefuseAsync(path, row => row[member] = JsonNode.Parse(value), pointer);
    }

    [Fact]
    public void Whatever_the_files_bring_is_right()
    {
        var data = RoadData.Load();
        foreach (var (id, sheet) in data.Current.Of(data.Roads))
        {
            Right(at => DataRules.Check(data.EndsOf(id), sheet.Rows[0].Data, at), id);
        }

        All(data.Cities, DataRules.Check);
        All(data.DriverHours, DataRules.Check);
        All(data.DangerousGoodsBans, DataRules.Check);
        All(data.Trucks, DataRules.Check);
        All(data.Pools, DataRules.Check);

        void All<T>(DataKind<T> kind, Action<string, T, Validator> check)
            where T : class
        {
            data.Current.Of(kind).ShouldNotBeEmpty();
            foreach (var (id, sheet) in data.Current.Of(kind))
            {
                Right(at => check(id, sheet.Rows[0].Data, at), id);
            }
        }

        static void Right(Action<Validator> check, string id)
        {
            var at = new Validator();
            check(at);
            at.Errors.ShouldBeEmpty(id);
        }
    }

    [Fact]
    public void Lanes_are_made_once_for_the_same_data()
    {
        var data = RoadData.Load();
        data.State.Lanes.ShouldBeSameAs(data.State.Lanes);
        var (cache, made) = (new LaneCache(), 0);
        var lanes = data.State.Lanes;
        foreach (var key in new[] { "a", "a", "b", "a", "b", "b" })
        {
            cache.For(key, () => made++ < 0 ? throw new InvalidOperationException() : lanes).ShouldBeSameAs(lanes);
        }

        made.ShouldBe(2);
    }
}
