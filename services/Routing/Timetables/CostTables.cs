using System.Globalization;
using Microsoft.Extensions.Options;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Quotes;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Timetables;

/// <summary>Keeps the cost tables of the cargoes asked for last: the second quote for the same cargo need not price the network again.</summary>
public sealed class CostTables(LiveTimetable timetable, IOptions<RoutingOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> known = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> byUse = [];

    public CostTable For(Shipment shipment, Cargo cargo, DateTimeOffset readyAt)
    {
        var laneTariffs = new Dictionary<string, Tariff>(StringComparer.Ordinal);
        foreach (var id in timetable.LaneTariffs.Order(StringComparer.Ordinal))
        {
            if (timetable.Tariffs.At(id, readyAt) is { } tariff)
            {
                laneTariffs[id] = tariff;
            }
        }
        var key = string.Join(
            '|',
            [
                Cargoes.Fingerprint(shipment),
                Invariant($"{cargo.Truck.BoxesKg},{cargo.Truck.PayloadKg},{cargo.Truck.PieceLitres}"),
                Invariant($"{timetable.Tariffs.Generation}"),
                .. laneTariffs.Values.Select(t => Invariant($"{t.Id}@{t.Version}")),
            ]
        );
        lock (gate)
        {
            if (known.TryGetValue(key, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node.Value.Table;
            }
            var table = new CostTable(timetable.Timetable, new ShipmentCosts(timetable, cargo, laneTariffs));
            known[key] = byUse.AddFirst(new Entry(key, table));
            if (byUse.Count > options.Value.CostTables)
            {
                known.Remove(byUse.Last!.Value.Key);
                byUse.RemoveLast();
            }
            return table;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Entry(string Key, CostTable Table);
}
