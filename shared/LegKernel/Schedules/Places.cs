using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Finds the terminal that a file means.</summary>
public sealed class Places
{
    private readonly HashSet<string> served;

    /// <summary>Prefers terminals that the service's own lines call at where a UN/LOCODE is shared.</summary>
    public Places(LegModule module) =>
        served = module.Lines.SelectMany(l => l.Calls).Select(c => c.Terminal).ToHashSet(StringComparer.Ordinal);

    /// <summary>The code of the terminal named by its code or by a UN/LOCODE; null with the reason where it is none, or several.</summary>
    public string? Find(string text, out string? reason)
    {
        reason = null;
        if (Terminals.Hub.Find(text) is { } terminal)
            return terminal.Code.Value;
        if (!Unlocode.IsWellFormed(text.Trim().ToUpperInvariant()))
        {
            reason = $"there is no terminal '{Shown(text)}'";
            return null;
        }
        var found = Terminals.Hub.FindByUnlocode(text);
        var own = found.Terminals.Where(t => served.Contains(t.Code.Value)).ToList();
        var candidates = own.Count > 0 ? own : found.Terminals;
        if (candidates.Count == 1)
            return candidates[0].Code.Value;
        reason =
            candidates.Count == 0
                ? $"there is no terminal of '{text}'" + (found.Hint is { } hint ? $": {hint}" : "")
                : $"'{text}' may be any of {string.Join(", ", candidates.Select(t => t.Code.Value))}: name the terminal";
        return null;
    }

    /// <summary>A value of a file as an error shows it: short, and without control characters.</summary>
    public static string Shown(string value)
    {
        var clean = string.Concat(value.Take(40).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return value.Length > 40 ? clean + "..." : clean;
    }
}
