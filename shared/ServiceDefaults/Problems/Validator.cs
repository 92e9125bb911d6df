using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Qujiang.ServiceDefaults;

/// <summary>Gathers everything that is wrong with a body, so that the caller hears of it at once.</summary>
/// <example>
/// <code>
/// var check = new Validator();
/// foreach (var (i, box) in request.Equipment.Index())
/// {
///     var at = check.At("equipment").At(i);
///     at.Require(box.Count is > 0 and &lt;= 500, "count", "must be from 1 to 500");
/// }
/// if (check.Fails(out var problem)) return problem;
/// </code>
/// </example>
public sealed class Validator
{
    private readonly List<ProblemError> errors;
    private readonly string prefix;

    /// <summary>Starts at the root of the body.</summary>
    public Validator()
        : this([], "") { }

    private Validator(List<ProblemError> errors, string prefix)
    {
        this.errors = errors;
        this.prefix = prefix;
    }

    /// <summary>What was found so far, in the order in which it was found.</summary>
    public IReadOnlyList<ProblemError> Errors => errors;

    /// <summary>Whether nothing was found.</summary>
    public bool IsValid => errors.Count == 0;

    /// <summary>The same list, seen from a member further down.</summary>
    public Validator At(string member) => new(errors, prefix + JsonPointer.Segment(member));

    /// <summary>The same list, seen from an element of an array.</summary>
    public Validator At(int index) => new(errors, $"{prefix}/{index}");

    /// <summary>Notes an error at a member of where this is.</summary>
    public void Error(string member, string detail) => errors.Add(new ProblemError(detail, prefix + JsonPointer.Segment(member)));

    /// <summary>Notes an error right where this is.</summary>
    public void Error(string detail) => errors.Add(new ProblemError(detail, prefix));

    /// <summary>Notes an error at a path or query parameter.</summary>
    public void ParameterError(string parameter, string detail) => errors.Add(new ProblemError(detail, Parameter: parameter));

    /// <summary>Notes an error unless the condition holds; tells whether it does.</summary>
    public bool Require(bool holds, string member, string detail)
    {
        if (!holds)
        {
            Error(member, detail);
        }
        return holds;
    }

    /// <summary>Whether anything was found; if so, the answer to give.</summary>
    public bool Fails([NotNullWhen(true)] out ProblemHttpResult? problem)
    {
        problem = IsValid ? null : Problems.Invalid(errors);
        return problem is not null;
    }
}
