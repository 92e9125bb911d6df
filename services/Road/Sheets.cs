using Qujiang.Contracts.V1;
using Qujiang.Road.Physics;

namespace Qujiang.Road;

/// <summary>A road between two terminals; where it leads is fixed.</summary>
/// <param name="Km">Length, km: not below the great circle between its ends, at most 3000.</param>
/// <param name="Name">As it is called on signs; null where it is not known.</param>
/// <param name="TolledKm">How much of it takes a toll, 0 to <paramref name="Km"/>.</param>
public sealed record CorridorData(decimal Km, string? Name = null, decimal TolledKm = 0);

/// <summary>What a city does to trucks on the last stretch to a terminal. With neither bans nor peaks it is as if there were none.</summary>
/// <param name="City">Its name.</param>
/// <param name="Bans">When no truck may enter that stretch; 12 hours a day at most, so that one may at some time.</param>
/// <param name="Peaks">When it is slow.</param>
/// <param name="PeakSpeedPercent">How fast then, in percent of the usual, 10 to 100.</param>
/// <param name="CityMinutes">How long the stretch takes at other times, 1 to 240 minutes.</param>
public sealed record CityData(
    string City,
    IReadOnlyList<ClockHours> Bans,
    IReadOnlyList<ClockHours> Peaks,
    int PeakSpeedPercent,
    int CityMinutes
)
{
    /// <summary>As the physics reads it; null where it does nothing.</summary>
    public CityHours? ToHours() =>
        Bans.Count + Peaks.Count == 0 ? null : new(ClockHours.Windows(Bans), ClockHours.Windows(Peaks), PeakSpeedPercent, CityMinutes);
}

/// <summary>What drivers may do, how fast trucks go, and how long they stand.</summary>
/// <param name="ContinuousDrivingMinutes">Longest drive without a rest, 60 to 720 minutes.</param>
/// <param name="RestMinutes">That rest, 1 to 480 minutes.</param>
/// <param name="DailyDrivingMinutes">Longest driving between two night rests, 60 to 1440 minutes.</param>
/// <param name="NightRestMinutes">A night's rest, 60 to 1440 minutes.</param>
/// <param name="SecondDriver">With two drivers there is no night's rest: the truck drives on, with the rests of continuous driving.</param>
/// <param name="MotorwayKmh">Average on roads longer than <paramref name="LocalUpToKm"/>, 10 to 120 km/h.</param>
/// <param name="LocalKmh">Average on the others, 5 to 90 km/h.</param>
/// <param name="LocalUpToKm">How long a road of town is at most, 0 to 300 km.</param>
/// <param name="LocalExtraMinutes">On top of each of those, 0 to 240 minutes.</param>
/// <param name="LoadingMinutes">Cargo must be ready this long before departure, 0 to 1440 minutes.</param>
/// <param name="HandlingMinutes">From arrival until the cargo is available, 0 to 1440 minutes.</param>
/// <param name="CustomsMinutes">Instead of it at a bonded site, 0 to 10080 minutes.</param>
/// <param name="MaxLaneKm">No lane is longer, 100 to 3000 km.</param>
public sealed record DriverHoursData(
    int ContinuousDrivingMinutes,
    int RestMinutes,
    int DailyDrivingMinutes,
    int NightRestMinutes,
    bool SecondDriver,
    decimal MotorwayKmh,
    decimal LocalKmh,
    decimal LocalUpToKm,
    int LocalExtraMinutes,
    int LoadingMinutes,
    int HandlingMinutes,
    int CustomsMinutes,
    decimal MaxLaneKm
)
{
    /// <summary>As the physics reads it.</summary>
    public DriverPolicy ToPolicy() =>
        new(
            ContinuousDrivingMinutes,
            RestMinutes,
            DailyDrivingMinutes,
            NightRestMinutes,
            MotorwayKmh,
            LocalKmh,
            LocalUpToKm,
            LocalExtraMinutes,
            SecondDriver
        );
}

