using System.Text.Json;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Deploy.Tests;

/// <summary>The shell programs: they parse, say what they want, and do no harm when there is nothing to do.</summary>
public sealed class ShellTests
{
    public static TheoryData<string> Programs =>
        [
            .. new[] { "deploy", "tests", ".ci" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(
                        Repository.PathOf(folder),
                        "*",
                        folder == "deploy" ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly
                    )
                )
                .Where(file =>
                    file.EndsWith(".sh", StringComparison.Ordinal) || FirstLine(file).StartsWith("#!/", StringComparison.Ordinal)
                )
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_parses_and_can_be_run(string program)
    {
        var path = Repository.PathOf(program);
        await Shell.RunAsync(FirstLine(path).EndsWith("/sh", StringComparison.Ordinal) ? "sh" : "bash", "-n", path);
        if (!program.EndsWith(".sh", StringComparison.Ordinal))
        {
            await Shell.RunAsync("test", "-x", path);
        }
    }

    [Fact]
    public async Task Status_of_a_house_that_is_down_names_every_part()
    {
        using var house = new EmptyHouse();
        var status = await house.RunAsync("status", "--json");

        status.ExitCode.ShouldBe(1);
        var root = JsonDocument.Parse(status.Output).RootElement;
        root.GetProperty("mode").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("ready").GetBoolean().ShouldBeFalse();
        var parts = root.GetProperty("services").EnumerateArray().ToList();
        parts
            .Select(part => part.GetProperty("name").GetString()!)
            .ShouldBe([.. House.Deployables, "postgres", "rabbitmq"], ignoreOrder: true);
        foreach (var part in parts)
        {
            part.GetProperty("health").GetString().ShouldBe("down");
            part.GetProperty("pid").ValueKind.ShouldBe(JsonValueKind.Null);
            new Uri(part.GetProperty("url").GetString()!).Host.ShouldBe("127.0.0.1");
        }
    }

    [Fact]
    public async Task Down_without_a_house_is_no_error()
    {
        using var house = new EmptyHouse();
        (await house.RunAsync("down")).ShouldBe(new Shell.Result(0, "The house is not running.\n", ""));
    }

    [Theory]
    [InlineData("up", "--sideways")]
    [InlineData("status", "--xml")]
    [InlineData("logs", "--nonsense")]
    public async Task A_wrong_option_is_one_clear_message(string program, string option)
    {
        using var house = new EmptyHouse();
        var result = await house.RunAsync(program, option);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain($"deploy/{program} [");
    }

    [Fact]
    public async Task A_port_base_that_is_no_number_is_refused()
    {
        using var house = new EmptyHouse();
        var result = await Shell.TryAsync(
            Repository.PathOf("deploy", "status"),
            [],
            new Dictionary<string, string> { ["QJ_RUN"] = house.Path, ["QJ_PORT_BASE"] = "seven" },
            CancellationToken.None
        );
        result.ExitCode.ShouldBe(1);
        result.Error.Trim().ShouldBe("QJ_PORT_BASE must be a number, not seven");
    }

    private static string FirstLine(string file) => File.ReadLines(file).FirstOrDefault() ?? "";

    private sealed class EmptyHouse : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("qj-house-").FullName;

        // A port range that nothing else uses, so that a running house does not look like this one.
        public Task<Shell.Result> RunAsync(string program, params string[] arguments) =>
            Shell.TryAsync(
                Repository.PathOf("deploy", program),
                arguments,
                new Dictionary<string, string> { ["QJ_RUN"] = Path, ["QJ_PORT_BASE"] = "19400" },
                CancellationToken.None
            );

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
