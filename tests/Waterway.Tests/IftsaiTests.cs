using System.Text.Json.Nodes;
using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Schedules.Edifact;
using Qujiang.Network;
using Qujiang.Testing;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>IFTSAI interchanges: read, written, and wrong.</summary>
public sealed class IftsaiTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);
    private static readonly LegModule Module = WaterwayModule.Create();
    private static readonly IftsaiSchedule Format = new("WW", "8");
    private static readonly string Sample = File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "Waterway.Tests", "Samples", "voyages.edi")
    );

    [Fact]
    public async Task A_carriers_voyage_and_one_of_our_own_are_read()
    {
        var rows = await ScheduleExchange.ReadAsync(Format, Sample, Module, Now);
        rows.Select(ScheduleExchange.Text)
            .ShouldBe([
                "WW-026W WW-HB11/1 : ZPU-PRT c01Dec0400 d01Dec0800 > QJP-DLZ a03Dec1600",
                "WW-ZPU-QZ-C-20261204-1 WW-ZPU-QZ-C/1 barge-36teu: ZPU-PRT d04Dec0800 > LCK-FCJ* a04Dec2000 d04Dec2130 > QJP-DLZ a06Dec1600",
            ]);
        rows.Select(r => r.Line).ShouldBe([3, 17]);
        // Other service characters, no line ends.
        var other = string.Concat(Sample.Split('\n').Skip(1)).Replace('+', '|').Replace(':', '*').Replace('\'', '~');
        (await ScheduleExchange.ReadAsync(Format, $"UNA*|.? ~{other}", Module, Now))
            .Select(ScheduleExchange.Text)
            .ShouldBe(rows.Select(ScheduleExchange.Text));
    }

    /// <summary>
    /// The segments of a carrier's schedule as the port of Rotterdam takes them (public tests of its parser, 2019), with two ports of this network instead of its own:
    /// one place of loading after the other, no terminals, the vessel by its call sign.
    /// </summary>
    [Fact]
    public async Task A_deep_sea_carriers_message_is_read_by_its_voyage_and_call_sign()
    {
        const string Interchange = """
            UNB+UNOA:2+HYUNDAI+PORTOFROTTERDAM+20190101:0100+1'
            UNH+VIFTSAI0000001+IFTSAI:D:99B:UN'
            BGM+TS2+VIFTSAI0000001+9'
            TDT+20+JMDS905W+1++:172+++OWJG2:103::MADISON MAERSK'
            RFF+SSX:JMDS905W'
            FTX+AAI+++HMM'
            LOC+9+CNZPU:139:6'
            DTM+132:201903070711:203'
            DTM+133:201903080711:203'
            LOC+9+CNBLG:139:6'
            DTM+132:201903100711:203'
            DTM+133:201903110711:203'
            UNT+12+VIFTSAI0000001'
            UNZ+1+1'
            """;
        (await ScheduleExchange.ReadAsync(Format, Interchange, Module, Now))
            .Select(ScheduleExchange.Text)
            .ShouldBe(["WW-JMDS905W WW-OWJG2/1 : ZPU-PRT d08Mar0711 > BLG-PRT a10Mar0711"]);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("4", false)]
    [InlineData("5", false)]
    public async Task Function_1_cancels_a_movement_and_4_and_5_tell_it_anew(string function, bool cancels)
    {
        var rows = await ScheduleExchange.ReadAsync(
            Format,
            Sample.Replace("BGM+TS2+1+9", $"BGM+TS2+1+{function}", StringComparison.Ordinal),
            Module,
            Now
        );
        (rows[0].Cancels, rows[0].Subject, rows[0].Errors.Count, rows[0].Movement is null).ShouldBe((cancels, "WW-026W", 0, cancels));
        rows[1].Cancels.ShouldBeFalse();
    }

    [Theory]
    [InlineData("IFTSAI:D:99B", "IFTSAI:D:96A", "line 3: directory D.96A is older than D.96B")]
    [InlineData("IFTSAI:D:99B", "IFTMIN:D:99B", "line 3: message 'IFTMIN' is not IFTSAI")]
    [InlineData(
        "BGM+TS2+1+9",
        "BGM+TS2+1+3",
        "line 4: BGM function 3 (deletion) says nothing about the whole movement: 1 cancels it, 5 replaces it"
    )]
    [InlineData(
        "LOC+11+CNQZS:139:6+QJP-DLZ:72:ZZZ'\nDTM+132:202612031600",
        "LOC+11+NLRTM:139:6'\nDTM+132:202612031600",
        "line 13: LOC+11: there is no terminal of 'NLRTM'"
    )]
    [InlineData(
        "DTM+133:202612010800:203",
        "DTM+133:20261201:102",
        "line 12: DTM+133 '20261201:102' is not a local time in format 203 (CCYYMMDDHHMM) or 204"
    )]
    [InlineData("UNT+14+1", "UNT+12+1", "line 16: UNT counts '12' segments, there are 14")]
    [InlineData("UNT+14+1'", "", "line 3: the message that begins here has no UNT")]
    [InlineData("UNZ+2+1", "UNZ+3+1", "line 29: UNZ counts '3' messages, there are 2")]
    [InlineData("UNZ+2+1'", "", "line 30: the interchange has no UNZ: the file is cut off")]
    [InlineData("TDT+20+026W+8++:172+++HB11:103::HU BARGE 11'", "FTX+AAI'", "line 3: there is no TDT")]
    public async Task What_is_wrong_is_named_by_its_line(string right, string wrong, string expected)
    {
        Sample.ShouldContain(right);
        var rows = await ScheduleExchange.ReadAsync(Format, Sample.Replace(right, wrong, StringComparison.Ordinal), Module, Now);
        rows.Where(r => r.Movement is null)
            .SelectMany(r => ScheduleExchange.Text(r).Split('\n'))
            .ShouldContain(text => text.StartsWith(expected, StringComparison.Ordinal));
        rows.ShouldContain(r => r.Movement != null && r.Movement.MovementId == "WW-ZPU-QZ-C-20261204-1");
    }

    [Fact]
    public async Task A_file_without_an_interchange_is_refused_as_a_whole()
    {
        await Should.ThrowAsync<ScheduleFileException>(() => ScheduleExchange.ReadAsync(Format, "", Module, Now));
        await Should.ThrowAsync<ScheduleFileException>(() => ScheduleExchange.ReadAsync(Format, "UNH+1+IFTSAI:D:96B:UN'", Module, Now));
        await Should.ThrowAsync<ScheduleFileException>(() => ScheduleExchange.ReadAsync(Format, "UNA++++++UNB'", Module, Now));
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        string[] terminals = ["ZPU-PRT", "JHP-LUO", "LCK-YBU", "LYP-QTJ", "QJP-DLZ"];
        await (from seed in Gen.Int from count in Gen.Int[1, 6] select (seed, count)).SampleAsync(
            async t =>
            {
                var random = new Random(t.seed);
                var movements = Enumerable.Range(0, t.count).Select(i => Sail(i, terminals, random)).ToList();
                var file = await ScheduleExchange.WriteAsync(Format, movements, Module, Now);
                var rows = await ScheduleExchange.ReadAsync(Format, file, Module, Now);
                rows.ShouldAllBe(r => r.Movement != null, string.Join('\n', rows.Select(ScheduleExchange.Text)));
                foreach (var (row, m) in rows.Zip(movements, (r, m) => (r.Movement!, m)))
                {
                    (row.MovementId, row.LineId, row.Run, row.Vehicle).ShouldBe((m.MovementId, m.LineId, m.Run, m.Vehicle));
                    row.Calls.Select(c => (c.Terminal, (CallKind?)c.Kind, c.Arrival, c.Departure, c.Cutoff))
                        .ShouldBe(m.Calls.Select(c => (c.Terminal, (CallKind?)c.Kind, c.Arrival, c.Departure, c.Cutoff)));
                }
            },
            iter: 300
        );
    }

    [Fact]
    public Task Whatever_the_bytes_it_never_breaks() =>
        Gen.Int.SampleAsync(
            seed => ScheduleExchange.NeverBreaksAsync(Format, ScheduleExchange.Mutate(Sample, new Random(seed)), Module, Now),
            iter: 2000
        );

    /// <summary>A file that once was thought to break it.</summary>
    [Fact]
    public async Task A_wrong_byte_may_cancel_a_movement_which_is_no_error()
    {
        var file = ScheduleExchange.Mutate(Sample, new Random(-3137255));
        (await ScheduleExchange.ReadAsync(Format, file, Module, Now, 30)).ShouldContain(row => row.Cancels);
        await ScheduleExchange.NeverBreaksAsync(Format, file, Module, Now);
    }

    private static Movement Sail(int number, string[] terminals, Random random)
    {
        var clock = HubTime.InstantOf(new DateOnly(2026, 12, 1), new TimeOnly(8, 0)).AddMinutes(random.Next(5000));
        var calls = new List<Call>();
        for (var i = 0; i < terminals.Length; i++)
        {
            var (first, last, pass) = (i == 0, i == terminals.Length - 1, terminals[i].StartsWith("LCK", StringComparison.Ordinal));
            DateTimeOffset? arrival = first ? null : clock;
            clock = clock.AddSeconds(random.Next(2) * 30).AddMinutes(random.Next(300));
            calls.Add(
                new Call(
                    i,
                    terminals[i],
                    pass ? CallKind.Pass : CallKind.Cargo,
                    arrival,
                    last ? null : clock,
                    last || pass ? null : clock.AddMinutes(-random.Next(500)),
                    0
                )
            );
            clock = clock.AddMinutes(1 + random.Next(2000));
        }
        var line = number % 2 == 0 ? "WW-ZPU-QZ-C" : "LINE+WITH'SIGNS?".Replace('+', '.').Replace('\'', '-').Replace('?', 'X');
        return ScheduleExchange.Movement(
            $"{line}-N{number}",
            line,
            1 + random.Next(9),
            random.Next(2) == 0 ? "barge-36teu" : "it's ours: 4+1?",
            calls
        );
    }
}

