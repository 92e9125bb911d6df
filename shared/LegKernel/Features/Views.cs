using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Features;

/// <summary>Room as REST shows it.</summary>
/// <param name="Teu">Decimal string with two places: <c>"12.00"</c>.</param>
internal sealed record RoomView(string Teu, int Kg, int Litres, int ReeferPlugs, int Uld)
{
    public static RoomView Of(CapacityVector room) =>
        new((room.Teu100 / 100m).ToString("0.00", CultureInfo.InvariantCulture), room.Kg, room.Litres, room.ReeferPlugs, room.Uld);
}

internal sealed record CallView(
    int Index,
    string Terminal,
    CallKind Kind,
    DateTimeOffset? Arrival,
    DateTimeOffset? Departure,
    DateTimeOffset? Cutoff,
    int HandlingMinutes
);

/// <param name="OverbookingPercent">So many per cent more than there is room for are offered.</param>
/// <param name="Wanted">What the operator wants to offer; shown where one movement is asked for. Less may be offered while something is closed.</param>
internal sealed record SegmentView(
    int Index,
    string From,
    string To,
    string Km,
    RoomView Offered,
    RoomView Held,
    RoomView Confirmed,
    RoomView Free,
    int OverbookingPercent,
    RoomView? Wanted
);

internal sealed record MovementView(
    string MovementId,
    string LineId,
    Mode Mode,
    MovementStatus Status,
    DateOnly ServiceDate,
    int Run,
    string Vehicle,
    string TariffId,
    long Revision,
    DateTimeOffset ChangedAt,
    IReadOnlyList<CallView> Calls,
    IReadOnlyList<SegmentView> Segments,
    CargoRules Rules,
    Provenance Provenance
)
{
    public static MovementView Of(Movement m, Mode mode, IReadOnlyList<CapacityVector>? wanted = null) =>
        new(
            m.MovementId,
            m.LineId,
            mode,
            m.Status,
            m.ServiceDate,
            m.Run,
            m.Vehicle,
            m.TariffId,
            m.Revision,
            HubTime.ToHub(m.ChangedAt),
            [
                .. m.Calls.Select(c => new CallView(
                    c.Index,
                    c.Terminal,
                    c.Kind,
                    c.Arrival?.ToOffset(HubTime.Offset),
                    c.Departure?.ToOffset(HubTime.Offset),
                    c.Cutoff?.ToOffset(HubTime.Offset),
                    c.HandlingMinutes
                )),
            ],
            [
                .. m.Segments.Select(s => new SegmentView(
                    s.Index,
                    m.Calls[s.Index].Terminal,
                    m.Calls[s.Index + 1].Terminal,
                    Km(s.Km),
                    RoomView.Of(s.Offered),
                    RoomView.Of(s.Held),
                    RoomView.Of(s.Confirmed),
                    RoomView.Of(s.Free()),
                    s.OverbookingPercent ?? 0,
                    wanted is null ? null : RoomView.Of(wanted[s.Index])
                )),
            ],
            m.Rules,
            m.Provenance
        );

    public static string Km(decimal km) => km.ToString("0.###", CultureInfo.InvariantCulture);
}

/// <param name="DurationMinutes">Gate to gate at the best time of day.</param>
/// <param name="OfferedFrom">First departure; absent: no limit.</param>
/// <param name="OfferedTo">First moment at which it is no longer offered; absent: no limit.</param>
/// <param name="Times">Minutes gate to gate by minute of the day, linear in between; absent: always the same.</param>
/// <param name="DangerousGoodsTimes">Likewise for dangerous goods; absent: as for all other cargo.</param>
/// <param name="TolledKm">How much of it takes a toll; absent: not known.</param>
/// <param name="FromAccess">When the streets around its start are shut or slow; absent: never.</param>
/// <param name="ToAccess">Likewise around its end.</param>
internal sealed record LaneView(
    string LaneId,
    string From,
    string To,
    string Km,
    int DurationMinutes,
    int LoadingMinutes,
    int HandlingMinutes,
    string PoolId,
    string TariffId,
    CargoRules Rules,
    bool Withdrawn,
    long Revision,
    Provenance Provenance,
    DateTimeOffset? OfferedFrom,
    DateTimeOffset? OfferedTo,
    IReadOnlyList<LaneTime>? Times,
    IReadOnlyList<LaneTime>? DangerousGoodsTimes,
    string? TolledKm,
    TerminalAccess? FromAccess,
    TerminalAccess? ToAccess
)
{
    public static LaneView Of(Lane l) =>
        new(
            l.LaneId,
            l.From,
            l.To,
            MovementView.Km(l.Km),
            l.DurationMinutes,
            l.LoadingMinutes,
            l.HandlingMinutes,
            l.PoolId,
            l.TariffId,
            l.Rules,
            l.Withdrawn,
            l.Revision,
            l.Provenance,
            l.OfferedFrom is { } from ? HubTime.ToHub(from) : null,
            l.OfferedTo is { } to ? HubTime.ToHub(to) : null,
            l.Times,
            l.DangerousGoodsTimes,
            l.TolledKm is { } tolled ? MovementView.Km(tolled) : null,
            l.FromAccess,
            l.ToAccess
        );
}

internal sealed record PoolDayView(
    string PoolId,
    string Terminal,
    DateOnly Day,
    long Revision,
    RoomView Offered,
    RoomView Held,
    RoomView Confirmed,
    RoomView Free
)
{
    public static PoolDayView Of(PoolDay d, string terminal) =>
        new(
            d.PoolId,
            terminal,
            d.Day,
            d.Revision,
            RoomView.Of(d.Offered),
            RoomView.Of(d.Held),
            RoomView.Of(d.Confirmed),
            RoomView.Of(d.Free)
        );
}

/// <summary>A page of a list.</summary>
/// <param name="AsOf">The database's clock when it was read.</param>
/// <param name="Next">Cursor of the next page; absent on the last.</param>
internal sealed record PageView<T>(DateTimeOffset AsOf, IReadOnlyList<T> Items, string? Next);
