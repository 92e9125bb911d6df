namespace Qujiang.Contracts;

/// <summary>
/// The name of a message on the bus: the exchange it is published to and the tail of its URN. It never changes once published, and never
/// follows the CLR name, so that publisher and subscriber may own different records under one name.
/// </summary>
/// <param name="name">Lower-case, dotted, versioned: <c>qujiang.capacity-changed.v1</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class MessageNameAttribute(string name) : Attribute
{
    /// <summary>The name, such as <c>qujiang.capacity-changed.v1</c>.</summary>
    public string Name { get; } = name;
}
