using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Cli.Rendering;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj quote FROM TO --box 2x45G1@20t</c>: the options as a table, one of them as a timeline with its charges.</summary>
internal static partial class QuoteCommand
{
    private const string Description = """
        Ask for ways to move cargo, with times, price, CO2e and free room.

        Examples:
          qj quote BLG-PRT QZP-PLP --box 2x45G1@20t
          qj quote 28.95,118.87,Mill CNNBG --box 1x22G1@18t --ready +1d --due 2026-12-10 --modes rail,road
          qj quote QZP-PLP BLG-PRT --bulk PULP@700t --show 2
        """;

    public static Command Build(CliHost host)
    {
        var from = Arguments.Argument<PlaceSpec>("FROM", $"Where the cargo is: {PlaceSpec.Form}.", PlaceSpec.Parse, PlaceSpec.Form);
        var to = Arguments.Argument<PlaceSpec>("TO", "Where it goes: likewise.", PlaceSpec.Parse, PlaceSpec.Form);
        var boxes = Arguments.Options<BoxSpec>("--box", $"Containers: {BoxSpec.Form}. May be repeated.", BoxSpec.Parse, BoxSpec.Form);
        var pieces = Arguments.Options<PieceSpec>(
            "--piece",
            $"Pieces: {PieceSpec.Form}. May be repeated.",
            PieceSpec.Parse,
            PieceSpec.Form
        );
        var bulk = Arguments.Option<BulkSpec>("--bulk", $"Bulk: {BulkSpec.Form}.", BulkSpec.Parse, BulkSpec.Form);
        var dangerous = Arguments.Options<DangerousGoodsSpec>(
            "--dg",
            $"Dangerous goods: {DangerousGoodsSpec.Form}. Repeated: more of them in the same boxes or pieces.",
            DangerousGoodsSpec.Parse,
            DangerousGoodsSpec.Form
        );
        var reefer = new Option<decimal?>("--reefer") { Description = "Kept at so many degrees Celsius, e.g. -18.", HelpName = "DEGREES" };
        var emptyReturn = new Option<bool>("--empty-return") { Description = "Count the CO2e of the empty containers' way back as well." };
        var ready = Arguments.ValueOption<DateTimeOffset>(
            "--ready",
            $"When it is ready: {Times.Form}. Else the next full hour.",
            Instant,
            Times.Form
        );
        var due = Arguments.ValueOption<DateTimeOffset>("--due", "When it must be there: likewise.", Instant, Times.Form);
        var modes = Arguments.Option<string[]>("--modes", $"Modes allowed: {ModeNames.Form}.", ParseModes, ModeNames.Form);
        var boardings = new Option<int?>("--max-boardings")
        {
            Description = "At most so many vehicles one after the other.",
            HelpName = "N",
        };
        var via = Arguments.Options<ViaSpec>("--via", $"Through here: {ViaSpec.Form}. May be repeated.", ViaSpec.Parse, ViaSpec.Form);
        var count = new Option<int?>("--options") { Description = "At most so many options.", HelpName = "N" };
        var show = new Option<int>("--show")
        {
            Description = "The option to show in full.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Print the service's answer as JSON." };

        var command = new Command("quote", Description)
        {
            from,
            to,
            boxes,
            pieces,
            bulk,
            dangerous,
            reefer,
            emptyReturn,
            ready,
            due,
            modes,
            boardings,
            via,
            count,
            show,
            json,
        };
        command.Validators.Add(result =>
        {
            // Asked of the tokens: the value of an option that was not understood cannot be read.
            if (result.Children.OfType<OptionResult>().All(o => o.Option != boxes && o.Option != pieces && o.Option != bulk || o.Implicit))
            {
                result.AddError($"Say what is to be moved: --box {BoxSpec.Form}; --piece; or --bulk.");
            }
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var limits = new LimitsRequest(
                    parsed.GetValue(boardings),
                    parsed.GetValue(modes) is { Length: > 0 } allowed ? allowed : null,
                    parsed.GetValue(via) is { Length: > 0 } stops ? [.. stops.Select(Wire)] : null
                );
                var request = new QuoteRequest(
                    Wire(parsed.GetValue(from)!),
                    Wire(parsed.GetValue(to)!),
                    Times.Rfc3339(parsed.GetValue(ready) ?? Times.NextHour(host.Time.GetUtcNow())),
                    parsed.GetValue(due) is { } deadline ? Times.Rfc3339(deadline) : null,
                    parsed.GetValue(boxes) is { Length: > 0 } b
                        ?
                        [
                            .. b.Select(x => new EquipmentRequest(
                                x.Type,
                                x.Count,
                                x.CargoKg,
                                x.Size?.LengthCm,
                                x.Size?.WidthCm,
                                x.Size?.HeightCm
                            )),
                        ]
                        : null,
                    parsed.GetValue(pieces) is { Length: > 0 } p
                        ? [.. p.Select(x => new PiecesRequest(x.Count, x.Kg, x.LengthCm, x.WidthCm, x.HeightCm))]
                        : null,
                    parsed.GetValue(bulk) is { } loose ? new BulkRequest(loose.Commodity, loose.Kg) : null,
                    Dangerous(parsed.GetValue(dangerous) ?? []),
                    parsed.GetValue(reefer) is { } degrees ? new ReeferRequest(degrees) : null,
                    limits is { MaxBoardings: null, Modes: null, Via: null } ? null : limits,
                    parsed.GetValue(count),
                    parsed.GetValue(emptyReturn) ? new Co2eRequest(true) : null
                );
                return await RunAsync(host, request, parsed.GetValue(show), parsed.GetValue(json), cancellation);
            }
        );
        return command;

        DateTimeOffset? Instant(string text) => Times.TryInstant(text, host.Time.GetUtcNow(), out var instant) ? instant : null;
    }

