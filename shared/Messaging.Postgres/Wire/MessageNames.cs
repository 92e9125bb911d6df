using System.Collections.Concurrent;
using System.Reflection;
using MassTransit;
using Qujiang.Contracts;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// The name a message bears on the wire, read from <see cref="MessageNameAttribute"/> and from nothing else: publisher and subscriber may
/// own different records under one name.
/// </summary>
public static class MessageNames
{
    // A memo of a pure function of the type: attributes do not change while a process runs.
    private static readonly ConcurrentDictionary<Type, string?> Known = new();

    /// <summary>The name of <paramref name="type"/>, which is also its exchange; null when it bears none.</summary>
    public static string? Find(Type type) => Known.GetOrAdd(type, t => t.GetCustomAttribute<MessageNameAttribute>(inherit: false)?.Name);

    /// <summary>The name of <paramref name="type"/>.</summary>
    /// <exception cref="InvalidOperationException">The type bears no <see cref="MessageNameAttribute"/>.</exception>
    public static string Of(Type type) =>
        Find(type) ?? throw new InvalidOperationException($"{type} cannot go on the bus: it bears no [MessageName].");

    /// <summary>The URN of <paramref name="type"/> inside the envelope, such as <c>urn:message:qujiang.capacity-changed.v1</c>.</summary>
    public static string UrnOf(Type type) => MessageUrn.Prefix + Of(type);
}

/// <summary>Exchanges are named by attribute; what belongs to MassTransit itself keeps the name MassTransit gives it.</summary>
internal sealed class NamedEntityFormatter(IEntityNameFormatter fallback) : IEntityNameFormatter
{
    public string FormatEntityName<T>() => MessageNames.Find(typeof(T)) ?? fallback.FormatEntityName<T>();
}
