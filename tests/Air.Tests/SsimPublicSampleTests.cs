using Qujiang.Air.Schedules;
using Qujiang.LegKernel;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>
/// Records that others have published, column for column. Changed are stations and aircraft types, to such as this network has, and in the trailer the numbers of the
/// records before it.
/// </summary>
public sealed class SsimPublicSampleTests
{
    private static readonly LegModule Module = AirModule.Create();
    private static readonly SsimSchedule Format = new(Flights.Load());

    /// <summary>sample.ssim of github.com/Avionworx/Gna.Iata, MIT licence, copyright 2024 AvionWorx: an airline's summer of 2005, first records and a trailer.</summary>
    [Fact]
    public async Task An_airlines_night_flight_there_and_back_in_local_times_without_date_variations()
    {
        string[] records =
        [
            Record("1AIRLINE STANDARD SCHEDULE DATA SET", (195, "000001")),
            new('0', 200),
            Record("2LXX          09JUN0509JUN0511JAN24                                    P", (191, "0914"), (195, "000002")),
            Record(
                "3 XX   410101F09JUN0509JUN05   4    RUN21302130+0400  DZA22402240+0300  733",
                (138, "XX   42"),
                (173, "W18Y112VVCGO"),
                (195, "000003")
            ),
            Record("3 XX   420101F09JUN0509JUN05   4    DZA23302330+0300  RUN02300230+0400  733", (173, "W18Y112VVCGO"), (195, "000004")),
            new('0', 200),
            Record("5 XX", (188, "000004E000005")),
        ];
        (
            await ReadAsync(
                records,
                new DateTimeOffset(2005, 6, 1, 0, 0, 0, TimeSpan.Zero),
                ("RUN", "PVG"),
                ("DZA", "HGH"),
                ("  733", "  73F")
            )
        ).ShouldBe([
            // 21:30 +04:00 is 01:30 here; 22:40 +03:00 is 03:40.
            "AR-XX41-20050610-1 AR-XX41/1 b737f: PVG d10Jun0130 > HGH a10Jun0340",
            // Back at 02:30 of the next day, which the record leaves unsaid.
            "AR-XX42-20050610-1 AR-XX42/1 b737f: HGH d10Jun0430 > PVG a10Jun0630",
        ]);
    }

    /// <summary>The flight leg that the tests of ItinerarySearch.jl build field by field: passenger and aircraft times differ, terminals and date variations are filled.</summary>
    [Fact]
    public async Task Aircraft_times_count_not_those_of_passengers()
    {
        string[] records =
        [
            Record("1AIRLINE STANDARD SCHEDULE DATA SET", (195, "000001")),
            Record("2UUA        S2601JAN2631DEC2617MAR26", (195, "000002")),
            Record(
                "3 UA 12340101J01JAN2631DEC261234567 ORD09000855+05001 LHR21302145+00002 789JCDZPYBMEUHQVWST",
                (120, "DI"),
                (129, "UA "),
                (193, "00"),
                (195, "000003")
            ),
            Record("4 UA 12340101J", (29, "AA050ORDLHRBA 5678"), (195, "000004")),
            Record("5 UA", (188, "000004E000005")),
        ];
        var rows = await ReadAsync(
            records,
            new DateTimeOffset(2026, 12, 30, 0, 0, 0, TimeSpan.Zero),
            ("ORD0", "PVG0"),
            ("LHR2", "HGH2"),
            (" 789", " 73F")
        );
        // Time mode U: 08:55 and 21:30 UTC.
        rows[0].ShouldBe("AR-UA1234-20261230-1 AR-UA1234/1 b737f: PVG d30Dec1655 > HGH a31Dec0530");
        rows.Count.ShouldBe(2);
    }

    /// <summary>200 characters: the beginning, and what stands further right at its column.</summary>
    private static string Record(string begin, params (int Column, string Text)[] fields)
    {
        var text = begin.PadRight(200);
        foreach (var (column, field) in fields)
        {
            text = text.Remove(column - 1, field.Length).Insert(column - 1, field);
        }

        return text;
    }

    private static async Task<List<string>> ReadAsync(string[] records, DateTimeOffset now, params (string There, string Here)[] names)
    {
        var text = string.Join('\n', records) + "\n";
        foreach (var (there, here) in names)
        {
            text = text.Replace(there, here, StringComparison.Ordinal);
        }

        return [.. (await ScheduleExchange.ReadAsync(Format, text, Module, now, days: 40)).Select(ScheduleExchange.Text)];
    }
}
