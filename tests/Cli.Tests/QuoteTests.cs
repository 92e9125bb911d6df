using System.Text.Json;

namespace Qujiang.Cli.Tests;

public sealed class QuoteTests
{
    [Fact]
    public async Task Sizes_goods_packed_together_and_the_empty_return_are_asked_for()
    {
        await using var stub = await Stub.StartAsync();
        stub.On("POST /routing/v1/quotes", Samples.Quote, 201);

        var (exit, _, error) = await stub.RunAsync(
            "quote",
            "QZL-HUB",
            "BLG-PRT",
            "--box",
            "1x42P1@15t/1100x300x190cm",
            "--dg",
            "1203/3/II",
            "--dg",
            "2014/5.1",
            "--empty-return"
        );

        exit.ShouldBe(0, error);
        var request = stub.Requests.Single();
        request.ShouldContain("""{"type":"42P1","count":1,"cargoKg":15000,"cargoLengthCm":1100,"cargoWidthCm":300,"cargoHeightCm":190}""");
        request.ShouldContain(""""packedWith":[{"unNumber":"2014","class":"5.1"}]"""");
        request.ShouldContain(""""co2e":{"emptyReturn":true}"""");
    }

    private static readonly string[] Ask = ["quote", "BLG-PRT", "QZP-PLP", "--box", "2x45G1@20t"];

    [Fact]
    public async Task The_request_is_what_was_typed()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        await stub.RunAsync([
            .. Ask,
            "--box",
            "1x22R1@5500kg",
            "--ready",
            "2026-12-01T08:00",
            "--due",
            "2026-12-08T18:00+08:00",
            "--dg",
            "1203/3/II",
            "--reefer",
            "-18",
            "--modes",
            "rail,water",
            "--max-boardings",
            "4",
            "--via",
            "QZL-HUB+6h",
            "--options",
            "3",
        ]);
        var (head, body) = stub.Requests.ShouldHaveSingleItem().Split(" {", 2) is [var h, var b] ? (h, "{" + b) : default;
        head.ShouldBe("Bearer a-token POST /routing/v1/quotes");
        body.ShouldBe(
            """
            {"origin":{"terminal":"BLG-PRT"},"destination":{"terminal":"QZP-PLP"},
            "readyAt":"2026-12-01T08:00:00+08:00","dueBy":"2026-12-08T18:00:00+08:00",
            "equipment":[{"type":"45G1","count":2,"cargoKg":20000},{"type":"22R1","count":1,"cargoKg":5500}],
            "dangerousGoods":{"unNumber":"1203","class":"3","packingGroup":"II"},"reefer":{"setPointC":-18},
            "limits":{"maxBoardings":4,"modes":["RAIL","WATERWAY"],"via":[{"terminal":"QZL-HUB","minimumStay":"PT6H"}]},"maxOptions":3}
            """.ReplaceLineEndings("")
        );
    }

    [Fact]
    public async Task Without_more_it_is_ready_at_the_next_full_hour()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        await stub.RunAsync("quote", "28.95,118.87,Mill", "CNNBG", "--piece", "3x120x80x100cm@250kg");
        await stub.RunAsync("quote", "BLG-PRT", "QZP-PLP", "--bulk", "pulp@700t");
        stub.Requests[0]
            .ShouldEndWith(
                """{"origin":{"lat":28.95,"lon":118.87,"name":"Mill"},"destination":{"unlocode":"CNNBG"},"readyAt":"2026-11-24T15:00:00+08:00","pieces":[{"count":3,"kg":250,"lengthCm":120,"widthCm":80,"heightCm":100}]}"""
            );
        stub.Requests[1].ShouldEndWith(""","bulk":{"commodity":"PULP","kg":700000}}""");
    }

