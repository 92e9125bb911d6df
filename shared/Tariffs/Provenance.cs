namespace Qujiang.Tariffs;

/// <summary>How good a figure is, as the sources of the hub's data grade it.</summary>
public enum Quality
{
    /// <summary>Read in the named source.</summary>
    S,

    /// <summary>Two independent sources agree.</summary>
    X,

    /// <summary>Derived by arithmetic from sourced figures.</summary>
    D,

    /// <summary>Recalled, not re-read.</summary>
    R,

    /// <summary>An estimate.</summary>
    E,
}

/// <summary>Where a figure comes from and how good it is.</summary>
/// <param name="Source">A citation a reader can follow.</param>
/// <param name="Quality">Its grade.</param>
public sealed record Provenance(string Source, Quality Quality);
