using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qujiang.Cli.Commands;

/// <summary>Options and arguments with a grammar of their own; what does not fit says what would.</summary>
internal static class Arguments
{
    public static Option<T?> Option<T>(string name, string description, Func<string, T?> parse, string form)
        where T : class => new(name) { Description = description, CustomParser = result => One(result, parse, name, form) };

    public static Option<T?> ValueOption<T>(string name, string description, Func<string, T?> parse, string form)
        where T : struct =>
        new(name)
        {
            Description = description,
            CustomParser = result => One(result, text => parse(text) is { } value ? new Box<T>(value) : null, name, form)?.Value,
        };

    public static Option<T[]> Options<T>(string name, string description, Func<string, T?> parse, string form)
        where T : class =>
        new(name)
        {
            Description = description,
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value, parse, name, form)).OfType<T>()],
            DefaultValueFactory = _ => [],
        };

    public static Argument<T?> Argument<T>(string name, string description, Func<string, T?> parse, string form)
        where T : class => new(name) { Description = description, CustomParser = result => One(result, parse, name, form) };

    private static T? One<T>(ArgumentResult result, Func<string, T?> parse, string name, string form)
        where T : class
    {
        if (result.Tokens.Count > 1)
        {
            result.AddError($"{name} is given twice.");
            return null;
        }
        return result.Tokens.Count == 0 ? null : Parse(result, result.Tokens[0].Value, parse, name, form);
    }

    private static T? Parse<T>(ArgumentResult result, string text, Func<string, T?> parse, string name, string form)
        where T : class
    {
        var value = parse(text);
        if (value is null)
        {
            result.AddError($"{name} '{text}' is not understood: write {form}.");
        }
        return value;
    }

    private sealed record Box<T>(T Value);
}
