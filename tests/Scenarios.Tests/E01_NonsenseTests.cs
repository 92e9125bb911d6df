using System.Globalization;
using System.Net;
using System.Text;

namespace Qujiang.Scenarios.Tests;

/// <summary>
/// Every operation that a service documents is sent nonsense by the thousand. None may answer 500, every refusal is a problem document, and one for a
/// request that is not valid names what is wrong with it.
/// </summary>
public sealed class E01_NonsenseTests(House house) : IClassFixture<House>
{
    public static TheoryData<string> Services => [.. House.Names];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Nonsense_is_refused_in_words(string service)
    {
        using var client = house.Client(service);
        client.Timeout = TimeSpan.FromMinutes(1);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        var seen = await SeenAsync(service, document);
        var random = new Random(Proof.Seed);
        var nonsense = new Nonsense(document, random, seen);
        var (counts, complaints) = (new SortedDictionary<int, int>(), new List<string>());
        foreach (var (path, method, operation) in Operations(document))
        {
            for (var i = Proof.Size(method == "get" ? 10 : 50, method == "get" ? 200 : 1_000); i > 0; i--)
            {
                var (request, told) = nonsense.Next(path, method, operation);
                using (request)
                using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
                {
                    var status = (int)answer.StatusCode;
                    counts[status] = counts.GetValueOrDefault(status) + 1;
                    if (status >= 400 && await ComplaintAsync(answer) is { } complaint)
                    {
                        complaints.Add($"{complaint}\n    {(told.Length > 1_500 ? told[..1_500] : told)}");
                    }
                }
            }
        }

        Proof.Report($"{service}, seed {Proof.Seed}: {string.Join(", ", counts.Select(c => $"{c.Value} x {c.Key}"))}");
        counts.Keys.ShouldContain(status => status >= 400 && status < 500);
        counts.Keys.ShouldContain(status => status >= 200 && status < 300, "some of it must come as far as what is right does");
        complaints.ShouldBeEmpty(
            string.Create(
                CultureInfo.InvariantCulture,
                $"seed {Proof.Seed}, {complaints.Count} of them:\n{string.Join("\n", complaints.Take(12))}"
            )
        );
    }

    /// <summary>One null at a time, in every place of every body: where the document allows none the refusal names the place, elsewhere it does no harm.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_null_where_none_may_be_is_refused_by_its_name(string service)
    {
        using var client = house.Client(service);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        var seen = await SeenAsync(service, document);
        var (refused, taken, complaints) = (0, 0, new List<string>());
        foreach (var (path, method, operation) in Operations(document))
        {
            foreach (var nulled in new Nulls(document).Of(operation))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), Somewhere(path));
                request.Content = new StringContent(nulled.Body, Encoding.UTF8, "application/json");
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                var status = (int)answer.StatusCode;
                _ = nulled.Allowed ? taken++ : refused++;
                var right = nulled.Allowed
                    ? status < 500
                    : status is 400 or 422
                        && JsonNode.Parse(text)!["errors"]!.AsArray().Any(error => (string?)error!["pointer"] == nulled.At);
                if (!right)
                {
                    complaints.Add($"{method} {path} {nulled.At}: {status} {text}\n    {nulled.Body}");
                }
            }
        }

        Proof.Report($"{service}: {refused} places may not be null, {taken} may");
        refused.ShouldBeGreaterThan(5);
        complaints.ShouldBeEmpty(string.Join("\n", complaints.Take(12)));

        // Something that is there, so that a null that is let through comes to where it does harm.
        string Somewhere(string path) =>
            string.Join(
                '/',
                path.Split('/')
                    .Select(step =>
                        !step.StartsWith('{') ? step
                        : seen.TryGetValue(Nonsense.Named(path, step.Trim('{', '}')), out var known) ? Uri.EscapeDataString($"{known[0]}")
                        : path.Contains("bookings", StringComparison.Ordinal) ? $"{Guid.Empty}"
                        : "BLG-PRT"
                    )
            );
    }

    private static async Task<string?> ComplaintAsync(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500)
        {
            return $"{status}: {text}";
        }
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"{status} is {answer.Content.Headers.ContentType} and no problem document: {text}";
        }
        var problem = JsonNode.Parse(text)!;
        if ((int?)problem["status"] != status || string.IsNullOrEmpty((string?)problem["title"]))
        {
            return $"{status} without its status and title: {text}";
        }
        var names = problem["errors"] is JsonArray { Count: > 0 } || !string.IsNullOrEmpty((string?)problem["detail"]);
        return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity && !names
            ? $"{status} that does not say what is wrong: {text}"
            : null;
    }

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key is "get" or "put" or "post" or "patch" or "delete"
        select (path.Key, operation.Key, operation.Value!.AsObject());

    /// <summary>What the service, and what Routing's terminals show, by the name of the property.</summary>
    private async Task<Dictionary<string, List<JsonNode>>> SeenAsync(string service, JsonObject document)
    {
        var seen = new Dictionary<string, List<JsonNode>>(StringComparer.OrdinalIgnoreCase);
        using var client = house.Client(service);
        foreach (var (path, method, _) in Operations(document))
        {
            if (
                method == "get"
                && !path.Contains('{', StringComparison.Ordinal)
                && path is not ("/v1/snapshot" or "/v1/events" or "/v1/schedules/export")
            )
            {
                using var answer = await client.GetAsync(path);
                ((int)answer.StatusCode).ShouldBeOneOf(200, 204);
                Harvest(JsonNode.Parse(await answer.Content.ReadAsStringAsync()), "");
            }
        }
        if (service is "routing" or "booking")
        {
            var options = await house.QuoteAsync("QZR-EST", "BLR-RAIL");
            Harvest(new JsonArray([.. options.Select(o => o.DeepClone())]), "");
        }
        return seen;

        void Harvest(JsonNode? node, string name)
        {
            switch (node)
            {
                case JsonObject of:
                    foreach (var (property, value) in of)
                    {
                        Harvest(value, property);
                    }
                    break;
                case JsonArray of:
                    foreach (var item in of)
                    {
                        Harvest(item, name);
                    }
                    break;
                case JsonValue value:
                    if (!seen.TryGetValue(name, out var values))
                    {
                        seen[name] = values = [];
                    }
                    if (values.Count < 50)
                    {
                        values.Add(value.DeepClone());
                    }
                    break;
            }
        }
    }
}
