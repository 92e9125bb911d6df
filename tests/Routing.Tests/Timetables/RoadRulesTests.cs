using System.Text.Json;
using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>Trucks, hours and bans: what the road service told last, day by day, and the house's own figures for all it has not told.</summary>
public sealed class RoadRulesTests
{
    private static readonly DateOnly Day = new(2026, 12, 10);
    private static readonly TruckSize Small = new(20_000, 18_000, 40_000);
    private static readonly HouseData House = HouseData.Load();
    private static readonly DriverHours Pair = House.DriverHours with { SecondDriver = true, MotorwayKmh = 72.5m };

    private readonly RoadRules rules = new(House);

    [Fact]
    public void A_row_holds_from_its_day_on_and_before_the_first_the_house_s_own_does()
    {
        rules.On(Day).ShouldBe(new RoadDay(TruckSize.Usual, House.DriverHours, House.DangerousGoodsBan));
        Set(Facts.Truck(1, (Day, Small), (Day.AddDays(5), Small with { BoxesKg = 25_000 })));
        Set(Facts.Ban(1, Day, "22:00", "06:00"));
        Set(Facts.Hours(1, Day, Pair));
        rules.On(Day.AddDays(-1)).ShouldBe(new RoadDay(TruckSize.Usual, House.DriverHours, House.DangerousGoodsBan));
        rules.On(Day).ShouldBe(new RoadDay(Small, Pair, new DangerousGoodsBan(22 * 3600, 6 * 3600)));
        rules.On(Day.AddDays(5)).Truck.BoxesKg.ShouldBe(25_000);
        Set(Facts.Ban(2, Day, null, null));
        rules.On(Day).Ban.Seconds.ShouldBeNull(); // they always may

        foreach (var table in rules.Told)
        {
            table.Replace([Facts.Truck(2, (Day, Small))]);
        }
        rules.On(Day).ShouldBe(new RoadDay(Small, House.DriverHours, House.DangerousGoodsBan));
    }

    [Theory]
    [InlineData("truck", """{"grossKg": 49000, "tractorKg": 8800, "chassisKg": 6700, "payloadKg": 30000}""")]
    [InlineData("truck", """{"grossKg": 15000, "tractorKg": 8800, "chassisKg": 6700, "payloadKg": 1, "pieceLitres": 1}""")]
    [InlineData("truck", "null")]
    [InlineData("dangerous-goods-ban", """{"from": "22:00"}""")]
    [InlineData("dangerous-goods-ban", """{"from": "22:00", "to": "22:00"}""")]
    [InlineData("dangerous-goods-ban", """{"from": "22:00", "to": "25:00"}""")]
    [InlineData("dangerous-goods-ban", """{"from": 22, "to": 6}""")]
    [InlineData("driver-hours", """{"continuousDrivingMinutes": 240}""")]
    [InlineData("driver-hours", "[]")]
    public void A_row_that_makes_no_sense_is_passed_over(string kind, string data)
    {
        foreach (var told in Told(1).Where(t => t.Kind == kind))
        {
            var sheet = told with { Rows = [told.Rows[0] with { Data = JsonDocument.Parse(data).RootElement }, null!] };
            Set(sheet);
            var state = new ModeState();
            state.Apply(sheet).Kind.ShouldBe(ChangeKind.ReferenceData);
            state.Fingerprint().ShouldNotBe(new ModeState().Fingerprint());
        }
        rules.On(Day).ShouldBe(new RoadDay(TruckSize.Usual, House.DriverHours, House.DangerousGoodsBan));
    }

    [Fact]
    public void Of_two_versions_the_later_holds_whichever_comes_first_and_the_fingerprint_tells_them_apart()
    {
        foreach (var (older, newer) in Told(1).Zip(Told(2)))
        {
            var (state, other) = (new ModeState(), new ModeState());
            state.Apply(newer).ShouldBe(new Change(ChangeKind.ReferenceData, newer.Id, DataKind: newer.Kind));
            state.Apply(older).Kind.ShouldBe(ChangeKind.None);
            state.Apply(newer).Kind.ShouldBe(ChangeKind.None);
            other.Apply(older);
            state.Fingerprint().ShouldNotBe(other.Fingerprint(), newer.Kind);
            other.Apply(newer);
            state.Fingerprint().ShouldBe(other.Fingerprint());
            var same = new ModeState();
            same.Apply(older with { Revision = newer.Revision });
            same.Fingerprint().ShouldNotBe(state.Fingerprint(), $"what a row of {newer.Kind} says is in it");
            state.Apply(newer with { Service = "rail", Revision = 3 }).Kind.ShouldBe(ChangeKind.None);
        }
    }

    [Fact]
    public void What_is_read_is_what_the_road_service_publishes()
    {
        var document = JsonNode.Parse(File.ReadAllText(Repository.PathOf("services", "Road", "openapi", "v1.json")))!;
        Members("TruckData").ShouldBeSubsetOf(Required("TruckData"));
        Members("DriverHoursData").ShouldBeSubsetOf(Required("DriverHoursData"));

        IEnumerable<string> Required(string schema) =>
            document["components"]!["schemas"]![schema]!["required"]!.AsArray().Select(m => (string)m!);

        static IEnumerable<string> Members(string schema) =>
            schema == "TruckData"
                ? ["grossKg", "tractorKg", "chassisKg", "payloadKg", "pieceLitres"]
                : typeof(DriverHours).GetProperties().Where(p => p.CanWrite).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
    }

    private static IReadOnlyList<ReferenceDataPublished> Told(long revision) =>
        [
            Facts.Truck(revision, (Day, Small with { PayloadKg = 18_000 + (int)revision })),
            Facts.Ban(revision, Day, "22:00", $"0{revision}:00"),
            Facts.Hours(revision, Day, Pair with { RestMinutes = (int)revision }),
        ];

    private void Set(ReferenceDataPublished sheet) => rules.Told.Single(t => t.Kind.Name == sheet.Kind).Set(sheet);
}
