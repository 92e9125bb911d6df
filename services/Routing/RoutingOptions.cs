using System.ComponentModel.DataAnnotations;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing;

/// <summary>Section <c>Routing</c>: how the live timetable is kept, and what a quote may ask.</summary>
public sealed class RoutingOptions
{
    public const string Section = "Routing";

    /// <summary>A mode that could not be confirmed for so long is STALE: quotes go on using it and say so.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each leg service is asked for the number of its last event.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a snapshot is read although nothing seems to be missing; what has long left goes with it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReconcileEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a missing event may be merely late before a fresh snapshot is read.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan GapPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after the start a mode may be LOADING before it is declared STALE and no longer holds up readiness.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many days of the hub ahead cargo may become ready: as many as the leg services keep their timetables for.</summary>
    [Range(1, 366)]
    public int HorizonDays { get; init; } = 45;

    /// <summary>How far around a door (great circle, km) terminals are tried by truck.</summary>
    [Range(1, 1000)]
    public int DrayageRadiusKm { get; init; } = 150;

    /// <summary>How long an offer can be taken up; it lapses sooner when its first cut-off comes sooner.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan OfferValidity { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long quotes are kept.</summary>
    [Range(1, 3650)]
    public int KeepQuotesDays { get; init; } = 90;

    /// <summary>How many cost tables (one per distinct cargo) are kept.</summary>
    [Range(1, 10_000)]
    public int CostTables { get; init; } = 64;
}

/// <summary>Section <c>Legs</c>: where the leg services answer. An address that is not there is taken from <c>Services:&lt;name&gt;:Url</c>.</summary>
public sealed class LegsOptions : IValidatableObject
{
    public const string Section = "Legs";

    public LegService Waterway { get; init; } = new();

    public LegService Rail { get; init; } = new();

    public LegService Road { get; init; } = new();

    public LegService Air { get; init; } = new();

    public Uri Of(Mode mode) =>
        mode switch
        {
            Mode.Waterway => Waterway.Url!,
            Mode.Rail => Rail.Url!,
            Mode.Road => Road.Url!,
            _ => Air.Url!,
        };

    /// <summary>Takes what is missing from where other services have their neighbours' addresses.</summary>
    public void Complete(IConfiguration configuration)
    {
        Waterway.Url ??= configuration.GetValue<Uri>("Services:waterway:Url");
        Rail.Url ??= configuration.GetValue<Uri>("Services:rail:Url");
        Road.Url ??= configuration.GetValue<Uri>("Services:road:Url");
        Air.Url ??= configuration.GetValue<Uri>("Services:air:Url");
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Enum.GetValues<Mode>()
            .Where(mode => Of(mode) is not { IsAbsoluteUri: true })
            .Select(mode => new ValidationResult(
                $"Legs:{mode}:Url must be the absolute address of the {mode.ToString().ToLowerInvariant()} service."
            ));

    public sealed class LegService
    {
        /// <summary>Base address, such as <c>http://rail:8080</c>.</summary>
        public Uri? Url { get; set; }
    }
}

/// <summary>Section <c>Offers</c>: how offers are signed.</summary>
public sealed class OffersOptions
{
    public const string Section = "Offers";

    /// <summary>Private key (PEM, ECDSA P-256). Every replica has the same one, so that any of them honours an offer.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Offers:SigningKeyPath must name a PEM file with an ECDSA P-256 private key.")]
    public string SigningKeyPath { get; init; } = "";
}
