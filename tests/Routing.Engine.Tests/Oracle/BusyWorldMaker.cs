namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>
/// Worlds of the shape of a real network, only smaller: a few hubs where most lines call, so that a label has hundreds of ways out and a
/// query dozens or hundreds of answers. Times are minutes and costs are spread widely, so that few labels tie.
/// </summary>
internal sealed class BusyWorldMaker(int seed)
{
    private const int Minute = 60;
    private const int Day = 1440 * Minute;

    private readonly Random random = new(seed);

    /// <param name="terminals">How many terminals there are.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="movements">How many movements of each.</param>
    /// <param name="days">The days over which they are spread.</param>
    public World Make(int terminals, int lines, int movements, int days)
    {
        var world = new World
        {
            Terminals = terminals,
            DayOffset = 8 * 60 * Minute,
            CostSalt = random.Next(),
            CostRange = 1000,
        };
        for (var line = 0; line < lines; line++)
        {
            var pattern = Pattern(terminals);
            for (var i = 0; i < movements; i++)
            {
                world.Movements.Add(Movement(line, pattern, random.Next(days * Day / Minute) * Minute));
            }
        }

        world.Pools.Add(Enumerable.Range(0, days + 3).ToDictionary(day => day, _ => Room()));
        for (var i = 0; i < terminals; i++)
        {
            var from = random.Next(terminals);
            var to = (from + random.Next(1, terminals)) % terminals;
            var hours = random.Next(5, 30) * 60 * Minute;
            var handling = random.Next(2) * 20 * Minute;
            var loading = random.Next(2) * 30 * Minute;
            world.Lanes.Add(new(from, to, i % 3, 3, 0, LaneDurations.Constant(hours), loading, handling, random.Next(-1, 1), [], null));
        }

        return world;
    }

    /// <summary>A query between any two terminals, sometimes with a deadline, several origins, or a rest of the way.</summary>
    public Query Query(World world, CostTable costs)
    {
        var ready = random.Next(Day / Minute) * Minute;
        var rest = random.Next(3) == 0;
        return new()
        {
            Costs = costs,
            Origins = Enumerable
                .Range(0, random.Next(4) == 0 ? 3 : 1)
                .Select(i => new Seed(new(random.Next(world.Terminals)), ready, new(i * 40, i * 40)))
                .ToArray(),
            Destinations = Enumerable
                .Range(0, rest ? 2 : 1)
                .Select(i => new Seed(new(random.Next(world.Terminals)), i * 90 * Minute, new(i * 30, i * 30), rest ? 1 : 0))
                .ToArray(),
            Demand = new(100),
            MaxBoardings = random.Next(2, 7),
            LatestArrival = random.Next(4) == 0 ? ready + (random.Next(1, 4) * Day) : int.MaxValue,
        };
    }

    private WorldMovement Movement(int line, int[] pattern, int time)
    {
        var calls = new Call[pattern.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            var arrival = time;
            time += random.Next(5, 40) * Minute;
            calls[i] = new(new(pattern[i]), arrival, time, random.Next(3) * 20 * Minute, random.Next(3) * 20 * Minute);
            time += (60 + (Distance(line, i) * 6) + random.Next(20)) * Minute;
        }

        return new(line, 0, (byte)(line % 3), 0, calls, [.. Enumerable.Range(0, calls.Length - 1).Select(_ => Room())]);
    }

    /// <summary>Fast lines and slow ones.</summary>
    private static int Distance(int line, int call) => ((line * 7) + (call * 3)) % 60;

    private int[] Pattern(int terminals)
    {
        var pattern = new int[random.Next(2, 8)];
        for (var i = 0; i < pattern.Length; i++)
        {
            // Drawn twice, so that low numbers are hubs.
            pattern[i] = random.Next(random.Next(1, terminals + 1));
        }

        return pattern;
    }

    private Capacity Room() => new(random.Next(6) == 0 ? 0 : random.Next(1, 9) * 100);
}
