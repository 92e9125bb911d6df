using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Qujiang.ServiceDefaults;

/// <summary>
/// Refuses what the JSON reader lets through and no slice expects: <c>null</c> among the items of a list whose items are never null, and the character
/// U+0000, which PostgreSQL keeps in no text.
/// </summary>
internal static class BodyCheck
{
    private static readonly ConcurrentDictionary<PropertyInfo, bool> ItemsMayBeNull = new();

    public static void Add(IEndpointConventionBuilder endpoint) =>
        endpoint.AddEndpointFilter(
            async (context, next) =>
            {
                var options = context.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                var check = new Validator();
                foreach (var argument in context.Arguments)
                {
                    if (argument is not null && IsBody(argument.GetType()))
                    {
                        Walk(argument, mayBeNull: false, options, check);
                    }
                }
                return check.Fails(out var problem) ? problem : await next(context);
            }
        );

    private static bool IsBody(Type type) =>
        type.IsArray
            ? IsBody(type.GetElementType()!)
            : type.Assembly.GetName().Name?.StartsWith("Qujiang.", StringComparison.Ordinal) == true
                // Services are injected beside the body; a body is a record.
                && type.GetMethod("<Clone>$") is not null;

    private static void Walk(object value, bool mayBeNull, JsonSerializerOptions options, Validator at)
    {
        switch (value)
        {
            case string text:
                if (text.Contains('\0', StringComparison.Ordinal))
                    at.Error("Must not contain the character U+0000.");
                return;
            case IDictionary entries:
                foreach (DictionaryEntry entry in entries)
                {
                    Walk(entry.Key, mayBeNull: false, options, at.At(entry.Key.ToString()!));
                    if (entry.Value is { } of)
                        Walk(of, mayBeNull, options, at.At(entry.Key.ToString()!));
                }
                return;
            case IList items:
                var i = 0;
                foreach (var item in items)
                {
                    if (item is not null)
                        Walk(item, mayBeNull: false, options, at.At(i));
                    else if (!mayBeNull)
                        at.At(i).Error("Must not be null.");
                    i++;
                }
                return;
        }
        if (value.GetType().Assembly.GetName().Name?.StartsWith("Qujiang.", StringComparison.Ordinal) != true)
            return;
        var type = options.GetTypeInfo(value.GetType());
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
        {
            if (property.Get?.Invoke(value) is { } of and (string or IEnumerable or not ValueType))
                Walk(of, ItemsOf(property), options, at.At(property.Name));
        }
    }

    private static bool ItemsOf(JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo info
        && ItemsMayBeNull.GetOrAdd(
            info,
            static i =>
            {
                var nullability = new NullabilityInfoContext().Create(i);
                var item = nullability.ElementType ?? nullability.GenericTypeArguments.LastOrDefault();
                return item?.ReadState == NullabilityState.Nullable;
            }
        );
}
