using Qujiang.Tests.Shared;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>What operators change by REST, and what becomes of the flights: somebody else on the bus holds room on them and hears of it.</summary>
[Collection(nameof(AirHouse))]
public abstract class AirHouseTests(AirService air) : IAsyncLifetime
{
    /// <summary>Some day on which flights are made already, and of which none has set out.</summary>
    protected static DateOnly Day { get; } = DataClient.Today.AddDays(4);

    protected AirService Air { get; } = air;

    protected DataClient Data { get; } = new(air.Client);

    private protected AirBus Bus { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Bus = await AirBus.ListenAsync(Air);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bus.DisposeAsync();
    }
}
