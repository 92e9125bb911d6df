using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Live;

/// <summary>Every fact that a leg service may publish, by the name it has on the bus and in a snapshot.</summary>
public static class FactCatalogue
{
    private static readonly FrozenDictionary<string, Type> ByName = typeof(IFact)
        .Assembly.GetTypes()
        .Where(type => typeof(IFact).IsAssignableFrom(type) && type.GetCustomAttribute<MessageNameAttribute>() is not null)
        .ToFrozenDictionary(type => type.GetCustomAttribute<MessageNameAttribute>()!.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> ByType = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>
    /// The names a replica listens to. Facts that change nothing here (a hold that was refused) are among them, because every event of a
    /// service takes a number and a number that never comes looks like a lost event.
    /// </summary>
    public static IReadOnlyList<string> LegFacts { get; } =
        ByName
            .Keys.Where(name => !name.StartsWith("qujiang.booking-", StringComparison.Ordinal) && name != "qujiang.replan-proposed.v1")
            .Order(StringComparer.Ordinal)
            .ToArray();

    public static string NameOf(IFact fact) => ByType[fact.GetType()];

    /// <summary>Reads a fact, or gives null for a name this version does not know.</summary>
    /// <exception cref="JsonException">The JSON is not such a fact.</exception>
    public static IFact? Read(string name, JsonElement json) =>
        ByName.TryGetValue(name, out var type)
            ? (IFact?)json.Deserialize(type, ContractJson.Options) ?? throw new JsonException($"A {name} that is null.")
            : null;

    public static string Write(IFact fact) => JsonSerializer.Serialize(fact, fact.GetType(), ContractJson.Options);
}
