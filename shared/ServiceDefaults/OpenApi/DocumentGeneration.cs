using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults;

/// <summary>The build starts each service once to write its OpenAPI document; that start must touch no database, broker or key.</summary>
public static class DocumentGeneration
{
    /// <summary>True while the build asks for the document. Work that Program.cs does itself (migrations, say) must be skipped then.</summary>
    public static bool IsRunning { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>Takes background services, start-up validation and health checks (a bus makes its own from its live self) out of the container, the web host itself excepted.</summary>
    internal sealed class InertHostFactory : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services) => services;

        public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
        {
            var active = containerBuilder.Where(d =>
                d.ServiceType == typeof(IStartupValidator)
                || d.ServiceType == typeof(IConfigureOptions<HealthCheckServiceOptions>)
                || d.ServiceType == typeof(IPostConfigureOptions<HealthCheckServiceOptions>)
                || (d.ServiceType == typeof(IHostedService) && !IsWebHost(d))
            );
            foreach (var descriptor in active.ToArray())
            {
                containerBuilder.Remove(descriptor);
            }
            return containerBuilder.BuildServiceProvider();
        }

        private static bool IsWebHost(ServiceDescriptor descriptor) =>
            !descriptor.IsKeyedService && descriptor.ImplementationType?.Name == "GenericWebHostService";
    }
}
