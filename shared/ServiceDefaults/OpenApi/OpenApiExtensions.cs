using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Qujiang.ServiceDefaults;

internal static class OpenApiExtensions
{
    public const string DocsPath = "/docs";
    private const string Bearer = "bearer";
    private const string ProblemSchema = "Problem";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder, string service) =>
        builder.Services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.CreateSchemaReferenceId = SchemaId;
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        Describe(document, service);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        AddSecurityAndProblems(operation, context);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().DisableRateLimiting();
        app.MapScalarApiReference(
                DocsPath,
                options =>
                {
                    // Everything below keeps the page from asking other hosts: its script comes from the package.
                    options.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
                    options.WithTitle($"Qujiang {app.Services.GetRequiredService<ServiceIdentity>().Name}");
                    options.HideClientButton = true;
                    options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                    options.AddPreferredSecuritySchemes(Bearer);
                }
            )
            .AllowAnonymous()
            .DisableRateLimiting();
    }

    /// <summary>
    /// A slice names its body and its answer within itself, <c>PutMovement.Body</c>; by the name alone all slices of a service would share one schema,
    /// that of whichever comes first.
    /// </summary>
    private static string? SchemaId(JsonTypeInfo type)
    {
        var id = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return id is not null && type.Type is { IsGenericType: false, DeclaringType: { } slice } ? slice.Name + id : id;
    }

    private static void Describe(OpenApiDocument document, string service)
    {
        document.Info = new OpenApiInfo
        {
            Title = $"Qujiang {service}",
            Version = "v1",
            Description =
                "Instants are RFC 3339 with offset; money and CO2e are decimal strings. Errors are RFC 9457 problem documents. "
                + "The tenant comes from the token alone.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }]; // the same document wherever and however it is made
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "OAuth2 access token with the claims tenant and scope.",
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[ProblemSchema] = ProblemDocument();
    }

    private static OpenApiSchema ProblemDocument() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457 problem document.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("Stable URN, e.g. urn:qujiang:problem:invalid-request."),
                ["title"] = Text("What this type of problem is."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What happened this time."),
                ["instance"] = Text("The path of the request."),
                ["traceId"] = Text("Finds the request in traces and logs."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["pointer"] = Text("JSON Pointer (RFC 6901) into the request body."),
                            ["parameter"] = Text("Name of the path or query parameter."),
                            ["detail"] = Text("What is wrong there."),
                        },
                    },
                },
            },
        };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static void AddSecurityAndProblems(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            var scopes = metadata.OfType<ScopeMetadata>().Select(m => m.Scope).Distinct(StringComparer.Ordinal).ToList();
            operation.Security ??= [];
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = scopes });
            Add("401", "No valid token.");
            Add("403", "The token has no tenant or lacks the scope.");
        }
        if (metadata.OfType<IAcceptsMetadata>().Any())
        {
            Add("400", "The request is not valid; errors names each place.");
            Add("413", "The body is too large.");
            Add("415", "The body is not JSON.");
        }
        else if (operation.Parameters is { Count: > 0 })
        {
            Add("400", "The request is not valid; errors names each place.");
        }
        Add("429", "Too many requests of this tenant; see Retry-After.");
        Add("default", "Any other problem.");

        void Add(string status, string description)
        {
            if (operation.Responses.TryGetValue(status, out var there) && there.Content is { Count: > 0 } content)
            {
                // ProducesProblem() describes ASP.NET's class; there is one problem document here.
                foreach (var type in content.Values)
                {
                    type.Schema = new OpenApiSchemaReference(ProblemSchema, document);
                }
                return;
            }
            operation.Responses[status] = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ProblemSchema, document) },
                },
            };
        }
    }
}
