using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Qujiang.Cli.Tests;

/// <summary>A tiny service on a real Kestrel that answers what it is told, and the client run against it.</summary>
internal sealed class Stub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new();
    private readonly Dictionary<string, Func<HttpContext, Task>> answers = new(StringComparer.Ordinal);

    private Stub(WebApplication app) => this.app = app;

    public List<string> Requests { get; } = [];

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal) { ["QJ_TOKEN"] = "a-token" };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 6, 10, 0, TimeSpan.Zero));

    public int Width { get; set; } = 120;

    public static async Task<Stub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var kestrel = builder.Build();
        var stub = new Stub(kestrel);
        kestrel.Run(stub.AnswerAsync);
        await kestrel.StartAsync();
        foreach (var service in CliHost.Services)
        {
            stub.Variables[$"QJ_{service.ToUpperInvariant()}_URL"] = kestrel.Urls.First() + "/" + service;
        }
        return stub;
    }

    public Stub On(string request, string body, int status = 200, string type = "application/json") =>
        On(
            request,
            async context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = type;
                await context.Response.WriteAsync(body);
            }
        );

    public Stub On(string request, Func<HttpContext, Task> answer)
    {
        answers[request] = answer;
        return this;
    }

    public async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new CliHost(Console(output), Console(error), http, name => Variables.GetValueOrDefault(name), Time);
        var exit = await QjCommand.RunAsync(args, host, TestContext.Current.CancellationToken);
        return (exit, Trimmed(output), Trimmed(error));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var line =
            $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await reader.ReadToEndAsync()}".TrimEnd();
        lock (Requests)
        {
            Requests.Add($"{context.Request.Headers.Authorization} {line}");
        }
        if (answers.TryGetValue($"{context.Request.Method} {context.Request.Path}", out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string Trimmed(StringWriter writer) =>
        string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).Trim('\n');
}
