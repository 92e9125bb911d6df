using System.Collections.Concurrent;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Tariffs;
using ChargeRule = Qujiang.Tariffs.ChargeRule;
using EmissionRule = Qujiang.Tariffs.EmissionRule;
using Provenance = Qujiang.Tariffs.Provenance;
using Quality = Qujiang.Tariffs.Quality;

namespace Qujiang.Routing.Timetables;

/// <summary>A version of a tariff.</summary>
public readonly record struct TariffVersion(string Id, long Version);

/// <summary>The tariffs of all leg services in the form that the evaluator takes, version by version.</summary>
public sealed class TariffBook(ILogger<TariffBook> logger)
{
    private readonly ConcurrentDictionary<string, Tariff[]> versions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);
    private int generation;

    /// <summary>Grows with every change, so that what was worked out from an earlier state can be told.</summary>
    public int Generation => Volatile.Read(ref generation);

    /// <summary>Notes every version of a tariff; one that makes no sense is left out and logged.</summary>
    public void Set(string id, IReadOnlyCollection<TariffPublished> published)
    {
        // Read again from a snapshot, a tariff is another event and the same tariff.
        var text = JsonSerializer.Serialize(
            published.Select(t => t with { EventId = default, OccurredAt = default, Sequence = 0 }),
            ContractJson.Options
        );
        if (texts.TryGetValue(id, out var known) && known == text)
        {
            return;
        }
        texts[id] = text;
        versions[id] = [.. published.Select(Read).OfType<Tariff>().OrderBy(t => t.Version)];
        Interlocked.Increment(ref generation);
    }

    public void Remove(string id)
    {
        texts.TryRemove(id, out _);
        if (versions.TryRemove(id, out _))
        {
            Interlocked.Increment(ref generation);
        }
    }

    /// <summary>The version in force for cargo loaded at that moment: of several the latest; null when there is none.</summary>
    public Tariff? At(string id, DateTimeOffset loading) => Array.FindLast(versions.GetValueOrDefault(id, []), t => t.AppliesAt(loading));

    public Tariff? Find(TariffVersion version) => Array.Find(versions.GetValueOrDefault(version.Id, []), t => t.Version == version.Version);

    private Tariff? Read(TariffPublished fact)
    {
        try
        {
            var tariff = new Tariff(
                fact.TariffId,
                fact.Revision,
                fact.ValidFrom,
                fact.ValidTo,
                fact.Currency,
                [
                    .. fact.Charges.Select(c =>
                        ChargeRule.Parse(
                            c.Code,
                            c.Basis,
                            c.At,
                            c.Rate,
                            c.When,
                            c.Minimum,
                            c.Breaks?.Select(b => (b.FromKg, b.Rate)),
                            c.PercentOf,
                            Of(c.Provenance),
                            c.FreeDays
                        )
                    ),
                ],
                [
                    .. fact.Emissions.Select(e =>
                        EmissionRule.Parse(
                            e.Basis,
                            e.At,
                            e.Grams,
                            e.When,
                            e.AddKm,
                            e.DistanceFactor,
                            e.DistanceType,
                            e.DataType,
                            Of(e.Provenance)
                        )
                    ),
                ],
                Of(fact.Provenance)
            );
            var problems = tariff.Validate();
            if (fact.Currency != "CNY")
            {
                problems = [.. problems, $"is in {fact.Currency}: offers are made in CNY"];
            }
            if (problems.Count == 0)
            {
                return tariff;
            }
            logger.LogError(
                "Tariff {Tariff} version {Version} is not used: {Problems}",
                fact.TariffId,
                fact.Revision,
                string.Join("; ", problems)
            );
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            logger.LogError(e, "Tariff {Tariff} version {Version} cannot be read and is not used", fact.TariffId, fact.Revision);
        }
        return null;
    }

    private static Provenance Of(Contracts.V1.Provenance provenance) => new(provenance.Source, (Quality)(int)provenance.Quality);
}
