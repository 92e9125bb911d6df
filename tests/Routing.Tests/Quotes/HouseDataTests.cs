using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>A truck to a door is as fast as one on a lane, or changing trucks on the way would beat going straight on.</summary>
public sealed class HouseDataTests
{
    [Theory]
    [InlineData(7, 18)]
    [InlineData(60, 109)]
    [InlineData(65, 60)]
    [InlineData(260, 240)] // arrives as the rest would begin
    [InlineData(335, 330)] // the hub to Beilun, as the lane
    [InlineData(520, 500)]
    [InlineData(521, 981)] // a night in place of the second rest
    public void A_truck_takes_as_long_as_on_a_lane(double km, int minutes) =>
        HouseData.Load().DriverHours.Drive(km).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Fact]
    public void Two_drivers_rest_and_drive_on_through_the_night() =>
        (HouseData.Load().DriverHours with { SecondDriver = true }).Drive(780).ShouldBe(TimeSpan.FromMinutes(720 + 40));

    [Fact]
    public void The_driving_within_a_drive_is_the_most_that_fits()
    {
        var usual = HouseData.Load().DriverHours;
        foreach (var hours in new[] { usual, usual with { SecondDriver = true }, usual with { DailyDrivingMinutes = 100 } })
        {
            for (var minutes = 1; minutes <= 3_000; minutes++)
            {
                var driving = hours.DrivingWithin(minutes);
                (driving + hours.Rests(driving)).ShouldBeLessThanOrEqualTo(minutes);
                (driving + 1 + hours.Rests(driving + 1)).ShouldBeGreaterThan(minutes);
            }
        }
    }

    [Fact]
    public void The_figures_are_those_of_the_road_service()
    {
        var road = Values(Repository.PathOf("services", "Road", "Data", "policy.csv"), "policy");
        var house = Values(Repository.PathOf("services", "Routing", "Data", "house.csv"), "item");
        foreach (
            var (here, there) in new[]
            {
                ("motorway_kmh", "motorway_kmh"),
                ("local_kmh", "local_kmh"),
                ("local_up_to_km", "local_up_to_km"),
                ("local_extra_minutes", "local_extra_minutes"),
                ("drive_before_rest", "continuous_driving_minutes"),
                ("rest", "rest_minutes"),
                ("daily_driving", "daily_driving_minutes"),
                ("night_rest", "night_rest_minutes"),
                ("drayage_loading", "loading_minutes"),
                ("drayage_handling", "handling_minutes"),
                ("drayage_direct_limit", "max_lane_km"),
                ("dangerous_ban_from", "dangerous_ban_from"),
                ("dangerous_ban_to", "dangerous_ban_to"),
            }
        )
        {
            house[here].ShouldBe(road[there], here);
        }

        static Dictionary<string, decimal> Values(string path, string key) =>
            CsvTable.Parse(File.ReadAllText(path)).Rows.ToDictionary(r => r[key], r => r.Decimal("value"), StringComparer.Ordinal);
    }
}
