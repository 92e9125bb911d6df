using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules.Edifact;

/// <summary>Writes IFTSAI messages of directory D.96B.</summary>
internal sealed class IftsaiWriter(TextWriter text, string transportMode)
{
    /// <summary>In C222/1131: the name of the means of transport is a vehicle class.</summary>
    public const string VehicleClass = "VCL";

    /// <summary>A message about one movement.</summary>
    public void Message(Movement m, int number, DateTimeOffset now)
    {
        var reference = number.ToString(CultureInfo.InvariantCulture);
        var segments = 0;
        Add("UNH", [reference], ["IFTSAI", "D", "96B", "UN"]);
        Add("BGM", ["TS2"], [reference], ["9"]);
        Add("DTM", ["137", Local(now, "yyyyMMddHHmm"), "203"]);
        Add("RFF", ["ABO", m.MovementId]);
        Add("RFF", ["ZZZ", m.LineId, m.Run.ToString(CultureInfo.InvariantCulture)]);
        Add("TDT", ["20"], [], [transportMode], [], [], [], [], ["", VehicleClass, "ZZZ", m.Vehicle]);
        foreach (var call in m.Calls)
        {
            var qualifier =
                call.Kind == CallKind.Pass ? "92"
                : call.Index == 0 ? "5"
                : call.Index == m.Calls.Count - 1 ? "8"
                : "9";
            var unlocode = Terminals.Hub.Find(call.Terminal)?.Unlocode;
            Add("LOC", [qualifier], unlocode is null ? [] : [unlocode, "139", "6"], [call.Terminal, "72", "ZZZ"]);
            Time("132", call.Arrival);
            Time("180", call.Cutoff);
            Time("133", call.Departure);
        }
        Add("UNT", [(segments + 1).ToString(CultureInfo.InvariantCulture)], [reference]);

        void Add(string tag, params string[][] elements)
        {
            Segment(tag, elements);
            segments++;
        }

        void Time(string qualifier, DateTimeOffset? time)
        {
            if (time is { Second: 0 } minute)
                Add("DTM", [qualifier, Local(minute, "yyyyMMddHHmm"), "203"]);
            else if (time is { } second)
                Add("DTM", [qualifier, Local(second, "yyyyMMddHHmmss"), "204"]);
        }
    }

    /// <summary>A segment: empty elements and components at the end are left out.</summary>
    public void Segment(string tag, params string[][] elements)
    {
        text.Write(tag);
        var last = Array.FindLastIndex(elements, e => e.Any(c => c.Length > 0));
        for (var i = 0; i <= last; i++)
        {
            text.Write('+');
            text.Write(string.Join(':', elements[i].Select(Released)).TrimEnd(':'));
        }
        text.WriteLine('\'');
    }

    private static string Local(DateTimeOffset time, string format) => HubTime.ToHub(time).ToString(format, CultureInfo.InvariantCulture);

    private static string Released(string component) =>
        string.Concat(
            component.Select(c =>
                c is '?' or '+' or ':' or '\'' ? $"?{c}"
                : c is < ' ' or > '~' ? "_"
                : c.ToString()
            )
        );
}
