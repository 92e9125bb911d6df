using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Qujiang.LegKernel.Tests;

/// <summary>
/// A large timetable through a service with its broker and database. 5,000 movements of four calls unless <c>QJ_IMPORT_MOVEMENTS</c> says otherwise; what it took is printed.
/// </summary>
public sealed class ScheduleVolumeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Movements = int.Parse(
        Environment.GetEnvironmentVariable("QJ_IMPORT_MOVEMENTS") ?? "5000",
        CultureInfo.InvariantCulture
    );

    private TestService service = null!;

    public async ValueTask InitializeAsync() => service = await TestService.StartAsync("volume");

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_large_timetable_is_applied_with_progress_and_in_bounded_memory()
    {
        var before = Process.GetCurrentProcess().WorkingSet64;
        var (first, took) = await ImportAsync();
        first["created"]!.GetValue<int>().ShouldBe(Movements);
        var (again, tookAgain) = await ImportAsync();
        (again["unchanged"]!.GetValue<int>(), again["applied"]!.GetValue<int>()).ShouldBe((Movements, 0));

        using var process = Process.GetCurrentProcess();
        output.WriteLine(
            $"{Movements} movements of 4 calls: {took.TotalSeconds:0.0} s; the same file again {tookAgain.TotalSeconds:0.0} s; "
                + $"working set {before >> 20} MB before, peak {process.PeakWorkingSet64 >> 20} MB"
        );
        // Numbers without a gap, and no more than one event for each.
        await using var connection = await service.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (SELECT count(*) FROM leg.movement WHERE line_id = 'L-NEW'), (SELECT count(*) FROM leg.schedule_stage)";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        (reader.GetInt64(0), reader.GetInt64(1)).ShouldBe((Movements, 0));
    }

    private async Task<(JsonNode Import, TimeSpan Took)> ImportAsync()
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/schedules/import?mode=all&format=csv")
        {
            Content = new Timetable(Movements),
        };
        request.Headers.Add("Prefer", "respond-async");
        using var response = await service.Client.SendAsync(request);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        var read = watch.Elapsed;
        var applied = new List<int>();
        await Eventually.TrueAsync(
            async () =>
            {
                body = (await service.GetAsync($"/v1/schedules/imports/{body["importId"]}")).Body;
                applied.Add(body["applied"]!.GetValue<int>());
                return body["state"]!.ToString() == "APPLIED";
            },
            TimeSpan.FromMinutes(5),
            "application"
        );
        output.WriteLine($"read and staged in {read.TotalSeconds:0.0} s; applied seen as {string.Join(' ', applied.Distinct())}");
        applied.ShouldBe(applied.Order());
        return (body, watch.Elapsed);
    }

    /// <summary>A file that is made while it is sent.</summary>
    private sealed class Timetable(int movements) : HttpContent
    {
        private static readonly DateTimeOffset Start = Network.HubTime.InstantOf(
            Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(20),
            new TimeOnly(0, 0)
        );

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(false), 32 * 1024, leaveOpen: true);
            await text.WriteAsync(
                "movement,line,vehicle,tariff,terminal,kind,arrival,departure,cutoff,handling_minutes,km,teu,kg,accepts,source,quality\n"
            );
            for (var i = 0; i < movements; i++)
            {
                var t = Start.AddMinutes(i % 40_000);
                await text.WriteAsync(
                    $"""
                    M-{i:0000000},L-NEW,v-12,T-1,QJP-DLZ,CARGO,,{Z(t)},{Z(t.AddHours(-2))},180,34,50,1000000,CONTAINER,operator's file,S
                    M-{i:0000000},,,,LCK-YBU,PASS,{Z(t.AddHours(4))},{Z(t.AddHours(5))},,0,18.5,50,1000000,,,
                    M-{i:0000000},,,,JHP-LUO,CARGO,{Z(t.AddHours(7))},{Z(t.AddHours(8))},{Z(t.AddHours(7))},180,300,30,600000,,,
                    M-{i:0000000},,,,ZPU-PRT,CARGO,{Z(t.AddHours(30))},,,240,,,,,,

                    """
                );
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        private static string Z(DateTimeOffset t) => t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
