using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Qujiang.ServiceDefaults;

/// <summary>Says what is wrong with a JSON body in the words of the API, not of the CLR.</summary>
internal static partial class JsonErrors
{
    /// <summary>Explains a failed read.</summary>
    /// <param name="error">What the serializer threw.</param>
    /// <param name="bodyType">The type it was reading, where that is known.</param>
    /// <param name="options">The options it was reading with.</param>
    public static List<ProblemError> Explain(JsonException error, Type? bodyType, JsonSerializerOptions options)
    {
        var steps = JsonPointer.Steps(error.Path);
        var pointer = JsonPointer.Of(steps);

        if (error.InnerException is not null && error.InnerException.GetType().Name == "JsonReaderException")
        {
            var line = error.LineNumber + 1;
            return [new ProblemError($"The body is not well-formed JSON (line {line}, byte {error.BytePositionInLine + 1}).", pointer)];
        }

        var message = error.Message;
        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            return
            [
                .. QuotedName()
                    .Matches(missing.Groups["names"].Value)
                    .Select(name => new ProblemError("This member is required.", pointer + JsonPointer.Segment(name.Groups["name"].Value))),
            ];
        }
        if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            var name = unknown.Groups["name"].Value;
            var at = steps.Count > 0 && steps[^1] == name ? pointer : pointer + JsonPointer.Segment(name);
            return [new ProblemError("There is no such member.", at)];
        }
        if (DuplicateMember().Match(message) is { Success: true } duplicate)
        {
            var name = duplicate.Groups["name"].Value;
            var at = steps.Count > 0 && steps[^1] == name ? pointer : pointer + JsonPointer.Segment(name);
            return [new ProblemError("This member occurs twice.", at)];
        }
        return [new ProblemError(Expectation(TypeAt(bodyType, steps, options)), pointer)];
    }

    /// <summary>Follows the path through the types that the body is read into.</summary>
    private static Type? TypeAt(Type? type, List<string> steps, JsonSerializerOptions options)
    {
        foreach (var step in steps)
        {
            if (type is null || !options.TryGetTypeInfo(Nullable.GetUnderlyingType(type) ?? type, out var info))
            {
                return null;
            }
            type = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(p => p.Name == step)?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => info.ElementType,
                _ => null,
            };
        }
        return type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
    }

    private static string Expectation(Type? type)
    {
        if (type is null)
        {
            return "The value does not have the expected form.";
        }
        if (type.IsEnum)
        {
            var names = type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f =>
                    f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseUpper.ConvertName(f.Name)
                );
            return $"Must be one of {string.Join(", ", names)}.";
        }
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "Must be true or false.",
            TypeCode.String => "Must be a string.",
            TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 => "Must be a whole number (within range).",
            TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 => "Must be a whole number (within range).",
            TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "Must be a number.",
            TypeCode.DateTime => InstantForm,
            _ when type == typeof(DateTimeOffset) => InstantForm,
            _ when type == typeof(DateOnly) => "Must be a date, e.g. 2026-12-01.",
            _ when type == typeof(TimeSpan) => "Must be a duration.",
            _ when type == typeof(Guid) => "Must be a UUID.",
            _ when type.IsArray || (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)) =>
                "Must be an array with the expected elements.",
            _ when type.IsValueType => "The value does not have the expected form.",
            _ => "Must be an object.",
        };
    }

    private const string InstantForm = "Must be an instant with offset (RFC 3339), e.g. 2026-12-01T08:00:00+08:00.";

    [GeneratedRegex("missing required properties including: (?<names>.+)", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'(?<name>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedName();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered", RegexOptions.ExplicitCapture)]
    private static partial Regex DuplicateMember();
}
