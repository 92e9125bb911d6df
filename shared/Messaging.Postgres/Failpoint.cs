using System.Diagnostics;
using System.Globalization;
using MassTransit;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// The moments at which a process can be made to die, to fail or to dawdle, so that a test can prove that none of them does harm. Off, and without
/// cost, unless the environment names a file in <c>QJ_FAILPOINT_FILE</c> when the process starts.
/// </summary>
/// <remarks>
/// The file holds <c>point:kind:n</c>: what happens when the process comes to that point for the n-th time from then on. It is removed by whoever it
/// happens to, so it happens once. Kinds: <c>crash</c> (SIGKILL), <c>throw</c> (an <see cref="IOException"/>, as from a broken connection), <c>delay</c> (3 s).
/// </remarks>
internal static class Failpoint
{
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";

    /// <summary>Rows are locked; the broker has none of them.</summary>
    public const string BeforePublish = "before-publish";

    /// <summary>Handed to the broker, which has confirmed nothing yet.</summary>
    public const string AfterPublish = "after-publish";

    /// <summary>The broker has confirmed; the rows are still there.</summary>
    public const string BeforeConfirm = "before-confirm";

    /// <summary>The rows are gone.</summary>
    public const string AfterConfirm = "after-confirm";

    /// <summary>A message is handled and committed, and the broker does not know.</summary>
    public const string BeforeAck = "before-ack";

    public const string AfterAck = "after-ack";

    private static readonly string? Arming = Environment.GetEnvironmentVariable("QJ_FAILPOINT_FILE") is { Length: > 0 } path ? path : null;
    private static readonly TimeSpan Dawdle = TimeSpan.FromSeconds(3);
    private static readonly Lock Gate = new();
    private static string? counted;
    private static int hits;

    public static bool On => Arming is not null;

    /// <summary>The process has come to a point.</summary>
    public static Task HitAsync(string point, TimeProvider time) => Arming is null ? Task.CompletedTask : HitAsync(Arming, point, time);

    private static async Task HitAsync(string arming, string point, TimeProvider time)
    {
        switch (Claim(arming, point))
        {
            case "crash":
                using (var self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                break;
            case "throw":
                throw new IOException($"Failpoint {point}.");
            case "delay":
                await Task.Delay(Dawdle, time);
                break;
            default:
                break;
        }
    }

    /// <summary>What is to happen here and now; null almost always.</summary>
    private static string? Claim(string arming, string point)
    {
        // Almost always; an exception each time would cost more than most of what comes by here.
        if (!File.Exists(arming))
        {
            return null;
        }

        lock (Gate)
        {
            string armed;
            try
            {
                armed = File.ReadAllText(arming);
            }
            catch (IOException)
            {
                return null; // not armed
            }

            var parts = armed.Split(':');
            if (parts.Length != 3 || parts[0] != point)
            {
                return null;
            }

            hits = armed == counted ? hits + 1 : 1;
            counted = armed;
            if (hits < int.Parse(parts[2], CultureInfo.InvariantCulture))
            {
                return null;
            }

            counted = null;
            File.Delete(arming);
            return parts[1];
        }
    }
}

/// <summary>Comes to <see cref="Failpoint.AfterAck"/> when the broker has been told.</summary>
internal sealed class AfterAckObserver(TimeProvider time) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Failpoint.HitAsync(Failpoint.AfterAck, time);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