    private static async Task<int> RunAsync(CliHost host, QuoteRequest request, int show, bool json, CancellationToken cancellation)
    {
        var body = await new ApiClient(host, "routing", OptionOf).PostAsync("v1/quotes", request, cancellation);
        var quote = ApiClient.Read<Quote>(body);
        var options = quote.Options ?? [];
        if (json)
        {
            using var document = JsonDocument.Parse(body);
            await host.Output.Profile.Out.Writer.WriteLineAsync(JsonSerializer.Serialize(document.RootElement, WireJson.Indented));
        }
        else if (options.Count == 0)
        {
            QuoteView.Reasons(host.Output, quote);
        }
        else
        {
            QuoteView.Table(host.Output, request, quote);
            if (show < 1 || show > options.Count)
            {
                throw new CliException(ExitCode.BadInput, $"--show {show}: there are options 1 to {options.Count}.");
            }
            OptionView.Timeline(host.Output, options[show - 1], show);
        }
        return options.Count == 0 ? ExitCode.NoOption : ExitCode.Ok;
    }

    private static string[]? ParseModes(string text)
    {
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ModeNames.Parse)
            .ToArray();
        return names.Length == 0 || names.Contains(null) ? null : [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static DangerousGoodsRequest? Dangerous(IReadOnlyList<DangerousGoodsSpec> goods)
    {
        DangerousGoodsRequest[] all = [.. goods.Select(g => new DangerousGoodsRequest(g.UnNumber, g.Class, g.PackingGroup))];
        return all switch
        {
            [] => null,
            [var only] => only,
            [var main, .. var others] => main with { PackedWith = others },
        };
    }

    private static PlaceRequest Wire(PlaceSpec place) => new(place.Terminal, place.Unlocode, place.Lat, place.Lon, place.Name);

    private static ViaRequest Wire(ViaSpec via) =>
        new(via.Terminal, via.MinimumStay is { } stay ? System.Xml.XmlConvert.ToString(stay) : null);

    /// <summary>The place in the request that a pointer names, as it was typed here.</summary>
    public static string OptionOf(string pointer)
    {
        var match = Places().Match(pointer);
        if (!match.Success)
        {
            return pointer;
        }
        var number = match.Groups["i"].Success ? $" {int.Parse(match.Groups["i"].Value, CultureInfo.InvariantCulture) + 1}" : "";
        var option = match.Groups["name"].Value switch
        {
            "origin" => "FROM",
            "destination" => "TO",
            "readyAt" => "--ready",
            "dueBy" => "--due",
            "equipment" => "--box" + number,
            "pieces" => "--piece" + number,
            "bulk" => "--bulk",
            "dangerousGoods" => "--dg",
            "reefer" => "--reefer",
            "maxOptions" => "--options",
            "co2e" => "--empty-return",
            "limits/maxBoardings" => "--max-boardings",
            "limits/modes" => "--modes",
            "limits/via" => "--via" + number,
            _ => null,
        };
        return option is null ? pointer : $"{option} ({pointer})";
    }

    [GeneratedRegex(@"\A/(?<name>limits/[A-Za-z]+|[A-Za-z]+)(/(?<i>[0-9]{1,6}))?(/|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex Places();
}
