using Qujiang.Cli;

#pragma warning disable RS0030 // the composition root: here the real HttpClient is made
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; // each call sets its own; watching has none
#pragma warning restore RS0030
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await QjCommand.RunAsync(args, CliHost.OfThisProcess(http));
