namespace Qujiang.Routing.Engine.Tests.Modules;

internal static class NetworkExtensions
{
    public static string AnswersFrom(this Network network, string from, string ready, string to) =>
        network.Answers(network.From(from, ready, to));

    public static string AnswersFrom(this Network network, string from, string ready, string to, Func<Query, Query> with) =>
        network.Answers(with(network.From(from, ready, to)));
}
