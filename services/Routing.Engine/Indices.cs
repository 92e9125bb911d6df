namespace Qujiang.Routing.Engine;

/// <summary>A terminal, dense from 0 in the order of <see cref="TimetableEdit.AddTerminal"/>.</summary>
public readonly record struct TerminalIndex(int Value);

/// <summary>A movement, dense from 0; an index is never given to another movement.</summary>
public readonly record struct MovementIndex(int Value);

/// <summary>An engine line: movements with the same calls, cost class and restrictions that never overtake each other.</summary>
public readonly record struct LineIndex(int Value);

/// <summary>A lane, dense from 0; an index is never given to another lane.</summary>
public readonly record struct LaneIndex(int Value);

/// <summary>A truck pool, dense from 0.</summary>
public readonly record struct PoolIndex(int Value)
{
    /// <summary>The pool of a lane that is never short of trucks.</summary>
    public static PoolIndex Unlimited => new(-1);
}

/// <summary>The caller's number for a line as its operator knows it; one may become several engine lines.</summary>
public readonly record struct LineKey(int Value);

/// <summary>The caller's number for what a ride costs: movements of one line with the same class cost the same.</summary>
public readonly record struct CostClass(int Value);

/// <summary>The caller's number for a mode of transport, 0 to 31.</summary>
public readonly record struct ModeIndex(byte Value)
{
    internal uint Bit => 1u << Value;
}