/// <summary>When dangerous goods may not use motorways: neither hour where they always may.</summary>
/// <param name="From">First minute, <c>HH:mm</c>.</param>
/// <param name="To">First minute after it; before <paramref name="From"/>: of the next day. 11 hours at most, so that with the ban of a city an hour is left.</param>
public sealed record DangerousGoodsBanData(string? From = null, string? To = null)
{
    /// <summary>As the physics reads it; empty where there is none.</summary>
    public IReadOnlyList<DayWindow> ToWindows() => From is null || To is null ? [] : ClockHours.Windows([new(From, To)]);
}

/// <summary>What a truck weighs, may weigh and takes aboard.</summary>
/// <param name="GrossKg">At most, all together.</param>
/// <param name="TractorKg">Tractor with driver and fuel.</param>
/// <param name="ChassisKg">Empty container chassis; what is left of the gross weight is for boxes.</param>
/// <param name="PayloadKg">Pieces and bulk on one truck.</param>
/// <param name="PieceLitres">Volume of pieces on one truck, and room in a pool per truck.</param>
/// <param name="PoolKg">Room in a pool per truck, kg.</param>
/// <param name="ReeferPlugsPerTruck">Reefer boxes that a truck with a genset powers, 0 to 4.</param>
/// <param name="ReeferSharePercent">Share of trucks with a genset, 0 to 100.</param>
/// <param name="Accepts">Kinds of cargo, at least one.</param>
/// <param name="DangerousGoods">Classes taken; empty: none.</param>
/// <param name="MaxPieceKg">Heaviest piece; here and below null means no limit, out of gauge not at all.</param>
/// <param name="MaxPieceLengthCm">Longest side of a piece.</param>
/// <param name="MaxPieceWidthCm">Second side.</param>
/// <param name="MaxPieceHeightCm">Height as loaded.</param>
/// <param name="MaxOverLengthCm">Out of gauge: beyond the flat rack lengthwise, both ends together.</param>
/// <param name="MaxOverWidthCm">Out of gauge: sideways, both sides together.</param>
/// <param name="MaxOverHeightCm">Out of gauge: above its posts.</param>
public sealed record TruckData(
    int GrossKg,
    int TractorKg,
    int ChassisKg,
    int PayloadKg,
    int PieceLitres,
    int PoolKg,
    int ReeferPlugsPerTruck,
    decimal ReeferSharePercent,
    IReadOnlyList<CargoKind> Accepts,
    IReadOnlyList<string> DangerousGoods,
    int? MaxPieceKg = null,
    int? MaxPieceLengthCm = null,
    int? MaxPieceWidthCm = null,
    int? MaxPieceHeightCm = null,
    int? MaxOverLengthCm = null,
    int? MaxOverWidthCm = null,
    int? MaxOverHeightCm = null
)
{
    /// <summary>What it weighs and carries.</summary>
    public TruckWeights ToWeights() => new(GrossKg, TractorKg, ChassisKg, PayloadKg, PieceLitres);

    /// <summary>What a lane says it takes.</summary>
    public CargoRules ToRules() =>
        new(
            Accepts,
            DangerousGoods,
            ReeferPlugsPerTruck > 0 && ReeferSharePercent > 0,
            ToWeights().BoxesKg,
            MaxPieceKg,
            MaxPieceLengthCm,
            MaxPieceWidthCm,
            MaxPieceHeightCm,
            MaxOverLengthCm,
            MaxOverWidthCm,
            MaxOverHeightCm
        );
}

/// <summary>The trucks of a terminal.</summary>
/// <param name="TrucksPerDay">On a working day, 0 to 2000.</param>
/// <param name="Days"><c>daily</c>, days of the week <c>Mon|Wed|Fri</c>, or days of the month <c>dom:4|11|18</c>; on others there are none.</param>
public sealed record PoolData(int TrucksPerDay, string Days);
