using System.ComponentModel.DataAnnotations;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Settings of the section <c>Schedules</c>.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Largest file in bytes. Default 256 MiB.</summary>
    [Range(1024, 4L * 1024 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Most movements in one file. Default 500,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxMovements { get; set; } = 500_000;

    /// <summary>Recurring patterns of a file are unrolled from today until so many days ahead, and no movement may start later. Default 400.</summary>
    [Range(1, 800)]
    public int HorizonDays { get; set; } = 400;

    /// <summary>Most errors kept with an import; the others are only counted. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxErrors { get; set; } = 1000;

    /// <summary>Movements looked at, staged or written in one go. Default 500.</summary>
    [Range(1, 5000)]
    public int Batch { get; set; } = 500;

    /// <summary>How long an import is waited for before it is answered 202, unless <c>Prefer: wait=</c> says otherwise. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:02:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A body of which nothing has come for so long is given up. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many days imports are remembered. Default 30.</summary>
    [Range(1, 400)]
    public int KeepDays { get; set; } = 30;
}
