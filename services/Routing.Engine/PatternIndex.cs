namespace Qujiang.Routing.Engine;

/// <summary>Finds the pattern of a movement, or makes it.</summary>
internal sealed class PatternIndex
{
    private readonly Dictionary<int, Pattern> byHash = [];

    public Pattern Find(in MovementPlan plan)
    {
        var hash = Pattern.HashOf(plan);
        byHash.TryGetValue(hash, out var first);
        for (var pattern = first; pattern is not null; pattern = pattern.Next)
        {
            if (pattern.Matches(plan))
            {
                return pattern;
            }
        }

        return byHash[hash] = new Pattern(plan) { Next = first };
    }
}
