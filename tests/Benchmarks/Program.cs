using Qujiang.Benchmarks;

try
{
    return args switch
    {
        ["replay", .. var rest] => ReplayCommand.Run(new Options(rest)),
        ["generate", .. var rest] => GenerateCommand.Run(new Options(rest)),
        ["compare", .. var rest] => CompareCommand.Run(new Options(rest)),
        ["updates", .. var rest] => UpdatesCommand.Run(new Options(rest)),
        ["range", .. var rest] => RangeCommand.Run(new Options(rest)),
        ["bdn", .. var rest] => new Options(rest) is var o ? EngineBenchmarks.Run(o.Text("legs"), o.Text("queries")) : 2,
        ["load", .. var rest] => LoadCommand.Run(new Options(rest)),
        ["insert", .. var rest] => InsertCommand.Run(new Options(rest)),
        ["hub", .. var rest] => await HubCommand.RunAsync(new Options(rest)),
        ["bookings", .. var rest] => await BookingsCommand.RunAsync(new Options(rest)),
        ["visible", .. var rest] => await VisibleCommand.RunAsync(new Options(rest)),
        _ => Usage(),
    };
}
catch (Exception e) when (e is IOException or HttpRequestException)
{
    // A file that is not there, or a house that is not up.
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project tests/Benchmarks -- COMMAND
          generate --legs legs.tsv --out queries.csv [--count 2000] [--seed 1] [--days 30] [--demand 1..4] [--boardings 5]
          replay   --legs legs.tsv --queries queries.csv [--out answers.csv] [--threads 1] [--repeat 3]
          compare  --legs legs.tsv --queries queries.csv [--days 10] [--arrivals 300] [--labels 20]
          updates  --legs legs.tsv --queries queries.csv [--updates 50000] [--delays 50] [--seconds 2] [--rounds 5]
          range    --legs legs.tsv --queries queries.csv [--days 7] [--repeat 5]
          insert   --legs legs.tsv [--count 500]
          load     --legs legs.tsv
          bdn      --legs legs.tsv --queries queries.csv   the engine's operations under BenchmarkDotNet
          hub      [--count 2000] [--seed 1]   quotes on the hub's own network, on a running house (deploy/up)
          bookings [--count 3000]   bookings a second beside PostgreSQL alone, on a house of its own
          visible  [--samples 200]   commit-to-visible on a running house (deploy/up)
        """
    );
    return 2;
}
