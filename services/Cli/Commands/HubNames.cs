using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Network;

namespace Qujiang.Cli.Commands;

/// <summary>One of the hub's names and the quote that shows that it works, asked for there and back (<c>Data/names.csv</c>).</summary>
/// <param name="Modes">The only ones allowed; empty: all.</param>
/// <param name="MustShow">Each must be used by an option, there and back.</param>
/// <param name="By">A line, or a road in the source of a leg: one of them must be ridden; empty: any.</param>
internal sealed record HubName(
    string NameZh,
    string NameEn,
    string From,
    string To,
    string Cargo,
    IReadOnlyList<string> Modes,
    IReadOnlyList<string> MustShow,
    IReadOnlyList<string> By
)
{
    public static IReadOnlyList<HubName> All { get; } =
    [
        .. CsvTable
            .Embedded(typeof(HubName).Assembly, "names.csv")
            .Rows.Select(r => new HubName(
                r["name_zh"],
                r["name_en"],
                r["from"],
                r["to"],
                r["cargo"],
                r.List("modes"),
                r.List("must_show"),
                r.List("by")
            )),
    ];

    /// <summary>The request of one direction.</summary>
    /// <param name="only">The one mode allowed; null: those of the row.</param>
    public QuoteRequest Request(bool back, DateTimeOffset ready, string? only = null)
    {
        var modes = only is null ? Modes : [only];
        var (from, to) = back ? (To, From) : (From, To);
        var text = Cargo[(Cargo.IndexOf(':') + 1)..];
        var kind = Cargo[..Cargo.IndexOf(':')];
        return new QuoteRequest(
            new PlaceRequest(from, null, null, null, null),
            new PlaceRequest(to, null, null, null, null),
            Times.Rfc3339(ready),
            null,
            kind == "box" && BoxSpec.Parse(text) is { } box ? [new EquipmentRequest(box.Type, box.Count, box.CargoKg)] : null,
            kind == "piece" && PieceSpec.Parse(text) is { } p
                ? [new PiecesRequest(p.Count, p.Kg, p.LengthCm, p.WidthCm, p.HeightCm)]
                : null,
            kind == "bulk" && BulkSpec.Parse(text) is { } bulk ? new BulkRequest(bulk.Commodity, bulk.Kg) : null,
            null,
            null,
            modes.Count == 0 ? null : new LimitsRequest(null, modes, null),
            20
        );
    }
}
