using System.Globalization;

namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>How many of its cases a property tries: all of them, or the part that QJ_TEST_SCALE says, for mutation testing.</summary>
internal static class Scale
{
    public static int Of(int cases)
    {
        var scale = Environment.GetEnvironmentVariable("QJ_TEST_SCALE");
        return scale is null ? cases : Math.Max(1, (int)(cases * double.Parse(scale, CultureInfo.InvariantCulture)));
    }
}
