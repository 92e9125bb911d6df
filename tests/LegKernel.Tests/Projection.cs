using Qujiang.Contracts;

namespace Qujiang.LegKernel.Tests;

/// <summary>What a consumer keeps: of each thing, and for movements of each aspect, the highest revision; as text to compare.</summary>
internal static class Projection
{
    public static string Of(IEnumerable<IFact> facts)
    {
        var kept = new SortedDictionary<string, (long Revision, string State)>(StringComparer.Ordinal);
        void Keep(string key, long revision, object state)
        {
            if (!kept.TryGetValue(key, out var old) || old.Revision < revision)
                kept[key] = (revision, System.Text.Json.JsonSerializer.Serialize(state, ContractJson.Options));
        }

        foreach (var fact in facts)
        {
            switch (fact)
            {
                case MovementPublished m:
                    Keep($"calls {m.MovementId}", m.Revision, new { m.Status, m.Calls });
                    Keep($"room {m.MovementId}", m.Revision, m.Segments);
                    break;
                case CapacityChanged c:
                    Keep($"room {c.MovementId}", c.Revision, c.Segments);
                    break;
                case PoolCapacityChanged p:
                    Keep(
                        $"pool {p.PoolId} {p.Day}",
                        p.Revision,
                        new
                        {
                            p.Offered,
                            p.Held,
                            p.Confirmed,
                        }
                    );
                    break;
                case LanePublished l:
                    Keep($"lane {l.LaneId}", l.Revision, new { l.Km, l.Withdrawn });
                    break;
                case TariffPublished t:
                    Keep($"tariff {t.TariffId} {t.Revision}", t.Revision, t.Charges);
                    break;
                case DisruptionRaised d:
                    Keep($"disruption {d.DisruptionId}", d.Revision, "open");
                    break;
                case DisruptionCleared d:
                    Keep($"disruption {d.DisruptionId}", d.Revision, "cleared");
                    break;
            }
        }
        // A revision of one aspect may be ahead of the other's; what counts is the state. Cleared disruptions are not in a snapshot.
        return string.Join('\n', kept.Where(k => k.Value.State != "\"cleared\"").Select(k => $"{k.Key} {k.Value.State}"));
    }
}
