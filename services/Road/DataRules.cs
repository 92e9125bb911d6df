using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.Road;

/// <summary>What must hold for data that operators change, so that the physics can go by them.</summary>
internal static class DataRules
{
    private const int MostHours = 6;

    public static void Check((string From, string To) ends, CorridorData data, Validator at)
    {
        var (from, to) = (Terminals.Hub.Find(ends.From)!, Terminals.Hub.Find(ends.To)!);
        var least = Math.Max(0.1m, decimal.Round((decimal)Geo.GreatCircleKm(from, to), 1) - 0.1m);
        at.Require(data.Km >= least && data.Km <= 3_000, "km", $"must be from {least} km, the great circle between its ends, to 3000");
        at.Require(InMetres(data.Km), "km", "must have at most three decimals");
        at.Require(data.TolledKm >= 0 && data.TolledKm <= data.Km, "tolledKm", "must be from 0 to km");
        at.Require(InMetres(data.TolledKm), "tolledKm", "must have at most three decimals");
        at.Require(data.Name is null or { Length: > 0 and <= 100 }, "name", "must be from 1 to 100 characters");
    }

    public static void Check(string id, CityData data, Validator at)
    {
        at.Require(data.City.Length is > 0 and <= 100, "city", "must be from 1 to 100 characters");
        at.Require(data.PeakSpeedPercent is >= 10 and <= 100, "peakSpeedPercent", "must be from 10 to 100");
        at.Require(data.CityMinutes is >= 1 and <= 240, "cityMinutes", "must be from 1 to 240");
        CheckHours(data.Peaks, at, "peaks");
        // A truck with dangerous goods meets the ban of the motorways too: with 11 hours of that one an hour is left in which it gets in.
        if (CheckHours(data.Bans, at, "bans"))
        {
            at.Require(Minutes(data.Bans) <= 720, "bans", "must be 12 hours a day at most");
        }
    }

    public static void Check(string id, DriverHoursData data, Validator at)
    {
        at.Require(data.ContinuousDrivingMinutes is >= 60 and <= 720, "continuousDrivingMinutes", "must be from 60 to 720");
        at.Require(data.RestMinutes is >= 1 and <= 480, "restMinutes", "must be from 1 to 480");
        at.Require(data.DailyDrivingMinutes is >= 60 and <= 1_440, "dailyDrivingMinutes", "must be from 60 to 1440");
        at.Require(data.NightRestMinutes is >= 60 and <= 1_440, "nightRestMinutes", "must be from 60 to 1440");
        at.Require(data.MotorwayKmh is >= 10 and <= 120, "motorwayKmh", "must be from 10 to 120");
        at.Require(data.LocalKmh is >= 5 and <= 90, "localKmh", "must be from 5 to 90");
        at.Require(data.LocalUpToKm is >= 0 and <= 300, "localUpToKm", "must be from 0 to 300");
        at.Require(data.LocalExtraMinutes is >= 0 and <= 240, "localExtraMinutes", "must be from 0 to 240");
        at.Require(data.LoadingMinutes is >= 0 and <= 1_440, "loadingMinutes", "must be from 0 to 1440");
        at.Require(data.HandlingMinutes is >= 0 and <= 1_440, "handlingMinutes", "must be from 0 to 1440");
        at.Require(data.CustomsMinutes is >= 0 and <= 10_080, "customsMinutes", "must be from 0 to 10080");
        at.Require(data.MaxLaneKm is >= 100 and <= 3_000, "maxLaneKm", "must be from 100 to 3000");
    }

    public static void Check(string id, DangerousGoodsBanData data, Validator at)
    {
        if (data is { From: null, To: null })
        {
            return;
        }

        at.Require(data.From is not null && ClockHours.MinuteOf(data.From) is not null, "from", "must be HH:mm, or absent as to is");
        at.Require(data.To is not null && ClockHours.MinuteOf(data.To) is not null, "to", "must be HH:mm, or absent as from is");
        if (at.IsValid && at.Require(data.From != data.To, "to", "must be another hour than from"))
        {
            at.Require(Minutes([new(data.From!, data.To!)]) <= 660, "to", "must be 11 hours after from at most: a city may be shut for 12");
        }
    }

