using System.Diagnostics;

namespace Qujiang.Benchmarks;

/// <summary>How long it takes to put in one movement: into a line that is there, and as the first of a new line.</summary>
internal static class InsertCommand
{
    public static int Run(Options options)
    {
        var legs = LegsFile.Load(options.Text("legs"));
        var random = new Random(options.Number("seed", 1));
        var count = options.Number("count", 500);
        var newLine = 1_000_000_000;
        for (var pass = 0; pass < 2; pass++)
        {
            var same = Enumerable.Range(0, count).Select(_ => Insert(legs, random, null)).ToList();
            var fresh = Enumerable.Range(0, count).Select(_ => Insert(legs, random, newLine++)).ToList();
            if (pass == 1)
            {
                Console.WriteLine($"into a line       {new Statistics(same)}");
                Console.WriteLine($"with a new line   {new Statistics(fresh)}");
            }
        }

        return 0;
    }

    private static double Insert(LegsFile legs, Random random, int? line)
    {
        var like = legs.Timetable.GetMovement(new(random.Next(legs.Trips)))!.Delayed(0, random.Next(3600));
        var start = Stopwatch.GetTimestamp();
        using (var edit = legs.Timetable.Edit())
        {
            edit.AddMovement((line is { } number ? like with { Line = new(number) } : like).ToPlan());
            edit.Commit();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
