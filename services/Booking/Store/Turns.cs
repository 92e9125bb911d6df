using Microsoft.Extensions.Options;

namespace Qujiang.Booking.Store;

/// <summary>
/// Lets so many requests change bookings at once; the others wait their turn here, in order, without a connection. A thousand that come together would
/// otherwise take every connection of the pool, wait in the database for one another, and keep the answers of the leg services out; most would fail
/// when their time for a connection is over.
/// </summary>
public sealed class Turns(IOptions<BookingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.RequestsAtOnce);

    /// <summary>Waits for a turn, as long as the caller does. Dispose what is answered when it is over.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Turn(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
