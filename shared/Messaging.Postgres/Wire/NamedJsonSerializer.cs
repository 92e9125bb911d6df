using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// MassTransit's JSON envelope with the message's own name in <c>messageType</c>. MassTransit derives that URN from the CLR type or from an
/// attribute of its own, which Contracts, having no references, cannot bear.
/// </summary>
internal sealed class NamedJsonSerializer : IMessageSerializer, IMessageDeserializer, ISerializerFactory
{
    private readonly SystemTextJsonMessageSerializer inner = new();

    public ContentType ContentType => inner.ContentType;

    public IMessageSerializer CreateSerializer() => this;

    public IMessageDeserializer CreateDeserializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        if (MessageNames.Find(typeof(T)) is not null)
        {
            context.SupportedMessageTypes = [MessageNames.UrnOf(typeof(T))];
        }

        return new SystemTextJsonMessageBody<T>(context, MessageJson.Options);
    }

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(
            receiveContext,
            Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress)
        );

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        try
        {
            var envelope =
                JsonSerializer.Deserialize<MessageEnvelope>(body.GetBytes(), MessageJson.Options)
                ?? throw new SerializationException("The body holds no message envelope.");
            return new NamedSerializerContext(
                inner,
                ContentType,
                new EnvelopeMessageContext(envelope, inner),
                envelope.MessageType ?? [],
                envelope
            );
        }
        catch (JsonException malformed)
        {
            throw new SerializationException("The message envelope cannot be read.", malformed);
        }
    }

    public MessageBody GetMessageBody(string text) => inner.GetMessageBody(text);

    public void Probe(ProbeContext context) => inner.Probe(context);
}

/// <summary>Recognises a message by its name, whatever CLR type stood behind it at the publisher.</summary>
internal sealed class NamedSerializerContext(
    IObjectDeserializer deserializer,
    ContentType contentType,
    MessageContext message,
    string[] urns,
    MessageEnvelope envelope
) : SystemTextJsonSerializerContext(deserializer, MessageJson.Options, contentType, message, urns, envelope)
{
    public override bool IsSupportedMessageType<T>() => IsSupportedMessageType(typeof(T));

    public override bool IsSupportedMessageType(Type messageType) =>
        MessageNames.Find(messageType) is null
            ? base.IsSupportedMessageType(messageType)
            : Array.Exists(SupportedMessageTypes, urn => string.Equals(urn, MessageNames.UrnOf(messageType), StringComparison.Ordinal));
}
