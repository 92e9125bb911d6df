using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Qujiang.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed partial class WallTests
{
    private static readonly string[] LegServices = ["Waterway", "Rail", "Road", "Air"];

    /// <summary>The one library that belongs to a service.</summary>
    private const string Engine = "services/Routing.Engine/Routing.Engine.csproj";
    private const string LegKernel = "shared/LegKernel/LegKernel.csproj";

    [Fact]
    public void No_service_references_another_but_Routing_its_engine()
    {
        foreach (var service in Sources.Projects.Where(project => project.IsService))
        {
            var others = Sources.Reach(service).Where(path => path.StartsWith("services/", StringComparison.Ordinal));
            others.ShouldBe(service.Name == "Routing" ? [Engine] : [], $"{service}: services meet in Contracts, on the bus, or over HTTP");
        }
    }

    [Fact]
    public void Nothing_shared_references_a_service_or_a_test()
    {
        foreach (var library in Sources.Projects.Where(project => project.IsShared))
        {
            Sources.Reach(library).ShouldAllBe(path => path.StartsWith("shared/", StringComparison.Ordinal), library.Path);
        }
    }

    [Theory]
    [InlineData("Contracts")]
    [InlineData("Network")]
    [InlineData("Tariffs")]
    [InlineData("Routing.Engine")]
    public void It_stands_on_the_base_class_library_alone(string name)
    {
        var project = Sources.ProjectNamed(name);
        project.References.ShouldBeEmpty();
        project.Packages.ShouldBeEmpty();
        project.Sdk.ShouldBe("Microsoft.NET.Sdk");
        Sources.Text(project.Path).ShouldNotContain("FrameworkReference");
    }

    [Fact]
    public void Only_leg_services_know_the_leg_kernel()
    {
        foreach (var service in Sources.Projects.Where(project => project.IsService && !LegServices.Contains(project.Name)))
        {
            Sources.Reach(service).ShouldNotContain(LegKernel, service.Path);
        }
        foreach (var name in LegServices)
        {
            Sources.Reach(Sources.ProjectNamed(name)).ShouldContain(LegKernel);
        }
    }

    [Fact]
    public void The_client_speaks_REST_and_knows_nobody()
    {
        Sources.ProjectNamed("Cli").References.ShouldBeEmpty();
    }

    /// <summary>If the kernel says "train", those lines belong in a leg service.</summary>
    [Fact]
    public void The_leg_kernel_names_no_mode()
    {
        // Not "lock": C# and PostgreSQL have locks of their own; "shiplock" and "sluice" stand for it.
        string[] modal =
        [
            "waterway",
            "rail",
            "road",
            "air",
            "train",
            "wagon",
            "locomotive",
            "railway",
            "barge",
            "vessel",
            "ship",
            "shiplock",
            "sluice",
            "draught",
            "berth",
            "feeder",
            "truck",
            "lorry",
            "driver",
            "highway",
            "flight",
            "aircraft",
            "airport",
            "airline",
            "runway",
        ];
        var found =
            from file in Sources.Files("shared/LegKernel", "*.cs").Concat(Sources.Files("shared/LegKernel", "*.sql"))
            from Match word in Word().Matches(Sources.Code(file))
            let lower = word.Value.ToLowerInvariant()
            where modal.Contains(lower) || (lower.EndsWith('s') && modal.Contains(lower[..^1]))
            select $"{file}: {word.Value}";
        found.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Only_Messaging_Postgres_touches_the_hooks_of_MassTransit()
    {
        string[] hooks =
        [
            "IScopedBusContextProvider",
            "OutboxSendContext",
            "IOutboxContextFactory",
            "OutboxConsumeContext",
            "OutboxConsumePipeSpecificationObserver",
            "OutboxMessageSendPipe",
            "ISagaRepositoryContextFactory",
            "ScopedBusContext",
        ];
        var found =
            from folder in new[] { "services", "shared" }
            from file in Sources.Files(folder, "*.cs")
            where !file.StartsWith("shared/Messaging.Postgres/", StringComparison.Ordinal)
            let code = Sources.Code(file)
            from hook in hooks
            where code.Contains(hook, StringComparison.Ordinal)
            select $"{file}: {hook}";
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Each_service_opens_one_database_and_it_is_its_own()
    {
        var found =
            from file in Sources.Files("services", "*.cs")
            from Match match in ConnectionString().Matches(Sources.Code(file))
            where match.Groups["name"].Value != "Database"
            select $"{file}: {match.Value}";
        found.ShouldBeEmpty();
    }

    /// <summary>HandleAsync, handle_async and "handle async" are all the words handle and async.</summary>
    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();

    [GeneratedRegex("""(?:GetConnectionString\("|ConnectionStrings:)(?<name>\w+)""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ConnectionString();
}
