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
    public static IFact? Read(string name, JsonElement json)
    {
        if (!ByName.TryGetValue(name, out var type))
        {
            return null;
        }
        return json.Deserialize(type, ContractJson.Options) is IFact fact && IsWhole(fact)
            ? fact
            : throw new JsonException($"A {name} that lacks what it must have.");
    }

    /// <summary>Whether all is there that a fact must have: JSON that lacks a member is read as null, whatever the record says.</summary>
    public static bool IsWhole(IFact fact) =>
        fact is { Service: not null }
        && fact switch
        {
            MovementPublished
            {
                MovementId: not null,
                LineId: not null,
                TariffId: not null,
                Calls: { } calls,
                Segments: { } segments,
                Rules: { Accepts: not null, DangerousGoods: not null },
                Provenance: not null,
            } => calls.All(IsWhole) && segments.All(IsWhole),
            CapacityChanged { MovementId: not null, Segments: { } segments } => segments.All(IsWhole),
            MovementRescheduled { MovementId: not null, Calls: { } calls } => calls.All(IsWhole),
            MovementCancelled { MovementId: not null } => true,
            LanePublished
            {
                LaneId: not null,
                From: not null,
                To: not null,
                PoolId: not null,
                TariffId: not null,
                Rules: { Accepts: not null, DangerousGoods: not null },
                Provenance: not null,
            } => true,
            PoolCapacityChanged { PoolId: not null, Offered: not null, Held: not null, Confirmed: not null } => true,
            TariffPublished { TariffId: not null, Charges: not null, Emissions: not null, Provenance: not null } => true,
            ReferenceDataPublished { Kind: not null, Id: not null, Rows: not null } => true,
            DisruptionRaised { DisruptionId: not null, Terminals: not null, Lines: not null } => true,
            DisruptionCleared { DisruptionId: not null } => true,
            IRevisioned => false,
            _ => true, // facts about holds change nothing here
        };

    private static bool IsWhole(Call call) => call is { Terminal: not null };

    private static bool IsWhole(Segment segment) => segment is { Offered: not null, Held: not null, Confirmed: not null };

    public static string Write(IFact fact) => JsonSerializer.Serialize(fact, fact.GetType(), ContractJson.Options);
}
