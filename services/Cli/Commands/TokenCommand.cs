using System.CommandLine;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj token --tenant acme --scope quotes:write</c>: a token from the local development key.</summary>
internal static class TokenCommand
{
    public static Command Build(CliHost host)
    {
        var tenant = new Option<string>("--tenant")
        {
            Description = "The tenant it speaks for.",
            Required = true,
            HelpName = "NAME",
        };
        var scopes = new Option<string[]>("--scope")
        {
            Description =
                "What it may do: quotes:write bookings:read bookings:write schedules:write dispatch:read dispatch:write. May be repeated.",
            HelpName = "SCOPE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["quotes:write"],
        };
        var lifetime = Arguments.ValueOption<TimeSpan>(
            "--lifetime",
            "How long it is valid: 30m, 8h, 2d; one hour unless told.",
            text => Times.TryDuration(text, out var duration) ? duration : null,
            "30m, 8h or 2d"
        );
        var key = new Option<string?>("--key") { Description = "Private key (PEM); QJ_DEV_KEY unless told.", HelpName = "FILE" };
        var command = new Command("token", "Make a token from the local development key.") { tenant, scopes, lifetime, key };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(scopes)!.SelectMany(s => s.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
            var token = Tokens.Mint(
                host,
                parsed.GetValue(key) ?? host.Variable("QJ_DEV_KEY"),
                parsed.GetRequiredValue(tenant),
                asked,
                parsed.GetValue(lifetime) ?? TimeSpan.FromHours(1)
            );
            host.Output.Profile.Out.Writer.WriteLine(token); // unwrapped, for $(qj token ...)
            return ExitCode.Ok;
        });
        return command;
    }
}