/// <summary>Timetables through the service with the hub's own sailings.</summary>
public sealed class WaterwayExchangeTests(WaterwayService waterway) : IClassFixture<WaterwayService>
{
    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    [InlineData("iftsai", "application/edifact")]
    public async Task The_timetable_goes_out_and_comes_back(string format, string type) =>
        (await ScheduleExchange.GoesOutAndComesBackAsync(waterway.Client, format, type)).Length.ShouldBeGreaterThan(1000);

    [Fact]
    public async Task A_voyage_that_names_ports_alone_passes_the_locks_all_the_same()
    {
        var day = HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(30);
        var csv = $"""
            movement,line,terminal,arrival,departure,vehicle
            WW-OTHER-1,WW-OTHER,LYP-QTJ,,{day:yyyy-MM-dd}T08:00:00+08:00,barge-36teu
            WW-OTHER-1,,JHP-LUO,{day:yyyy-MM-dd}T14:00:00+08:00,,
            """;
        var (status, import) = await ScheduleExchange.PostAsync(waterway.Client, csv, "text/csv");
        status.ShouldBe(200, import.ToJsonString());
        var movement = JsonNode.Parse(await waterway.Client.GetStringAsync("/v1/movements/WW-OTHER-1"))!;
        var calls = movement["calls"]!.AsArray();
        calls.Select(c => $"{c!["terminal"]} {c["kind"]}").ShouldBe(["LYP-QTJ CARGO", "LCK-YBU PASS", "JHP-LUO CARGO"]);
        movement["segments"]!.AsArray().Sum(s => decimal.Parse(s!["km"]!.ToString())).ShouldBeGreaterThan(10);
        movement["tariffId"]!.ToString().ShouldBe("WW-2026");
        movement["segments"]![0]!["offered"]!["teu"]!.ToString().ShouldBe("36.00");
        // The same file again, and the pass stays where it is.
        (await ScheduleExchange.PostAsync(waterway.Client, csv, "text/csv")).Body["unchanged"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task While_a_lock_queues_the_planned_times_go_out_and_come_back_and_the_delay_stays()
    {
        var planned = await waterway.Client.GetStringAsync("/v1/schedules/export?format=json");
        var from = TimeProvider.System.GetUtcNow().AddDays(3);
        using var body = new StringContent(
            $$"""{"from": "{{from:O}}", "to": "{{from.AddHours(12):O}}", "vessels": 66, "description": "fog"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        (await waterway.Client.PutAsync("/v1/locks/LCK-FCJ/queue", body)).EnsureSuccessStatusCode();
        var late = await MovementsAsync();

        (await waterway.Client.GetStringAsync("/v1/schedules/export?format=json")).ShouldBe(planned);
        var (status, import) = await ScheduleExchange.PostAsync(waterway.Client, planned, "application/json", "?mode=all");
        status.ShouldBe(200, import.ToJsonString());
        import["applied"]!.GetValue<int>().ShouldBe(0);
        (await MovementsAsync()).ShouldBe(late);

        async Task<string> MovementsAsync() =>
            JsonNode.Parse(await waterway.Client.GetStringAsync("/v1/movements?line=WW-QZ-BULK&limit=200"))!["items"]!.ToJsonString();
    }
}