    [Fact]
    public async Task At_120_columns_an_option_is_a_line()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        var (exit, output, error) = await stub.RunAsync(Ask);
        exit.ShouldBe(0);
        error.ShouldBeEmpty();
        output.Split('\n').ShouldAllBe(line => line.Length <= 120);
        output.ShouldBe(
            """
            BLG-PRT to QZP-PLP: 2 x 45G1 of 20 t

             #  Best      Cut-off       Departure     Arrival       By                 Boardings  Price CNY        CO2e  Free room
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
             1  cheapest  02 Dec 02:00  01 Dec 18:00  04 Dec 13:00  truck > barge >            3   5,310.00  1,184.2 kg  12.00 TEU
                greenest                                            feeder
             2  fastest   -             01 Dec 08:00  01 Dec 15:30  truck                      1  13,350.50      830 kg  38.00 TEU

            Known as of waterway 14:09:58, rail 14:09:59
            Quote 0193a0c0-0000-7000-8000-000000000001; times +08:00; offers valid until 24 Nov 14:40

            Option 1 (cheapest, greenest): 5,310.00 CNY, 1,184.2 kg CO2e, 3 boardings, 2 d 19 h
              Tue 01 Dec 18:00  BLG-PRT  depart, truck RD-BLG-ZHG, 21 km, 20 trucks free
              Tue 01 Dec 19:10  ZHG-PRT  arrive after 1 h 10 min
              Wed 02 Dec 02:00  ZHG-PRT  cut-off for the barge
              Wed 02 Dec 08:00  ZHG-PRT  depart, barge WW-HY-20261202-1, 385 km, 12.00 TEU free
              Fri 04 Dec 10:30  QZP-DLZ  arrive after 2 d 2 h
              Fri 04 Dec 10:45  QZP-DLZ  available
              Fri 04 Dec 11:00  QZP-DLZ  depart, feeder SF-1-20261204-1, 9,000 kg free
              Fri 04 Dec 12:00  QZP-PLP  arrive after 1 h 00 min
              Fri 04 Dec 13:00  QZP-PLP  available

             Charge         Leg  Basis     Quantity  Unit price  Amount CNY  Tariff
            ────────────────────────────────────────────────────────────────────────────
             linehaul         2  box km     770.000       2.754    2,120.58  WW-2026-1
             thc (minimum)    2  box              2      750.00    1,500.00  WW-2026-1
             document            shipment         1    1,689.42    1,689.42  HOUSE-1
             Total                                                 5,310.00

            CO2e leg 1 by truck: 26.0 kg at 62 g/tkm (GLEC, quality R)
            CO2e leg 2 by barge: 1,158.2 kg at 29.3 g/tkm (GLEC v3, quality D)
            Note: RAIL is stale
            Some figures behind this option are estimates (quality E).
            """
        );
    }

    [Fact]
    public async Task At_80_columns_a_cell_holds_several_lines_and_nothing_is_lost()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        stub.Width = 80;
        var (_, output, _) = await stub.RunAsync([.. Ask, "--show", "1"]);
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.ShouldBe(
            """
            BLG-PRT to QZP-PLP: 2 x 45G1 of 20 t

             #  Best      Cut-off       By                       Price CNY
                          Departure     Boardings                     CO2e
                          Arrival                                Free room
            ────────────────────────────────────────────────────────────────
             1  cheapest  02 Dec 02:00  truck > barge > feeder    5,310.00
                greenest  01 Dec 18:00  3 boardings             1,184.2 kg
                          04 Dec 13:00                           12.00 TEU
             2  fastest   -             truck                    13,350.50
                          01 Dec 08:00  1 boarding                  830 kg
                          01 Dec 15:30                           38.00 TEU

            Known as of waterway 14:09:58, rail 14:09:59
            Quote 0193a0c0-0000-7000-8000-000000000001; times +08:00; offers valid until 24
            Nov 14:40

            Option 1 (cheapest, greenest): 5,310.00 CNY, 1,184.2 kg CO2e, 3 boardings, 2 d
            19 h
              Tue 01 Dec 18:00  BLG-PRT  depart, truck RD-BLG-ZHG, 21 km, 20 trucks free
              Tue 01 Dec 19:10  ZHG-PRT  arrive after 1 h 10 min
              Wed 02 Dec 02:00  ZHG-PRT  cut-off for the barge
              Wed 02 Dec 08:00  ZHG-PRT  depart, barge WW-HY-20261202-1, 385 km, 12.00 TEU
                                         free
              Fri 04 Dec 10:30  QZP-DLZ  arrive after 2 d 2 h
              Fri 04 Dec 10:45  QZP-DLZ  available
              Fri 04 Dec 11:00  QZP-DLZ  depart, feeder SF-1-20261204-1, 9,000 kg free
              Fri 04 Dec 12:00  QZP-PLP  arrive after 1 h 00 min
              Fri 04 Dec 13:00  QZP-PLP  available

             Charge         Leg  Reckoning               Amount CNY
            ─────────────────────────────────────────────────────────
             linehaul         2  770.000 box km x 2.754    2,120.58
             thc (minimum)    2  2 box x 750.00            1,500.00
             document            1 shipment x 1,689.42     1,689.42
             Total                                         5,310.00

            CO2e leg 1 by truck: 26.0 kg at 62 g/tkm (GLEC, quality R)
            CO2e leg 2 by barge: 1,158.2 kg at 29.3 g/tkm (GLEC v3, quality D)
            Note: RAIL is stale
            Some figures behind this option are estimates (quality E).
            """
        );
    }

    [Fact]
    public async Task Another_option_can_be_shown_if_there_is_one()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        (await stub.RunAsync([.. Ask, "--show", "2"])).Output.ShouldContain(
            "Option 2 (fastest): 13,350.50 CNY, 830 kg CO2e, 1 boarding, 7 h 30 min"
        );
        var (exit, _, error) = await stub.RunAsync([.. Ask, "--show", "3"]);
        exit.ShouldBe(2);
        error.ShouldBe("Error: --show 3: there are options 1 to 2.");
    }

    [Fact]
    public async Task Json_is_the_answer_itself()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.Quote, 201);
        var (exit, output, _) = await stub.RunAsync([.. Ask, "--json"]);
        exit.ShouldBe(0);
        JsonElement.DeepEquals(JsonElement.Parse(output), JsonElement.Parse(Samples.Quote)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_option_says_why_and_exits_1()
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", Samples.NoOption, 201);
        var (exit, output, _) = await stub.RunAsync(Ask);
        exit.ShouldBe(1);
        output.ShouldBe(
            """
            No way was found.
            - capacity at RL-QZ-BLR-20261201-1: 3.00 TEU are free, 4.00 are needed.
              Possible: one box fewer
            - deadline: The first arrival is 5 h after dueBy.
            Note: RAIL is stale since 14:01
            Quote q2; times +08:00
            """
        );
        (await stub.RunAsync([.. Ask, "--json"])).Exit.ShouldBe(1);
    }

    [Fact]
    public async Task Text_from_a_service_is_never_markup()
    {
        await using var stub = (await Stub.StartAsync()).On(
            "POST /routing/v1/quotes",
            Samples.NoOption.Replace("one box fewer", "[red]x[/] [", StringComparison.Ordinal),
            201
        );
        (await stub.RunAsync(Ask)).Output.ShouldContain("Possible: [red]x[/] [");
    }
}
