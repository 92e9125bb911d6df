using System.Text.Json;

namespace Qujiang.Testing;

/// <summary>A virtual host of one test class's own on the shared broker, deleted at the end with all that is in it.</summary>
public sealed class TestVhost : IAsyncDisposable
{
    private TestVhost(BrokerAddress broker, string name)
    {
        Name = name;
        Uri = new UriBuilder(broker.Uri) { Path = "/" + name }
            .Uri
            .AbsoluteUri;
        Management = new BrokerManagement(broker.ManagementUri);
    }

    public string Name { get; }

    /// <summary>amqp URI with credentials and this virtual host.</summary>
    public string Uri { get; }

    public BrokerManagement Management { get; }

    public static async Task<TestVhost> CreateAsync()
    {
        var broker = await TestServices.RabbitMqAsync();
        var vhost = new TestVhost(broker, $"test-{Guid.NewGuid().ToString("N")[..10]}");
        var user = System.Uri.UnescapeDataString(new System.Uri(broker.Uri).UserInfo.Split(':')[0]);
        await vhost.Management.PutAsync($"vhosts/{vhost.Name}");
        await vhost.Management.PutAsync(
            $"permissions/{vhost.Name}/{System.Uri.EscapeDataString(user)}",
            """{"configure":".*","write":".*","read":".*"}"""
        );
        return vhost;
    }

    /// <summary>How many messages a queue holds by the broker's own count, ready and unacknowledged. The management view lags by up to 5 s: poll.</summary>
    public async Task<long> MessagesAsync(string queue)
    {
        var answer = await Management.GetAsync($"queues/{Name}/{System.Uri.EscapeDataString(queue)}");
        return answer.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Number ? messages.GetInt64() : 0;
    }

    public async ValueTask DisposeAsync() => await Management.DeleteAsync($"vhosts/{Name}");
}
