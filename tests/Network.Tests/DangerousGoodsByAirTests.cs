using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class DangerousGoodsByAirTests
{
    [Fact]
    public void Lithium_batteries_by_themselves_fly_without_passengers_only()
    {
        DangerousGoodsByAir.MayFly("3480", null, passengers: true).ShouldBeFalse();
        DangerousGoodsByAir.MayFly("3480", null, passengers: false).ShouldBeTrue();
        DangerousGoodsByAir.MayFly("3481", null, passengers: true).ShouldBeTrue(); // in their equipment
    }

    [Fact]
    public void Chlorine_does_not_fly()
    {
        DangerousGoodsByAir.MayFly("1017", null, passengers: true).ShouldBeFalse();
        DangerousGoodsByAir.MayFly("1017", null, passengers: false).ShouldBeFalse();
    }

    [Fact]
    public void The_packing_group_decides_and_without_it_the_strictest_does()
    {
        DangerousGoodsByAir.MayFly("1992", "II", passengers: true).ShouldBeTrue();
        DangerousGoodsByAir.MayFly("1992", "I", passengers: true).ShouldBeFalse();
        DangerousGoodsByAir.MayFly("1992", null, passengers: true).ShouldBeFalse();
        DangerousGoodsByAir.Find("1203", "III")!.Cargo.ShouldBe("60 L"); // there is no gasoline of group III
    }

    [Fact]
    public void What_the_data_does_not_know_is_left_to_its_class()
    {
        DangerousGoodsByAir.Find("9999", null).ShouldBeNull();
        DangerousGoodsByAir.MayFly("9999", "I", passengers: true).ShouldBeTrue();
    }

    [Fact]
    public void Every_row_makes_sense()
    {
        var rows = DangerousGoodsByAir.All.ToList();
        rows.Select(r => r.UnNumber).Distinct().Count().ShouldBeGreaterThanOrEqualTo(100);
        rows.Select(r => (r.UnNumber, r.PackingGroup)).ShouldBeUnique();
        foreach (var row in rows)
        {
            DangerousGoods.NormalizeUnNumber(row.UnNumber).ShouldBe(row.UnNumber);
            (row.PackingGroup is null || DangerousGoods.IsPackingGroup(row.PackingGroup)).ShouldBeTrue(row.UnNumber);
            row.Classes.ShouldAllBe(c => DangerousGoods.IsClass(c), row.UnNumber);
            row.Source.ShouldNotBeEmpty();
            "SXDRE".ShouldContain(row.Quality);
            // What may ride below passengers may ride without them.
            (row.Passenger is null || row.Cargo is not null).ShouldBeTrue(row.UnNumber);
        }
    }
}
