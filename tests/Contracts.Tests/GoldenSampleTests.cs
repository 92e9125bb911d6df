using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Qujiang.Contracts.Tests;

/// <summary>
/// The records are held to JSON files that consumers can rely on. A change of a record that changes the bytes on the bus turns these red; run with
/// QJ_UPDATE_CONTRACTS=1 to rewrite the files, and let the diff be read.
/// </summary>
public sealed class GoldenSampleTests
{
    private static readonly JsonSerializerOptions Strict = new(ContractJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Names => ContractCatalogue.Names;

    [Fact]
    public void Every_message_has_one_sample() =>
        Samples
            .All.Select(sample => ContractCatalogue.NameOf(sample.GetType()))
            .Order(StringComparer.Ordinal)
            .ShouldBe(ContractCatalogue.Messages.Select(ContractCatalogue.NameOf));

    [Theory, MemberData(nameof(Names))]
    public void A_record_writes_its_golden_sample(string name)
    {
        var sample = Samples.All.Single(candidate => ContractCatalogue.NameOf(candidate.GetType()) == name);
        var written = JsonSerializer.Serialize(sample, sample.GetType(), Strict) + "\n";
        ContractFiles.ShouldHold($"golden/{name}.json", written);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_golden_sample_reads_without_loss(string name)
    {
        var text = File.ReadAllText(Path.Combine(ContractCatalogue.Folder, $"golden/{name}.json"));
        var type = ContractCatalogue.Find(name);
        var read = JsonSerializer.Deserialize(text, type, Strict);
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(read, type, Strict)), JsonNode.Parse(text)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Names))]
    public void A_later_addition_is_tolerated(string name)
    {
        var node = JsonNode.Parse(File.ReadAllText(Path.Combine(ContractCatalogue.Folder, $"golden/{name}.json")))!.AsObject();
        node["addedInALaterVersion"] = new JsonObject { ["x"] = 1 };
        JsonSerializer.Deserialize(node, ContractCatalogue.Find(name), ContractJson.Options).ShouldNotBeNull();
    }
}
