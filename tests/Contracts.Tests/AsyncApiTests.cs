using System.Text;
using System.Xml.Linq;
using Qujiang.Contracts.V1;

namespace Qujiang.Contracts.Tests;

/// <summary>asyncapi.yaml is written from the records and their doc comments, so that it cannot tell another story.</summary>
public sealed class AsyncApiTests
{
    private const string Header = """
        asyncapi: 3.0.0
        info:
          title: Qujiang.Logistics message bus
          version: 1.0.0
          description: |
            Facts about capacity, schedules, tariffs, disruptions, holds and bookings of the Qujiang hub, and the commands that hold capacity.
            Delivery is at least once and in any order. A fact carries the whole of the aspect it changes: keep, per movement and aspect (schedule, capacity),
            per lane, per pool and day, per tariff and per disruption the highest revision and drop the rest. Each service numbers its facts without gaps
            (sequence): a missing number means a missed fact, and GET /v1/snapshot of that service heals it. Within v1 members are only added.
          license:
            name: Apache-2.0
            url: https://www.apache.org/licenses/LICENSE-2.0
        defaultContentType: application/json

        """;

    [Fact]
    public void The_document_in_the_repository_is_the_records_own() => ContractFiles.ShouldHold("asyncapi.yaml", Write());

    private static string Write()
    {
        var text = new StringBuilder(Header.ReplaceLineEndings("\n"));
        var channels = new StringBuilder("channels:\n");
        var operations = new StringBuilder("operations:\n");
        var messages = new StringBuilder("components:\n  messages:\n");
        foreach (var type in ContractCatalogue.Messages)
        {
            var name = ContractCatalogue.NameOf(type);
            var isFact = typeof(IFact).IsAssignableFrom(type);
            channels.Append(
                $"""
                  {type.Name}:
                    address: {name}
                    messages:
                      {type.Name}:
                        $ref: '#/components/messages/{type.Name}'
                    bindings:
                      amqp:
                        is: routingKey
                        exchange:
                          name: {name}
                          type: fanout
                          durable: true

                """.ReplaceLineEndings("\n")
            );
            operations.Append(
                $"""
                  {(isFact ? "publish" : "receive")}{type.Name}:
                    action: {(isFact ? "send" : "receive")}
                    channel:
                      $ref: '#/channels/{type.Name}'
                    summary: {Quote(Publisher(type))}

                """.ReplaceLineEndings("\n")
            );
            messages.Append(
                $"""
                    {type.Name}:
                      name: {name}
                      title: {type.Name}
                      summary: {Quote(Summary(type))}
                      payload:
                        schemaFormat: application/schema+json;version=draft-2020-12
                        schema:
                          $ref: ./schemas/{name}.schema.json

                """.ReplaceLineEndings("\n")
            );
        }
        return text.Append(channels).Append(operations).Append(messages).ToString();
    }

    private static string Publisher(Type type) =>
        typeof(IFact).IsAssignableFrom(type)
            ? type.Name.StartsWith("Booking", StringComparison.Ordinal) || type.Name == nameof(ReplanProposed)
                ? "Published by the booking service."
                : "Published by the leg service that owns it."
            : "Taken by each leg service from its queue <service>-commands.";

    private static string Quote(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Summary(Type type)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(IFact).Assembly.Location, ".xml"));
        var member = documentation.Descendants("member").Single(element => (string?)element.Attribute("name") == $"T:{type.FullName}");
        var summary = member.Element("summary")!;
        foreach (var reference in summary.Elements().ToArray())
        {
            var named = (string?)reference.Attribute("name") ?? ((string?)reference.Attribute("cref"))?.Split('.')[^1] ?? reference.Value;
            reference.ReplaceWith(new XText(named));
        }
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
