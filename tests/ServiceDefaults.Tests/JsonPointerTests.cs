using CsCheck;

namespace Qujiang.ServiceDefaults.Tests;

public sealed class JsonPointerTests
{
    [Fact]
    public void A_segment_can_be_read_back_whatever_it_holds() =>
        Gen.String.Sample(name =>
            JsonPointer.Segment(name)[1..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) == name
            && !JsonPointer.Segment(name)[1..].Contains('/')
        );

    [Fact]
    public void A_validator_nests()
    {
        var check = new Validator();
        check.At("legs").At(3).At("a/b").Error("x~y", "bad");
        check.At("legs").Error("too many");
        check.Errors.Select(e => e.Pointer).ShouldBe(["/legs/3/a~1b/x~0y", "/legs"]);
        check.IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Tenant_ids() =>
        new[] { "acme", "a", "7-x", new string('a', 63), "", "-a", "A", "a b", "a\n", new string('a', 64) }
            .Select(text => TenantId.TryParse(text, out _))
            .ShouldBe([true, true, true, true, false, false, false, false, false, false]);
}
