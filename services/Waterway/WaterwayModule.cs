using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules.Edifact;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Waterway;

/// <summary>The inland waterways and sea feeders of the hub, out of this assembly's own data and what operators have changed of them.</summary>
public static class WaterwayModule
{
    public static LegModule Create()
    {
        var assembly = typeof(WaterwayModule).Assembly;
        var data = WaterwayData.Load();
        var rows = SeedFiles.Lines(assembly).ToDictionary(r => r.LineId, StringComparer.Ordinal);
        var seed = data.State;
        return new()
        {
            Service = "waterway",
            Mode = Mode.Waterway,
            Lines = [.. rows.Values.Select(r => Pattern(r, r.Vehicle, seed, seed.Locks.Today))],
            Tariffs = SeedFiles.Tariffs(assembly),
            ForRun = ForRun,
            Delay = request => data.State.Locks.Delay(request),
            Data = data,
            Schedules = new()
            {
                Formats = [new IftsaiSchedule("WW", "8")],
                VehiclesByData = () => data.State.Vessels.Classes,
                Way = (vessel, from, to) => data.State is var state ? state.Way(vessel, from, to, state.Locks.Today) : null,
                Tariff = (vessel, _) => rows.Values.FirstOrDefault(r => r.Vehicle == vessel)?.TariffId,
            },
        };

        LinePattern Pattern(LineRow row, string vessel, WaterwayState state, DateOnly day) =>
            row.ToPattern(state.Vessels.ClassOn(vessel, day), (from, to) => state.Run(vessel, from, to, day));

        // The vessel, speeds and depths of the day, the locks at their hours, the tide.
        LinePattern? ForRun(LinePattern line, DateTimeOffset start)
        {
            var (state, day) = (data.State, HubTime.DayOf(start));
            if (!rows.TryGetValue(line.LineId, out var row))
            {
                return line;
            }

            string[] way = [.. state.Waterways.Way(row.Route)];
            var vessel = state.Channels.IsUpgraded(line.LineId, way, day) ? state.Channels.UpgradeOf(line.LineId, day)! : row.Vehicle;
            var sails = Pattern(row, vessel, state, day);
            if (state.Vessels.ShapeOn(vessel, day) is { } shape)
            {
                sails = ChannelRoom.Of(
                    sails,
                    shape,
                    (from, to) => state.Waterways.ReachOf(from, to) is { } reach ? state.Channels.UsualOn(reach, day) : null
                );
            }

            var run = state.Tides.ByTide(state.Locks.ByHour(sails, start), start);
            return state.Locks.AreOpen(run, start) ? run : null;
        }
    }
}
