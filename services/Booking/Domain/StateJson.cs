using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qujiang.Booking.Domain;

/// <summary>How a state is kept. Enums by name, so that a stored state can be read by a human and survives a reordered enum.</summary>
public static class StateJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static string Of(BookingState state) => JsonSerializer.Serialize(state, Options);

    public static BookingState Read(string json) => JsonSerializer.Deserialize<BookingState>(json, Options)!;

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
