using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Simulation;

/// <summary>
/// Some bookings, three leg services and a bad network, on fake time, all of it drawn from one seed. Faults (loss, delay, duplication, outages,
/// crashes before and after a commit) end after an hour; then everything must come to rest.
/// </summary>
internal sealed class World
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Mode[] Modes = [Mode.Road, Mode.Rail, Mode.Waterway];
    private static readonly Timing Timing = new();

    private readonly Random _random;
    private readonly bool _throughJson;
    private readonly double _loss;
    private readonly double _duplication;
    private readonly double _crash;
    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly Dictionary<string, SimLedger> _ledgers;
    private readonly Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> _outages = [];
    private readonly Dictionary<Guid, (BookingState State, DateTimeOffset? WakeAt)> _bookings = [];
    private readonly Dictionary<Guid, List<BookingEvent>> _told = [];
    private readonly Dictionary<Guid, (Guid Booking, string Service)> _issued = [];
    private readonly HashSet<string> _cancelledMovements = [];
    private readonly List<Guid[]> _splits = [];
    private DateTimeOffset _now = Start;
    private DateTimeOffset _downUntil = Start;
    private int _order;
    private bool _premature;

    public World(int seed)
    {
        _random = new Random(seed);
        _throughJson = seed % 10 == 0;
        _loss = Pick(0, 0, 0.05, 0.2);
        _duplication = Pick(0, 0.1, 0.5);
        _crash = Pick(0, 0.05, 0.2);
        _ledgers = Modes.ToDictionary(
            m => Name(m),
            m => new SimLedger(Name(m), Enumerable.Range(1, 2).ToDictionary(i => $"{Name(m)}-{i}", _ => 100 * _random.Next(2, 12)))
        );
    }

    public int Steps { get; private set; }

    /// <summary>What became of them, for the record.</summary>
    public IEnumerable<string> Endings =>
        _bookings
            .Values.Select(b => b.State.Booked ? b.State.Status.ToString() : $"hold {b.State.HoldStatus}")
            .Concat(_told.Values.SelectMany(t => t).OfType<Replanned>().Select(r => r.Proposal == 0 ? "amended" : "replanned"));

    public IEnumerable<(BookingState State, IReadOnlyList<BookingEvent> Told)> Bookings =>
        _bookings.Select(b => (b.Value.State, (IReadOnlyList<BookingEvent>)_told[b.Key]));

    /// <summary>The parts of each split shipment.</summary>
    public IEnumerable<IReadOnlyList<BookingState>> Splits =>
        _splits.Select(s => (IReadOnlyList<BookingState>)[.. s.Select(id => _bookings[id].State)]);

    /// <summary>Plays it to the end and returns every broken promise.</summary>
    public IReadOnlyList<string> Play()
    {
        foreach (var ledger in _ledgers.Values)
        {
            if (_random.Next(3) == 0)
            {
                var from = Start.AddSeconds(_random.Next(0, 600));
                _outages[ledger.Service] = (from, from.AddSeconds(_random.Next(10, 900)));
            }
        }

        for (var i = _random.Next(2, 8); i > 0; i--)
        {
            Script();
        }

        if (_random.Next(2) == 0)
        {
            At(Start.AddSeconds(_random.Next(0, 2400)), CancelSomeMovement);
        }

        while (_agenda.TryDequeue(out var action, out var when))
        {
            _now = when.Item1;
            action();
            if (++Steps > 200_000)
            {
                return ["it does not come to rest"];
            }

            if (_premature)
            {
                return ["an ending was announced while something was still held"];
            }

            if (_ledgers.Values.SelectMany(l => l.Oversold).FirstOrDefault() is { } movement)
            {
                return [$"{movement} is oversold"];
            }
        }

        return Promises.Broken(this, _ledgers, _issued);
    }

    private bool Faulty => _now < Start.AddHours(1);

    private static string Name(Mode mode) => mode.ToString().ToLowerInvariant();

    private double Pick(params double[] choices) => choices[_random.Next(choices.Length)];

    private bool Chance(double probability) => Faulty && _random.NextDouble() < probability;

    private void At(DateTimeOffset when, Action action) => _agenda.Enqueue(action, (when < _now ? _now : when, _order++));

    private Plan SomePlan()
    {
        var legs = Enumerable
            .Range(0, _random.Next(1, 5))
            .Select(_ => Modes[_random.Next(3)])
            .Select(m => (m, $"{Name(m)}-{_random.Next(1, 3)}"));
        return Domain.Plans.Of(_random.Next(1, 4), [.. legs]);
    }

    /// <summary>One customer: books at once, or holds and then books, gives back or forgets; may ask twice, amend, cancel.</summary>
    private void Script()
    {
        var begin = Start.AddSeconds(_random.Next(0, 900));
        if (_random.Next(4) > 0)
        {
            Script(begin, booked: _random.Next(2) == 0, split: null);
            return;
        }

        // One who splits a shipment: the parts begin in one transaction, and somebody looks after them until they are decided.
        var (split, of) = (new Guid(_random.Next(), 2, 2, [1, 2, 3, 4, 5, 6, 7, 8]), _random.Next(2, 4));
        Guid[] parts = [.. Enumerable.Range(1, of).Select(part => Script(begin, booked: true, new SplitPart(split, part, of)))];
        _splits.Add(parts);
        At(begin.AddSeconds(1), () => LookAfter(parts));
    }

    private void LookAfter(Guid[] parts)
    {
        var decided = false;
        if (_now >= _downUntil)
        {
            (var tell, decided) = SplitRule.Next([.. parts.Select(p => _bookings[p].State)]);
            foreach (var part in tell is null ? [] : parts)
            {
                Persist(part, BookingMachine.Decide(_bookings[part].State, tell!, _now, Timing));
            }
        }

        if (!decided)
        {
            At(_now.AddSeconds(_random.Next(1, 10)), () => LookAfter(parts));
        }
    }

    private Guid Script(DateTimeOffset begin, bool booked, SplitPart? split)
    {
        var id = new Guid(_random.Next(), 1, 1, [1, 2, 3, 4, 5, 6, 7, 8]);
        var plan = SomePlan();
        _told[id] = [];
        At(begin, () => Persist(id, BookingMachine.Begin(id, "acme", plan, booked, 900, "someone", _now, Timing, split)));
        Later(booked ? 0 : 0.7, 1200, () => new Book("someone"));
        Later(0.2, 1200, () => new Book("someone"));
        Later(0.2, 1200, () => new GiveBack("someone", "not needed"));
        Later(0.35, 3000, () => new Cancel("someone", "changed mind", 7_00));
        Later(0.1, 3000, () => new Cancel("someone", "changed mind again", 9_00));
        Later(0.2, 3000, () => Late(plan));
        Later(0.2, 3000, () => Late(plan));
        Later(0.4, 2000, () => new Amend("someone", _random.Next(3) == 0 ? plan : SomePlan(), 0, "more convenient"));
        return id;

        void Later(double probability, int within, Func<BookingInput> input)
        {
            if (_random.NextDouble() < probability)
            {
                At(begin.AddSeconds(_random.Next(0, within)), () => Deliver(id, input()));
            }
        }
    }

    /// <summary>Some leg of the first plan runs later, perhaps too late for the next.</summary>
    private Retimed Late(Plan plan)
    {
        var leg = plan.Legs[_random.Next(plan.Legs.Count)];
        var late = TimeSpan.FromHours(_random.Next(0, 6));
        var times = new LegTimes(leg.Cutoff + late, leg.Departure + late, leg.Arrival + late, leg.AvailableAt + late);
        return new Retimed(leg.Service!, 1, leg.Sequence, times, $"{leg.Carrier} is {late.TotalHours} h late");
    }

    private void CancelSomeMovement()
    {
        var ledger = _ledgers[Name(Modes[_random.Next(3)])];
        var movement = $"{ledger.Service}-1";
        ledger.CancelMovement(movement);
        _cancelledMovements.Add(movement);
        At(_now.AddSeconds(_random.Next(1, 30)), TellRiders);
        return;

        // As the detector of the service does: everything that rides it at the moment the fact is applied.
        void TellRiders()
        {
            foreach (var (id, booking) in _bookings.ToArray())
            {
                foreach (var room in new[] { booking.State.Current, booking.State.Next }.OfType<Room>())
                {
                    if (room.Plan.Legs.FirstOrDefault(l => l.MovementId == movement) is { } leg)
                    {
                        Deliver(id, new PlanBroken(ledger.Service, "cancelled", room.Number, leg.Sequence, $"{movement} is cancelled"));
                    }
                }
            }
        }
    }

    /// <summary>One transaction of the booking service: it may die before it commits, or after it committed and before the broker knows.</summary>
    private void Deliver(Guid id, BookingInput input)
    {
        if (_now < _downUntil)
        {
            At(_downUntil, () => Deliver(id, input));
            return;
        }

        if (!_bookings.TryGetValue(id, out var booking))
        {
            return;
        }

        var decision = BookingMachine.Decide(booking.State, input, _now, Timing);
        if (Chance(_crash))
        {
            _downUntil = _now.AddSeconds(_random.Next(1, 20));
            At(_downUntil, () => Deliver(id, input));
            if (_random.Next(2) == 0)
            {
                return;
            }
        }

        Persist(id, decision);
    }

    private void Persist(Guid id, Decision decision)
    {
        var state = decision.State;
        if (_throughJson)
        {
            state = StateJson.Read(StateJson.Of(state));
        }

        _bookings[id] = (state, decision.WakeAt);
        _told[id].AddRange(decision.Events);
        if (decision.Events.Any(e => e is Rejected or Cancelled))
        {
            _premature |= _issued.Any(i =>
                i.Value.Booking == id
                && _ledgers[i.Value.Service].Holds.GetValueOrDefault(i.Key)
                    is { State: SimLedger.HoldState.Held or SimLedger.HoldState.Confirmed }
            );
        }

        foreach (var command in decision.Commands)
        {
            _issued[command.HoldId] = (id, command.Service);
            Send(() => Execute(command), command.Service);
        }

        if (decision.Events.OfType<AlternativesWanted>().Any())
        {
            At(_now.AddSeconds(_random.Next(1, 60)), () => Replan(id));
        }

        if (decision.WakeAt is { } wake)
        {
            At(wake, () => Wake(id));
        }
    }

    private void Replan(Guid id)
    {
        var plan = SomePlan();
        if (_random.Next(4) == 0 || plan.Legs.Any(l => _cancelledMovements.Contains(l.MovementId!)))
        {
            Deliver(id, new Alternatives("booking", [], "nothing sails"));
            return;
        }

        Deliver(id, new Alternatives("booking", [new Proposal(1, plan, 0, 0, 0, true, _now.AddMinutes(30))], null));
        At(_now.AddSeconds(_random.Next(1, 300)), () => Deliver(id, new Amend("someone", plan, 1, "accepted")));
    }

    private void Wake(Guid id)
    {
        if (_bookings[id].WakeAt is { } due && due <= _now)
        {
            Deliver(id, new Tick());
        }
    }

    private void Execute(LegCommand command)
    {
        if (_outages.TryGetValue(command.Service, out var outage) && _now >= outage.From && _now < outage.To)
        {
            At(outage.To, () => Execute(command));
            return;
        }

        var ledger = _ledgers[command.Service];
        Answer(ledger, [ledger.Receive(command, _now)]);
        if (command is AskHold && ledger.Holds.GetValueOrDefault(command.HoldId) is { } hold)
        {
            // The sweeper comes by some seconds after the moment.
            At(hold.ExpiresAt.AddSeconds(_random.Next(0, 10)), () => Answer(ledger, ledger.Expire(_now)));
        }
    }

    private void Answer(SimLedger ledger, IEnumerable<PartInput> answers)
    {
        foreach (var answer in answers.ToArray())
        {
            Send(() => Deliver(_issued[answer.HoldId].Booking, answer), ledger.Service);
        }
    }

    private void Send(Action arrive, string service)
    {
        for (var copies = Chance(_duplication) ? 2 : 1; copies > 0; copies--)
        {
            if (Chance(_loss))
            {
                continue;
            }

            var delay = Faulty && _random.Next(10) == 0 ? _random.NextDouble() * 120 : _random.NextDouble();
            At(_now.AddSeconds(delay), arrive);
        }
    }
}
