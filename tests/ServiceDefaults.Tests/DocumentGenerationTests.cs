using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>The start that the build makes to write the document: nothing of the service may run or be needed.</summary>
public sealed class DocumentGenerationTests
{
    [Fact]
    public async Task A_service_without_any_configuration_starts_inert_and_tells_its_document_with_a_schema_for_each_slices_body()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("inert");
        builder.Services.AddServiceClient("rail"); // no address is configured
        builder.Services.AddHostedService<Never>();
        builder.Host.UseServiceProviderFactory(new DocumentGeneration.InertHostFactory());
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapPost("/v1/x", (First.Body body) => TypedResults.Ok(body.Boxes));
        app.MapPost("/v1/y", (Second.Body body) => TypedResults.Ok(body.Why));

        await app.StartAsync(TestContext.Current.CancellationToken);
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        document.Paths.Keys.ShouldBe(["/v1/x", "/v1/y"]);
        document.Components!.Schemas!["FirstBody"].Properties!.Keys.ShouldBe(["boxes"]);
        document.Components.Schemas["SecondBody"].Properties!.Keys.ShouldBe(["why"]);
    }

    [Fact]
    public void It_is_not_running_now() => DocumentGeneration.IsRunning.ShouldBeFalse();

    private static class First
    {
        public sealed record Body(int Boxes);
    }

    private static class Second
    {
        public sealed record Body(string Why);
    }

    private sealed class Never : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It was started.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
