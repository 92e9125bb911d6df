using System.Text.Json.Nodes;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Rows that the physics could not go by are refused, and the member that is wrong is named.</summary>
[Collection(nameof(AirHouse))]
public sealed class WrongRowTests(AirService air)
{
    private const string Airport = "/v1/airports/HGH";
    private const string Belly = "/v1/aircraft/a320-belly";
    private const string BlockTimes = "/v1/block-times/STANDARD";
    private const string Goods = "/v1/dangerous-goods/1993";

    private readonly DataClient data = new(air.Client);

    [Theory]
    [InlineData(Airport, "latitude", "120.4", "/data/latitude")]
    [InlineData(Airport, "longitude", "30.2", "/data/longitude")]
    [InlineData(Airport, "general", """{"acceptanceMinutes": -1, "screeningMinutes": 0}""", "/data/general/acceptanceMinutes")]
    [InlineData(Airport, "special", """{"acceptanceMinutes": 0, "screeningMinutes": 1441}""", "/data/special/screeningMinutes")]
    [InlineData(Airport, "special", """{"acceptanceMinutes": 0, "screeningMinutes": 100}""", "/data/special")]
    [InlineData(Airport, "curfew", """{"closes": "23:00:00", "opens": "23:00:00"}""", "/data/curfew")]
    [InlineData(BlockTimes, "cruiseKmh", "0", "/data/cruiseKmh")]
    [InlineData(BlockTimes, "groundMinutes", "-1", "/data/groundMinutes")]
    [InlineData(Belly, "kg", "0", "/data/kg")]
    [InlineData(Belly, "litres", "2000000", "/data/litres")]
    [InlineData(Belly, "maxPieceKg", "0", "/data/maxPieceKg")]
    [InlineData(Belly, "dangerousGoods", """["3", "10"]""", "/data/dangerousGoods/1")]
    [InlineData(Belly, "dangerousGoods", """["3", "3"]""", "/data/dangerousGoods/1")]
    [InlineData(Belly, "spaces", "[]", "/data/spaces")]
    [InlineData(Belly, "uldPositions", "0", "/data/uldPositions")]
    [InlineData(Belly, "kind", "\"ZEPPELIN\"", "/data/kind")]
    [InlineData(Goods, "name", "\"\"", "/data/name")]
    [InlineData(Goods, "classes", """["12"]""", "/data/classes/0")]
    [InlineData(Goods, "groups", "[]", "/data/groups")]
    [InlineData(Goods, "groups", """[{"passengerAircraft": "", "cargoAircraft": "1 L"}]""", "/data/groups/0/passengerAircraft")]
    [InlineData(
        Goods,
        "groups",
        """[{"passengerAircraft": "1 L", "cargoAircraft": "1 L", "packingGroup": "IV"}]""",
        "/data/groups/0/packingGroup"
    )]
    [InlineData(
        Goods,
        "groups",
        """[{"passengerAircraft": "1 L", "cargoAircraft": "1 L"}, {"passengerAircraft": "2 L", "cargoAircraft": "1 L"}]""",
        "/data/groups/1/packingGroup"
    )]
    public async Task What_is_wrong_is_named(string path, string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(path, row => row[member] = JsonNode.Parse(value), pointer);
    }

    [Theory]
    [InlineData("baseWidthCm", "0", "/baseWidthCm")]
    [InlineData("doorHeightCm", "-1", "/doorHeightCm")]
    [InlineData("maxPieceKg", "0", "/maxPieceKg")]
    [InlineData("litres", "0", "/litres")]
    [InlineData("kg", "0", "/kg")]
    [InlineData("contour", "[]", "/contour")]
    [InlineData("contour", """[{"heightCm": 0, "lengthCm": 10}]""", "/contour/0/heightCm")]
    [InlineData("contour", """[{"heightCm": 90, "lengthCm": 100}, {"heightCm": 80, "lengthCm": 90}]""", "/contour/1/heightCm")]
    [InlineData("contour", """[{"heightCm": 80, "lengthCm": 90}, {"heightCm": 90, "lengthCm": 100}]""", "/contour/1/lengthCm")]
    public async Task What_is_wrong_with_a_device_is_named(string member, string value, string pointer)
    {
        await data.ShouldRefuseAsync(Belly, row => row["spaces"]![1]![member] = JsonNode.Parse(value), $"/data/spaces/1{pointer}");
    }

    [Fact]
    public async Task There_is_no_class_of_aircraft_and_no_number_but_those_known()
    {
        var (aircraft, goods) = (await data.RowAsync(Belly), await data.RowAsync(Goods));
        foreach (
            var (path, row) in new[]
            {
                ("/v1/aircraft/zeppelin", aircraft),
                ("/v1/dangerous-goods/12", goods),
                ("/v1/block-times/X", goods),
            }
        )
        {
            ((int)(await data.GetAsync(path)).Status).ShouldBe(404, path);
        }

        ((int)(await data.PutAsync("/v1/dangerous-goods/UN1993", goods)).Status).ShouldBe(404);
        ((int)(await data.PutAsync("/v1/aircraft/zeppelin", aircraft)).Status).ShouldBe(404);
    }
}
