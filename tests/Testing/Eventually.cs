using System.Diagnostics;
using System.Globalization;

namespace Qujiang.Testing;

/// <summary>Waits for what becomes true only after other processes have done their part. The default patience is 20 s.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, TimeSpan? patience = null, string what = "the condition") =>
        TrueAsync(() => Task.FromResult(condition()), patience, what);

    /// <summary>Polls until the condition holds. A condition that throws counts as false; its last exception is told when patience ends.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? patience = null, string what = "the condition") =>
        await ValueAsync(condition, static holds => holds, patience, what);

    /// <summary>Polls until the assertion passes and tells its last failure when patience ends.</summary>
    public static async Task PassesAsync(Func<Task> assertion, TimeSpan? patience = null, string what = "the assertion") =>
        await TrueAsync(
            async () =>
            {
                await assertion();
                return true;
            },
            patience,
            what
        );

    /// <summary>Polls until the condition holds or patience ends, and does not mind which.</summary>
    public static async Task QuietlyAsync(Func<bool> condition, TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience && !condition(); )
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Polls a value until it is acceptable and answers it.</summary>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> accept,
        TimeSpan? patience = null,
        string what = "the value"
    )
    {
        var limit = patience ?? Patience;
        var clock = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(10);
        Exception? failure = null;
        object? last = null;
        while (true)
        {
            try
            {
                var value = await read();
                if (accept(value))
                {
                    return value;
                }
                (last, failure) = (value, null);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            if (clock.Elapsed > limit)
            {
                var waited = clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
                throw new TimeoutException(
                    $"After {waited} s {what} did not come; last seen: {failure?.Message ?? last?.ToString() ?? "nothing"}",
                    failure
                );
            }
            await Task.Delay(pause);
            pause = pause < TimeSpan.FromMilliseconds(200) ? pause * 1.5 : pause;
        }
    }
}
