using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>What a line offers on reaches that do not bear its vessel's full load at the usual level of the water. Pure.</summary>
public static class ChannelRoom
{
    /// <summary>The line with no more room on each reach than the vessel can carry there.</summary>
    /// <param name="levelOf">The usual level between two neighbouring ports; null where there is no reach, at sea.</param>
    public static LinePattern Of(LinePattern line, VesselShape vessel, Func<string, string, WaterLevel?> levelOf)
    {
        var (full, calls, port) = (VesselLoad.Carry(vessel, default), line.Calls.ToArray(), 0);
        for (var i = 1; i < calls.Length; i++)
        {
            if (calls[i].Kind != CallKind.Cargo)
            {
                continue;
            }

            // The locks between two ports are on the same reach.
            if (
                levelOf(calls[port].Terminal, calls[i].Terminal) is { } level
                && VesselLoad.Carry(vessel, level) is var load
                && load != full
            )
            {
                for (var s = port; s < i; s++)
                {
                    var room = calls[s].OfferedToNext ?? line.Offered;
                    calls[s] = calls[s] with
                    {
                        OfferedToNext = room with { Teu100 = Math.Min(room.Teu100, load.Teu100), Kg = Math.Min(room.Kg, load.Kg) },
                    };
                }
            }

            port = i;
        }

        return calls.SequenceEqual(line.Calls) ? line : line with { Calls = calls };
    }
}
