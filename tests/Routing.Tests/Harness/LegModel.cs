using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Tests.Harness;

/// <summary>
/// A leg service in memory: what it holds, and the numbered facts it told. Its snapshot is what a real one gives: everything it holds now as
/// facts, with the number of its last event.
/// </summary>
internal sealed class LegModel(string service)
{
    private readonly List<IFact> history = [];
    private readonly Dictionary<string, MovementPublished> movements = [];
    private readonly Dictionary<string, MovementPublished> first = [];
    private readonly Dictionary<string, LanePublished> lanes = [];
    private readonly Dictionary<(string, DateOnly), PoolCapacityChanged> pools = [];
    private readonly Dictionary<(string, long), TariffPublished> tariffs = [];
    private readonly Dictionary<string, DisruptionRaised> disruptions = [];
    private readonly Dictionary<(string, string), ReferenceDataPublished> sheets = [];
    private readonly Lock gate = new();

    public string Service => service;

    public IReadOnlyList<IFact> History => history;

    public IEnumerable<string> MovementIds => movements.Keys;

    public MovementPublished Movement(string id) => movements[id];

    public IFact Tell(IFact fact)
    {
        lock (gate)
        {
            fact = Facts.Numbered(fact, history.Count + 1, DateTimeOffset.UtcNow);
            history.Add(fact);
            Hold(fact);
            return fact;
        }
    }

    public IFact SetRoom(string id, Func<Segment, CapacityVector> offered) =>
        Tell(
            new CapacityChanged(
                Guid.NewGuid(),
                default,
                service,
                0,
                id,
                movements[id].Revision + 1,
                [.. movements[id].Segments.Select(s => s with { Offered = offered(s) })],
                "operator"
            )
        );

    public IFact Delay(string id, TimeSpan by) =>
        Tell(
            new MovementRescheduled(
                Guid.NewGuid(),
                default,
                service,
                0,
                id,
                movements[id].Revision + 1,
                [
                    .. movements[id]
                        .Calls.Select(c => c with { Arrival = c.Arrival + by, Departure = c.Departure + by, Cutoff = c.Cutoff + by }),
                ],
                "late"
            )
        );

    public IFact Cancel(string id) =>
        Tell(new MovementCancelled(Guid.NewGuid(), default, service, 0, id, movements[id].Revision + 1, "cancelled"));

    /// <summary>From now on <see cref="PutBack"/> leads here.</summary>
    public void Remember()
    {
        foreach (var (id, movement) in movements)
        {
            first[id] = movement;
        }
    }

    /// <summary>Tells what makes the movements again what was remembered; those that came later are cancelled.</summary>
    public IReadOnlyList<IMovementFact> PutBack()
    {
        var facts = new List<IMovementFact>();
        foreach (var (id, now) in movements.ToList())
        {
            if (!first.TryGetValue(id, out var before))
            {
                if (now.Status == MovementStatus.Scheduled)
                {
                    facts.Add((IMovementFact)Cancel(id));
                }
            }
            else if (now.Revision != before.Revision)
            {
                var fact = (MovementPublished)Tell(before with { EventId = Guid.NewGuid(), Revision = now.Revision + 1 });
                facts.Add(fact);
                first[id] = fact;
            }
        }
        return facts;
    }

    public Snapshot Snapshot(DateTimeOffset now)
    {
        lock (gate)
        {
            IFact[] held =
            [
                .. sheets.Values,
                .. tariffs.Values,
                .. disruptions.Values,
                .. movements.Values,
                .. pools.Values,
                .. lanes.Values,
            ];
            var sequence = history.Count;
            return new Snapshot(service, sequence, now, [.. held.Select(f => Facts.Numbered(f, sequence, now))]);
        }
    }

    public void Forget(string movementId)
    {
        lock (gate)
        {
            movements.Remove(movementId);
        }
    }

    /// <summary>The state that one gets who hears everything once and in order.</summary>
    public string Fingerprint()
    {
        var state = new ModeState();
        foreach (var fact in history)
        {
            state.Apply(fact);
        }
        return state.Fingerprint();
    }

    private void Hold(IFact fact)
    {
        switch (fact)
        {
            case MovementPublished f:
                movements[f.MovementId] = f;
                break;
            case CapacityChanged f:
                movements[f.MovementId] = movements[f.MovementId] with { Segments = f.Segments, Revision = f.Revision };
                break;
            case MovementRescheduled f:
                movements[f.MovementId] = movements[f.MovementId] with { Calls = f.Calls, Revision = f.Revision };
                break;
            case MovementCancelled f:
                movements[f.MovementId] = movements[f.MovementId] with { Status = MovementStatus.Cancelled, Revision = f.Revision };
                break;
            case LanePublished f:
                lanes[f.LaneId] = f;
                break;
            case PoolCapacityChanged f:
                pools[(f.PoolId, f.Day)] = f;
                break;
            case ReferenceDataPublished f when !(sheets.GetValueOrDefault((f.Kind, f.Id))?.Revision > f.Revision):
                sheets[(f.Kind, f.Id)] = f;
                break;
            case TariffPublished f:
                tariffs[(f.TariffId, f.Revision)] = f;
                break;
            case DisruptionRaised f:
                disruptions[f.DisruptionId] = f;
                break;
            case DisruptionCleared f:
                disruptions.Remove(f.DisruptionId);
                break;
        }
    }
}
