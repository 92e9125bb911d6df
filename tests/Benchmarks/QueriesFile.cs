using System.Globalization;
using System.Text;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>A row of a queries file: from,to,t0_s,demand_teu,max_boardings[,deadline_s].</summary>
internal sealed record QueryRow(long From, long To, int Ready, int Demand, int MaxBoardings, int? Deadline)
{
    /// <summary>The engine's query; null if a terminal is not in the timetable at all.</summary>
    public Query? ToQuery(LegsFile legs)
    {
        if (legs.Terminal(From) is not { } from || legs.Terminal(To) is not { } to)
        {
            return null;
        }

        return new Query
        {
            Costs = legs.Costs,
            Origins = new Seed[] { new(from, Ready) },
            Destinations = new Seed[] { new(to, 0) },
            Demand = new(Teu100: Demand + 1),
            MaxBoardings = MaxBoardings,
            LatestArrival = Deadline ?? int.MaxValue,
        };
    }
}

internal static class QueriesFile
{
    public static List<QueryRow> Read(string path)
    {
        var queries = new List<QueryRow>();
        Span<long> fields = stackalloc long[6];
        using var reader = new NumberReader(File.OpenRead(path));
        int count;
        while ((count = reader.Read(fields)) >= 0)
        {
            if (count < 5)
            {
                throw new InvalidDataException($"{path} row {reader.Row}: five or six numbers are wanted, there are {count}.");
            }

            int? deadline = count > 5 ? (int)fields[5] : null;
            queries.Add(new(fields[0], fields[1], (int)fields[2], (int)fields[3], (int)fields[4], deadline));
        }

        return queries;
    }

    public static void WriteAnswers(string path, IReadOnlyList<QueryRow> queries, IReadOnlyList<Outcome[]> answers)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        for (var i = 0; i < queries.Count; i++)
        {
            var q = queries[i];
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{q.From},{q.To},{q.Ready},{q.Demand},"));
            var first = true;
            foreach (var a in answers[i])
            {
                writer.Write(first ? "" : "|");
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{a.Arrival}:{a.Price}:{a.Co2}:{a.Boardings}"));
                first = false;
            }

            writer.Write('\n');
        }
    }
}
