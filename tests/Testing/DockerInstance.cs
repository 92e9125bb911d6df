using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Qujiang.Testing;

/// <summary>
/// A container with fixed loopback ports, so that it keeps its address when killed and started again. Images are
/// <c>QJ_TEST_POSTGRES_IMAGE</c> and <c>QJ_TEST_RABBITMQ_IMAGE</c>, by default the official ones.
/// </summary>
internal sealed class DockerInstance(IContainer container) : IAsyncDisposable
{
    /// <summary>Docker was asked for by name (tests/run --docker).</summary>
    public static bool Forced => Environment.GetEnvironmentVariable("QJ_TEST_DOCKER") == "1";

    public static async Task<bool> AvailableAsync()
    {
        try
        {
            var answer = await Shell.TryAsync("docker", ["version", "--format", "{{.Server.APIVersion}}"], null, CancellationToken.None);
            if (answer.ExitCode != 0)
            {
                return false;
            }
            // Testcontainers asks for 1.44 unless told; an older engine (Debian 12 has 1.41) refuses that.
            if (System.Version.TryParse(answer.Output.Trim(), out var version) && version < new System.Version(1, 44))
            {
                Environment.SetEnvironmentVariable("DOCKER_API_VERSION", answer.Output.Trim());
            }
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no docker program
        }
    }

    public static async Task<DockerInstance> PostgresAsync(int port)
    {
        var image = Environment.GetEnvironmentVariable("QJ_TEST_POSTGRES_IMAGE") ?? "postgres:17-bookworm";
        return await StartAsync(
            new PostgreSqlBuilder(image)
                .WithUsername(PrivateInstance.User)
                .WithPassword(PrivateInstance.Password)
                .WithDatabase("postgres")
                .WithPortBinding(port, 5432)
                // Testcontainers switches synchronous_commit off: a commit that was acknowledged could then be lost by a kill, which the tests are about.
                .WithCommand("-c", "max_connections=400", "-c", "fsync=off", "-c", "synchronous_commit=on")
                .WithLabel("qujiang.test-run", Environment.GetEnvironmentVariable("QJ_TEST_RUN") ?? "")
                .WithCreateParameterModifier(KeepToLoopback)
                .Build()
        );
    }

    public static async Task<DockerInstance> RabbitMqAsync(int port)
    {
        var image = Environment.GetEnvironmentVariable("QJ_TEST_RABBITMQ_IMAGE") ?? "rabbitmq:4-management";
        return await StartAsync(
            new RabbitMqBuilder(image)
                .WithUsername(PrivateInstance.User)
                .WithPassword(PrivateInstance.Password)
                .WithHostname("qujiang") // the node's name and with it its data directory follow the host name
                .WithPortBinding(port, 5672)
                .WithPortBinding(port + 1, 15672)
                .WithLabel("qujiang.test-run", Environment.GetEnvironmentVariable("QJ_TEST_RUN") ?? "")
                .WithCreateParameterModifier(KeepToLoopback)
                .Build()
        );
    }

    public Task KillAsync() => Shell.RunAsync("docker", "kill", "--signal", "KILL", container.Id);

    public Task StopAsync() => Shell.RunAsync("docker", "stop", container.Id);

    public Task StartAgainAsync() => Shell.RunAsync("docker", "start", container.Id);

    public ValueTask DisposeAsync() => container.DisposeAsync();

    private static void KeepToLoopback(CreateContainerParameters parameters)
    {
        foreach (var binding in (parameters.HostConfig?.PortBindings?.Values ?? []).SelectMany(static bindings => bindings))
        {
            binding.HostIP = "127.0.0.1";
        }
    }

    private static async Task<DockerInstance> StartAsync(IContainer container)
    {
        await container.StartAsync();
        return new DockerInstance(container);
    }
}
