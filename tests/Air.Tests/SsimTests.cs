using CsCheck;
using Qujiang.Air.Schedules;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;
using Qujiang.Testing;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>Schedule data sets of SSIM chapter 7: read, written, and wrong.</summary>
public sealed class SsimTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);
    private static readonly LegModule Module = AirModule.Create();
    private static readonly SsimSchedule Format = new(Flights.Load());
    private static readonly string Sample = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Air.Tests", "Samples", "winter.ssim"));

    [Fact]
    public async Task Legs_are_joined_days_are_unrolled_and_midnight_is_crossed()
    {
        var rows = await ScheduleExchange.ReadAsync(Format, Sample, Module, Now, days: 40);
        rows.Select(ScheduleExchange.Text)
            .ShouldBe([
                "AR-CA1234-20261130-1 AR-CA1234/1 b737f: PVG d30Nov2230 > HGH a30Nov2330 d01Dec0030 > EHU a01Dec0205",
                "AR-CA1234-20261202-1 AR-CA1234/1 b737f: PVG d02Dec2230 > HGH a02Dec2330 d03Dec0030 > EHU a03Dec0205",
                "AR-CA1234-20261204-1 AR-CA1234/1 b737f: PVG d04Dec2230 > HGH a04Dec2330 d05Dec0030 > EHU a05Dec0205",
                "AR-CA1234-20261205-1 AR-CA1234/1 b737f: PVG d05Dec2130 > EHU a05Dec2325",
                "AR-CA1234-20261219-1 AR-CA1234/1 b737f: PVG d19Dec2130 > EHU a19Dec2325",
                "AR-CA1234-20270102-1 AR-CA1234/1 b737f: PVG d02Jan2130 > EHU a02Jan2325",
                "AR-MU5501D-20261201-1 AR-MU5501D/1 a320-belly: PVG d01Dec0730 > JUZ a01Dec0845",
                "AR-MU7-20261201-1 AR-MU7/1 a320-belly: TXN d01Dec1000 > PVG a01Dec1105",
            ]);
        rows[0].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData(3, 37, "XXX", "line 3: there is no airport 'XXX' in this network")]
    [InlineData(3, 73, "A5F", "line 3: aircraft type 'A5F' has no vehicle class here")]
    [InlineData(4, 37, "PVG", "line 4: departs from PVG, the leg before arrives at HGH")]
    [InlineData(4, 15, "01DEC26", "line 4: period, days and frequency are not those of the first leg")]
    [InlineData(3, 15, "31NOV26", "line 3: period from '31NOV26' is not a date such as 01DEC26")]
    [InlineData(3, 29, "2 1    ", "line 3: days of operation '2 1    ' are not of the form 1 3 5 7")]
    [InlineData(3, 44, "2560", "line 3: aircraft departure time '2560' cannot be read")]
    [InlineData(3, 48, "     ", "line 3: UTC variation of departure '' cannot be read")]
    [InlineData(3, 193, "A", "line 3: date variation of departure 'A' cannot be read")]
    [InlineData(4, 12, "03", "line 4: leg 3 where leg 2 should be")]
    [InlineData(3, 3, "MU ", "line 3: airline 'MU' is not that of the carrier record, 'CA'")]
    [InlineData(6, 195, "000008", "line 6: record serial number is 000008, not 000006: a record is missing")]
    [InlineData(7, 188, "000003", "line 7: the trailer follows record 000003, not 000006: a record is missing")]
    public async Task What_is_wrong_is_named_by_its_line(int line, int column, string text, string expected)
    {
        var lines = Sample.Split('\n');
        lines[line - 1] = lines[line - 1][..(column - 1)] + text + lines[line - 1][(column - 1 + text.Length)..];
        var rows = await ScheduleExchange.ReadAsync(Format, string.Join('\n', lines), Module, Now, days: 40);
        rows.Where(r => r.Movement is null).SelectMany(r => ScheduleExchange.Text(r).Split('\n')).ShouldContain(expected);
        // The other flights are good.
        rows.ShouldContain(r => r.Movement != null && r.Movement.MovementId == "AR-MU5501D-20261201-1");
    }

    [Fact]
    public async Task A_file_that_is_none_or_cut_off_is_told_from_a_whole_one()
    {
        await Should.ThrowAsync<ScheduleFileException>(() => ScheduleExchange.ReadAsync(Format, "movement,line\n", Module, Now));
        await Should.ThrowAsync<ScheduleFileException>(() => ScheduleExchange.ReadAsync(Format, "", Module, Now));
        var cut = string.Join('\n', Sample.Split('\n').Take(9)) + "\n";
        (await ScheduleExchange.ReadAsync(Format, cut, Module, Now))[^1]
            .Errors.Single()
            .Reason.ShouldStartWith("there is no trailer record");
        var shorter = Sample.Replace("PVGHGHFREE", "PVGHGH", StringComparison.Ordinal);
        (await ScheduleExchange.ReadAsync(Format, shorter, Module, Now))
            .SelectMany(r => r.Errors)
            .First()
            .Reason.ShouldBe("a record has 200 characters, this one 196");
    }

    [Fact]
    public void Periods_name_exactly_the_dates_and_are_few()
    {
        var start = new DateOnly(2026, 12, 1);
        SsimWriter.Periods([.. Enumerable.Range(0, 60).Select(start.AddDays)]).Count().ShouldBe(1);
        SsimWriter
            .Periods([.. Enumerable.Range(0, 60).Select(start.AddDays).Where(d => d.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Friday)])
            .Count()
            .ShouldBe(1);
        Gen.Int[0, 80]
            .HashSet[1, 40]
            .Sample(offsets =>
            {
                var dates = offsets.Order().Select(start.AddDays).ToList();
                SsimWriter.Periods(dates).SelectMany(p => p.Dates(DateOnly.MinValue, DateOnly.MaxValue)).ShouldBe(dates);
            });
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        string[] airports = ["JUZ", "PVG", "HGH", "EHU", "FOC", "KHN"];
        await (from flights in Gen.Int[1, 3] from seed in Gen.Int select (flights, seed)).SampleAsync(
            async t =>
            {
                var random = new Random(t.seed);
                var movements = new List<Movement>();
                for (var f = 0; f < t.flights; f++)
                {
                    var line =
                        f == 0 ? "AR-JUZ-PVG" : $"AR-{(f == 1 ? "CA" : "MU")}{random.Next(1, 9999)}{(random.Next(2) == 0 ? "" : "B")}";
                    for (var day = random.Next(3); day < 40; day += random.Next(1, 4))
                    {
                        var departure = HubTime.InstantOf(
                            new DateOnly(2026, 12, 1).AddDays(day),
                            new TimeOnly(random.Next(3) * 8, random.Next(2) * 30)
                        );
                        movements.Add(Fly(line, departure, airports, random));
                    }
                }
                var ordered = movements.OrderBy(m => m.LineId, StringComparer.Ordinal).ThenBy(m => m.ServiceDate).ToList();
                var file = await ScheduleExchange.WriteAsync(Format, ordered, Module, Now);
                file.Split('\n').SkipLast(1).ShouldAllBe(l => l.Length == 200);
                var rows = await ScheduleExchange.ReadAsync(Format, file, Module, Now);
                rows.Select(ScheduleExchange.Text)
                    .Order(StringComparer.Ordinal)
                    .ShouldBe(
                        ordered
                            .Select(m => ScheduleExchange.Text(ScheduleRow.Of(0, new(m.MovementId, m.LineId, m.Run, Bare(m), m.Vehicle))))
                            .Order(StringComparer.Ordinal)
                    );
            },
            iter: 200
        );
    }

    [Fact]
    public Task Whatever_the_bytes_it_never_breaks() =>
        Gen.Int.SampleAsync(
            seed => ScheduleExchange.NeverBreaksAsync(Format, ScheduleExchange.Mutate(Sample, new Random(seed)), Module, Now),
            iter: 2000
        );

    private static Movement Fly(string line, DateTimeOffset departure, string[] airports, Random random)
    {
        var stops = random.Next(2, 4);
        var calls = new List<Call>();
        var clock = departure;
        for (var i = 0; i < stops; i++)
        {
            DateTimeOffset? arrival = i == 0 ? null : clock;
            clock = i == 0 ? clock : clock.AddMinutes(30 * random.Next(1, 20));
            calls.Add(new Call(i, airports[(random.Next(2) * 3) + i], CallKind.Cargo, arrival, i == stops - 1 ? null : clock, null, 0));
            clock = clock.AddMinutes(5 * random.Next(12, 40));
        }
        return ScheduleExchange.Movement(
            $"{line}-{HubTime.DayOf(departure):yyyyMMdd}-1",
            line,
            1,
            random.Next(2) == 0 ? "b737f" : "a320-belly",
            calls
        );
    }

    private static List<ScheduledCall> Bare(Movement m) => [.. m.Calls.Select(c => new ScheduledCall(c.Terminal, c.Arrival, c.Departure))];
}
