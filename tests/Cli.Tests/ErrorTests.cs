using Qujiang.Cli.Commands;

namespace Qujiang.Cli.Tests;

/// <summary>What goes wrong is said in words, and the exit code tells a script.</summary>
public sealed class ErrorTests
{
    private static readonly string[] Ask = ["quote", "BLG-PRT", "QZP-PLP", "--box", "2x45G1@20t"];

    [Theory]
    [InlineData(
        "quote BLG-PRT X --box 2x45G1@20t",
        "TO 'X' is not understood: write a terminal (BLG-PRT), a UN/LOCODE (CNNBG), or LAT,LON[,NAME]."
    )]
    [InlineData("quote BLG-PRT CNNBG --box 2x4@20t", "--box '2x4@20t' is not understood: write COUNTxTYPE@WEIGHT")]
    [InlineData("quote BLG-PRT CNNBG --box 1x22G1@1t --box 0x22G1@1t", "--box '0x22G1@1t' is not understood")]
    [InlineData("quote BLG-PRT CNNBG --bulk PULP", "--bulk 'PULP' is not understood")]
    [InlineData("quote BLG-PRT CNNBG --bulk PULP@1t --ready soon", "--ready 'soon' is not understood")]
    [InlineData(
        "quote BLG-PRT CNNBG --bulk PULP@1t --modes submarine",
        "--modes 'submarine' is not understood: write any of waterway, rail, road, air"
    )]
    [InlineData("quote BLG-PRT CNNBG --bulk PULP@1t --reefer cold", "--reefer")]
    [InlineData("quote BLG-PRT CNNBG --bulk PULP@1t --dg 12/3", "--dg '12/3' is not understood")]
    [InlineData("quote BLG-PRT CNNBG", "Say what is to be moved")]
    [InlineData("quote BLG-PRT", "TO")]
    [InlineData("fly me", "fly")]
    public async Task Wrong_command_lines_exit_2_and_ask_nobody(string line, string says)
    {
        await using var stub = await Stub.StartAsync();
        var (exit, output, error) = await stub.RunAsync(line.Split(' '));
        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain(says);
        error.ShouldContain("Try: qj");
        stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Problems_name_the_option_and_the_pointer()
    {
        await using var stub = (await Stub.StartAsync()).On(
            "POST /routing/v1/quotes",
            """
            {"type":"urn:qujiang:problem:invalid-request","title":"The request is not valid","status":400,"detail":"x","traceId":"abc",
             "errors":[{"pointer":"/equipment/0/type","detail":"there is no 45G9"},{"pointer":"/dueBy","detail":"must be after readyAt"},{"pointer":"/other","detail":"odd"}]}
            """,
            400,
            "application/problem+json"
        );
        var (exit, _, error) = await stub.RunAsync(Ask);
        exit.ShouldBe(2);
        error.ShouldBe(
            """
            Error: The request is not valid.
              --box 1 (/equipment/0/type): there is no 45G9
              --due (/dueBy): must be after readyAt
              /other: odd
            """
        );
    }

    [Theory]
    [InlineData(401, 4)]
    [InlineData(403, 4)]
    [InlineData(404, 2)]
    [InlineData(413, 2)]
    [InlineData(422, 2)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(504, 3)]
    public async Task Each_status_has_its_exit_code(int status, int exit)
    {
        await using var stub = (await Stub.StartAsync()).On(
            "POST /routing/v1/quotes",
            """{"title":"So it is","status":1,"detail":"because","traceId":"abc"}""",
            status
        );
        var answer = await stub.RunAsync(Ask);
        answer.Exit.ShouldBe(exit);
        answer.Error.ShouldStartWith("Error: So it is.\n  because");
        answer.Error.Contains("trace abc", StringComparison.Ordinal).ShouldBe(exit == 3);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>", 502, 3)]
    [InlineData("<html>Hello</html>", 200, 3)]
    [InlineData("{\"quoteId\":\"q\",\"options\":7}", 201, 3)]
    [InlineData("", 201, 3)]
    public async Task Answers_that_are_not_ours(string body, int status, int exit)
    {
        await using var stub = (await Stub.StartAsync()).On("POST /routing/v1/quotes", body, status);
        var answer = await stub.RunAsync(Ask);
        answer.Exit.ShouldBe(exit);
        answer.Error.ShouldStartWith("Error: ");
        answer.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_service_that_is_away_exits_3()
    {
        await using var stub = await Stub.StartAsync();
        stub.Variables["QJ_ROUTING_URL"] = "http://127.0.0.1:1";
        var (exit, _, error) = await stub.RunAsync(Ask);
        exit.ShouldBe(3);
        error.ShouldBe(
            """
            Error: The routing service at http://127.0.0.1:1/ cannot be reached: Connection refused
              Is it running? deploy/status tells; deploy/up starts everything.
            """
        );
    }

    [Fact]
    public async Task No_token_at_all_says_where_one_comes_from()
    {
        await using var stub = await Stub.StartAsync();
        stub.Variables.Remove("QJ_TOKEN");
        var (exit, _, error) = await stub.RunAsync(Ask);
        exit.ShouldBe(4);
        error.ShouldContain("set QJ_TOKEN, or QJ_DEV_KEY");
    }

    [Fact]
    public async Task An_address_that_is_none()
    {
        await using var stub = await Stub.StartAsync();
        stub.Variables["QJ_ROUTING_URL"] = "localhost";
        var (exit, _, error) = await stub.RunAsync(Ask);
        exit.ShouldBe(2);
        error.ShouldBe("Error: QJ_ROUTING_URL is not a web address: localhost");
    }

    [Theory]
    [InlineData("/origin/terminal", "FROM (/origin/terminal)")]
    [InlineData("/limits/via/1/minimumStay", "--via 2 (/limits/via/1/minimumStay)")]
    [InlineData("/limits/modes", "--modes (/limits/modes)")]
    [InlineData("/pieces/0", "--piece 1 (/pieces/0)")]
    [InlineData("", "")]
    public void Pointers_become_options(string pointer, string option) => QuoteCommand.OptionOf(pointer).ShouldBe(option);

    [Fact]
    public async Task Help_names_every_command_and_the_exit_codes()
    {
        await using var stub = await Stub.StartAsync();
        var (exit, output, _) = await stub.RunAsync("--help");
        exit.ShouldBe(0);
        foreach (
            var word in new[]
            {
                "quote",
                "terminals",
                "movements",
                "watch",
                "status",
                "token",
                "Exit codes: 0 done; 1 no option",
                "QJ_DEV_KEY",
            }
        )
        {
            output.ShouldContain(word);
        }
        (await stub.RunAsync("quote", "--help")).Output.ShouldContain("--max-boardings");
        (await stub.RunAsync()).Output.ShouldBe(output);
    }
}
