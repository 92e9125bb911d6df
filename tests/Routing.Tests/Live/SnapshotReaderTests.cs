using System.Text;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Live;

/// <summary>A snapshot is whole or it is none.</summary>
public sealed class SnapshotReaderTests
{
    private const string Header = """{"type":"snapshot","service":"rail","mode":"RAIL","sequence":7,"asOf":"2026-12-01T00:00:00+00:00"}""";

    [Fact]
    public async Task A_whole_snapshot_is_read()
    {
        var snapshot = await ReadAsync(Whole());

        (snapshot.Service, snapshot.Sequence, snapshot.Facts.Count).ShouldBe(("rail", 7L, 3));
        snapshot.Facts[1].ShouldBeOfType<MovementPublished>().Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Cut_off_after_any_line_it_is_none()
    {
        var lines = Whole();
        for (var kept = 0; kept < lines.Count; kept++)
        {
            await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(lines.Take(kept)), $"{kept} lines");
        }
    }

    [Fact]
    public async Task Cut_off_within_a_line_it_is_none()
    {
        var text = string.Join('\n', Whole());
        foreach (var length in new[] { 10, Header.Length - 1, Header.Length + 30, text.Length - 5 })
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text[..length]));
            await Should.ThrowAsync<InvalidDataException>(
                () => SnapshotReader.ReadAsync(stream, CancellationToken.None),
                $"{length} bytes"
            );
        }
    }

    [Theory]
    [InlineData("""{"type":"end","count":2}""")]
    [InlineData("""{"type":"end","count":4}""")]
    public async Task A_count_that_is_wrong_makes_it_none(string end) =>
        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync([.. Whole()[..^1], end]));

    [Theory]
    [InlineData("""{"type":"qujiang.movement-published.v1","event":{"movementId":"M"}}""")]
    [InlineData("""{"type":"qujiang.movement-published.v1"}""")]
    [InlineData("""{"event":{}}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task A_line_that_cannot_be_read_makes_it_none(string line) =>
        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync([Header, line, """{"type":"end","count":1}"""]));

    [Theory]
    [InlineData("""{"type":"qujiang.tariff-published.v1"}""")]
    [InlineData("""{"type":"snapshot","service":"rail"}""")]
    [InlineData("""{"type":"urn:qujiang:problem:unavailable","status":503}""")]
    public async Task What_does_not_begin_as_one_is_none(string line) =>
        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync([line]));

    [Fact]
    public async Task A_fact_of_a_later_version_is_passed_over_and_counted()
    {
        var later = """{"type":"qujiang.track-repainted.v3","event":{"colour":"red"}}""";

        (await ReadAsync([Header, later, """{"type":"end","count":1}"""])).Facts.ShouldBeEmpty();
    }

    private static List<string> Whole()
    {
        var start = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        IFact[] facts =
        [
            Facts.Tariff("rail", "RL", "BOX_KM", "1", "9.9"),
            Facts.Movement(
                "rail",
                "M1",
                Mode.Rail,
                "L1",
                "RL",
                Facts.Calls(start, ("QZR-EST", 0, 0), ("BLR-RAIL", 9, 9)),
                Facts.Segments(9_000, 1_000_000, 385)
            ),
            Facts.Lane("QZR-EST", "BLR-RAIL", 387, 400),
        ];
        return
        [
            Header,
            .. facts.Select(f =>
                JsonSerializer.Serialize(
                    new
                    {
                        type = FactCatalogue.NameOf(f),
                        @event = JsonSerializer.SerializeToElement(f, f.GetType(), ContractJson.Options),
                    },
                    ContractJson.Options
                )
            ),
            """{"type":"end","count":3}""",
        ];
    }

    private static async Task<Snapshot> ReadAsync(IEnumerable<string> lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        return await SnapshotReader.ReadAsync(stream, CancellationToken.None);
    }
}
