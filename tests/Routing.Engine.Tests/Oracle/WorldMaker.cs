namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>Small random worlds with few distinct numbers, so that ties, overtaking and full segments are common.</summary>
internal sealed class WorldMaker(int seed)
{
    public const int Hour = 3600;
    private const int Days = 3;

    private readonly Random random = new(seed);

    public World Make()
    {
        var world = new World
        {
            Terminals = random.Next(2, 7),
            DayOffset = random.Next(3) * 8 * Hour,
            CostSalt = random.Next(),
            CostRange = random.Next(2) == 0 ? 4 : 20,
        };
        var lines = random.Next(1, 4);
        for (var line = 0; line < lines; line++)
        {
            var pattern = Pattern(world);
            var movements = random.Next(1, 4);
            for (var i = 0; i < movements; i++)
            {
                world.Movements.Add(Movement(world, line, random.Next(6) == 0 ? Pattern(world) : pattern));
            }
        }

        var pools = random.Next(3);
        for (var i = 0; i < pools; i++)
        {
            world.Pools.Add([]);
            for (var day = 0; day < Days + 2; day++)
            {
                if (random.Next(4) != 0)
                {
                    world.Pools[i][day] = Room();
                }
            }
        }

        var lanes = random.Next(4);
        for (var i = 0; i < lanes && world.Terminals > 1; i++)
        {
            world.Lanes.Add(Lane(world));
        }

        return world;
    }

    /// <summary>More of the same few lines, so that there is something to choose from all day.</summary>
    public World MakeWithoutLanes()
    {
        var world = Make();
        world.Lanes.Clear();
        foreach (var movement in world.Movements.ToArray())
        {
            var terminals = movement.Calls.Select(c => c.Terminal.Value).ToArray();
            world.Movements.Add(Movement(world, movement.Line, terminals));
            world.Movements.Add(Movement(world, movement.Line, terminals));
        }

        return world;
    }

    public WorldMovement Movement(World world, int line, int[] terminals)
    {
        var calls = new Call[terminals.Length];
        var time = random.Next(Days * 24) * Hour;
        for (var i = 0; i < calls.Length; i++)
        {
            var arrival = time;
            time += random.Next(3) * Hour;
            calls[i] = new(new(terminals[i]), arrival, time, random.Next(3) * Hour, random.Next(3) * Hour);
            time += random.Next(9) * Hour;
        }

        var rooms = Enumerable.Range(0, calls.Length - 1).Select(_ => Room()).ToArray();
        return new(line, random.Next(5) / 4, (byte)(line % 3), random.Next(5) == 0 ? 1UL : 0UL, calls, rooms);
    }

    public WorldLane Lane(World world)
    {
        var from = random.Next(world.Terminals);
        var to = (from + random.Next(1, world.Terminals)) % world.Terminals;
        var usual = random.Next(7) * Hour;
        (int, int)[] shut = random.Next(4) > 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Window())];
        return new(
            from,
            to,
            random.Next(3),
            3,
            random.Next(5) == 0 ? 2UL : 0UL,
            Durations(world, usual),
            random.Next(2) * Hour,
            random.Next(2) * Hour,
            random.Next(-1, world.Pools.Count),
            shut,
            random.Next(4) > 0 ? null : Durations(world, usual)
        );
    }

    /// <summary>Always the same, or shut once, or shut every day at the same hours.</summary>
    private LaneDurations Durations(World world, int usual)
    {
        var start = random.Next(Days * 24) * Hour;
        var gap = random.Next(1, 9) * Hour;
        var hour = random.Next(1, 15) * Hour;
        return random.Next(4) switch
        {
            0 => LaneDurations.Of((start, usual), (start, usual + gap), (start + gap, usual)),
            1 => LaneDurations.Daily(
                world.DayOffset,
                (0, usual),
                (hour, usual),
                (hour, usual + gap),
                (hour + gap, usual),
                (LaneDurations.Day, usual)
            ),
            _ => LaneDurations.Constant(usual),
        };
    }

    private (int From, int To) Window()
    {
        var from = random.Next(Days * 24) * Hour;
        return random.Next(6) switch
        {
            0 => (int.MinValue, from),
            1 => (from, int.MaxValue),
            _ => (from, from + (random.Next(1, 30) * Hour)),
        };
    }

    public int[] Pattern(World world)
    {
        var terminals = new int[random.Next(2, 6)];
        for (var i = 0; i < terminals.Length; i++)
        {
            terminals[i] = random.Next(world.Terminals);
        }

        return terminals;
    }

    public Capacity Room() => new(random.Next(-1, 4) * 100, random.Next(4) * 1000, 0, random.Next(3));

    public Query Query(World world, CostTable costs)
    {
        var rarely = random.Next(4) == 0;
        return new()
        {
            Costs = costs,
            Origins = Seeds(world, late: true),
            Destinations = Seeds(world, late: false),
            Direct = random.Next(8) == 0 ? new DirectSeed(random.Next(60) * Hour, new(random.Next(20), random.Next(20))) : null,
            Demand = random.Next(3) switch
            {
                0 => default,
                1 => new(random.Next(1, 4) * 100),
                _ => new(random.Next(3) * 100, random.Next(3) * 1000, 0, random.Next(2)),
            },
            Traits = (ulong)random.Next(4),
            MaxBoardings = random.Next(1, 5),
            LatestArrival = random.Next(3) == 0 ? random.Next(12, 96) * Hour : int.MaxValue,
            AllowedModes = random.Next(4) == 0 ? (uint)random.Next(16) : uint.MaxValue,
            RequiredModes = rarely && random.Next(2) == 0 ? 1u << random.Next(4) : 0,
            RequiredLines = rarely && random.Next(3) == 0 ? new LineKey[] { new(random.Next(3)) } : default,
            AvoidedLines = random.Next(5) == 0 ? new LineKey[] { new(random.Next(3)) } : default,
            Vias = rarely ? Vias(world) : default,
            Relax = random.Next(5) == 0 ? (Relaxations)random.Next(32) : Relaxations.None,
        };
    }

    public int Next(int below) => random.Next(below);

    public int Next(int from, int below) => random.Next(from, below);

    private ViaStop[] Vias(World world) =>
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => new ViaStop(new(random.Next(world.Terminals)), random.Next(3) * 4 * Hour))];

    private Seed[] Seeds(World world, bool late) =>
        [
            .. Enumerable
                .Range(0, random.Next(4) == 0 ? random.Next(1, 4) : 1)
                .Select(i =>
                    i == 0 && random.Next(2) == 0
                        ? new Seed(new(random.Next(world.Terminals)), late ? random.Next(24) * Hour : 0)
                        : new Seed(
                            new(random.Next(world.Terminals)),
                            random.Next(24) * Hour,
                            new(random.Next(4), random.Next(4)),
                            random.Next(2)
                        )
                ),
        ];
}
