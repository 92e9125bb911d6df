using System.Globalization;

namespace Qujiang.Testing;

/// <summary>
/// A PostgreSQL or RabbitMQ of one test class's own, made to be killed. Natively it is a process in a temporary directory, started by the
/// same shell library as deploy/up; with <c>QJ_TEST_DOCKER=1</c>, or where the programs are not installed, a container. It keeps its port
/// and its data over <see cref="KillAsync"/> and <see cref="StartAsync"/>.
/// </summary>
public abstract class PrivateInstance : IAsyncDisposable
{
    internal const string User = "qujiang";
    internal const string Password = "qujiang";
    private readonly string kind;
    private readonly string directory;
    private readonly DockerInstance? container;

    private protected PrivateInstance(string kind, string directory, DockerInstance? container)
    {
        this.kind = kind;
        this.directory = directory;
        this.container = container;
    }

    /// <summary>The loopback port of the service.</summary>
    public int Port { get; private protected set; }

    /// <summary>
    /// Ends it with SIGKILL, as a crash would. A quorum queue that was declared less than a second ago does not survive that (RabbitMQ 3.10
    /// writes its directory of them every half second): let two seconds pass.
    /// </summary>
    public async Task KillAsync()
    {
        if (container is not null)
        {
            await container.KillAsync();
            return;
        }
        await Shell.RunAsync(NativeInstances.Script, "kill", kind, directory);
    }

    /// <summary>Stops it in an orderly way.</summary>
    public async Task StopAsync()
    {
        if (container is not null)
        {
            await container.StopAsync();
            return;
        }
        await Shell.RunAsync(NativeInstances.Script, "stop", kind, directory);
    }

    /// <summary>Starts it again, on the same port and with the data that it had.</summary>
    public async Task StartAsync()
    {
        if (container is not null)
        {
            await container.StartAgainAsync();
            await ReadyAsync();
            return;
        }
        Port = int.Parse(await Shell.RunAsync(NativeInstances.Script, "start", kind, directory), CultureInfo.InvariantCulture);
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (container is not null)
        {
            await container.DisposeAsync();
            return;
        }
        await Shell.RunAsync(NativeInstances.Script, "remove", kind, directory);
    }

    /// <summary>Until it answers a client, not only accepts connections.</summary>
    private protected abstract Task ReadyAsync();

    private protected static string NewDirectory(string kind) =>
        Path.Combine(NativeInstances.Root, $"{kind}-{Guid.NewGuid().ToString("N")[..8]}");
}
