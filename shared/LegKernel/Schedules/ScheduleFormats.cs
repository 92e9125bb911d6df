using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Qujiang.LegKernel.Schedules;

/// <summary>The formats of a service: CSV and JSON, and those of its mode.</summary>
public sealed class ScheduleFormats(LegModule module)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<ScheduleFormat> All { get; } = [new CsvSchedule(), new JsonSchedule(), .. module.Schedules.Formats];

    /// <summary>Their names, for people.</summary>
    public string Names => string.Join(", ", All.Select(f => f.Name));

    /// <summary>The format of a name; null when there is none.</summary>
    public ScheduleFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>The format of a media type; null when there is none.</summary>
    public ScheduleFormat? Of(MediaTypeHeaderValue type) =>
        All.FirstOrDefault(f =>
            f.MediaTypes.Any(m => new MediaTypeHeaderValue(m).MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase))
        );
}

internal static class ScheduleFormatsExtensions
{
    /// <summary>Documents that the endpoint takes a file in any of the service's formats.</summary>
    public static RouteHandlerBuilder AcceptsFiles(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(
            (operation, context, _) =>
            {
                var formats = context.ApplicationServices.GetRequiredService<ScheduleFormats>();
                var text = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = formats.All.SelectMany(f => f.MediaTypes).ToDictionary(m => m, _ => text),
                };
                return Task.CompletedTask;
            }
        );
}