    public static void Check(string id, TruckData data, Validator at)
    {
        at.Require(data.GrossKg is >= 10_000 and <= 150_000, "grossKg", "must be from 10000 to 150000");
        at.Require(data.TractorKg is >= 2_000 and <= 30_000, "tractorKg", "must be from 2000 to 30000");
        at.Require(data.ChassisKg is >= 1_000 and <= 40_000, "chassisKg", "must be from 1000 to 40000");
        if (at.IsValid)
        {
            at.Require(data.ToWeights().BoxesKg >= 1_000, "grossKg", "must be 1000 above tractorKg and chassisKg together");
            at.Require(
                data.PayloadKg >= 1_000 && data.PayloadKg <= data.GrossKg - data.TractorKg,
                "payloadKg",
                "must be from 1000 to grossKg less tractorKg"
            );
        }

        at.Require(data.PieceLitres is >= 1_000 and <= 200_000, "pieceLitres", "must be from 1000 to 200000");
        at.Require(data.PoolKg is >= 1_000 and <= 150_000, "poolKg", "must be from 1000 to 150000");
        at.Require(data.ReeferPlugsPerTruck is >= 0 and <= 4, "reeferPlugsPerTruck", "must be from 0 to 4");
        at.Require(data.ReeferSharePercent is >= 0 and <= 100, "reeferSharePercent", "must be from 0 to 100");
        at.Require(
            data.Accepts.Count > 0 && data.Accepts.All(Enum.IsDefined) && data.Accepts.Distinct().Count() == data.Accepts.Count,
            "accepts",
            "must name kinds of cargo, each once"
        );
        foreach (var (i, found) in data.DangerousGoods.Index())
        {
            if (!DangerousGoods.IsClass(found) || data.DangerousGoods.Take(i).Contains(found, StringComparer.Ordinal))
            {
                at.At("dangerousGoods").At(i).Error($"must be one of {string.Join(", ", DangerousGoods.Classes)}, each once");
            }
        }

        at.Require(
            data.MaxPieceKg is null || (data.MaxPieceKg > 0 && data.MaxPieceKg <= data.PayloadKg),
            "maxPieceKg",
            "must be from 1 to payloadKg"
        );
        Centimetres(data.MaxPieceLengthCm, "maxPieceLengthCm");
        Centimetres(data.MaxPieceWidthCm, "maxPieceWidthCm");
        Centimetres(data.MaxPieceHeightCm, "maxPieceHeightCm");
        Centimetres(data.MaxOverLengthCm, "maxOverLengthCm");
        Centimetres(data.MaxOverWidthCm, "maxOverWidthCm");
        Centimetres(data.MaxOverHeightCm, "maxOverHeightCm");

        void Centimetres(int? length, string member) => at.Require(length is null or (>= 1 and <= 3_000), member, "must be from 1 to 3000");
    }

    public static void Check(string id, PoolData data, Validator at)
    {
        at.Require(data.TrucksPerDay is >= 0 and <= 2_000, "trucksPerDay", "must be from 0 to 2000");
        at.Require(
            DaysOf(data.Days) is not null,
            "days",
            "must be daily, days of the week such as Mon|Wed|Fri, or days of the month such as dom:4|11|18"
        );
    }

    /// <summary>The days that a text says; null where it says none.</summary>
    private static LegKernel.ServiceDays? DaysOf(string text)
    {
        try
        {
            var days = SeedFiles.Days(text);
            return text.Length <= 100 && (days.DaysOfMonth ?? []).All(d => d is >= 1 and <= 31) ? days : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool CheckHours(IReadOnlyList<ClockHours> hours, Validator at, string member)
    {
        if (!at.Require(hours.Count <= MostHours, member, $"must be at most {MostHours}"))
        {
            return false;
        }

        var (right, taken) = (true, new bool[Physics.TruckDay.Day]);
        foreach (var (i, one) in hours.Index())
        {
            if (one.Parts() is not { } parts)
            {
                at.At(member).At(i).Error("must be from HH:mm to another HH:mm");
                right = false;
                continue;
            }

            foreach (var part in parts)
            {
                if (taken.AsSpan(part.From, part.To - part.From).Contains(true))
                {
                    at.At(member).At(i).Error("overlaps those before it");
                    right = false;
                }

                taken.AsSpan(part.From, part.To - part.From).Fill(true);
            }
        }

        return right;
    }

    private static int Minutes(IReadOnlyList<ClockHours> hours) => ClockHours.Windows(hours).Sum(w => w.To - w.From);

    private static bool InMetres(decimal km) => decimal.Round(km, 3) == km;
}
