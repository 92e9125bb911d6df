using System.Globalization;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>Seconds of processor time that the programs of a house have used up; the test itself, which asks, is not among them.</summary>
internal sealed class Spending
{
    private readonly Dictionary<string, double> seconds;

    private Spending(Dictionary<string, double> seconds) => this.seconds = seconds;

    public static async Task<Spending> OfAsync(House house)
    {
        var spent = House.Names.ToDictionary(name => name, name => house.Service(name).ProcessorSeconds);
        spent["PostgreSQL"] = await ProcessorTime.OfPostgresAsync(house.Database("booking")) ?? 0;
        spent["RabbitMQ"] = await ProcessorTime.OfRabbitMqAsync(house.Vhost.Management) ?? 0;
        return new Spending(spent);
    }

    /// <summary>What was used since then, in milliseconds for each of so many things done.</summary>
    public string Since(Spending before, int count)
    {
        var each = seconds.ToDictionary(s => s.Key, s => (s.Value - before.seconds[s.Key]) * 1000 / count);
        var parts = each.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.Value:0.0}"));
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", parts)}; together {each.Values.Sum():0.0}");
    }
}
