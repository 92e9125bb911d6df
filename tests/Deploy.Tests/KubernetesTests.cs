using k8s;
using k8s.Models;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Deploy.Tests;

/// <summary>What k8s/ would make, without a cluster: rendered by kubectl where it is installed, else put together from the resource list.</summary>
public sealed class KubernetesTests
{
    private static readonly string Base = Repository.PathOf("k8s", "base");

    public static TheoryData<string> Deployables => [.. House.Deployables];

    [Fact]
    public async Task The_base_renders_and_parses_strictly()
    {
        var objects = await RenderAsync();
        objects.ShouldNotBeEmpty();
        objects.OfType<V1Deployment>().Select(deployment => deployment.Name()).ShouldBe(House.Deployables, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Deployables))]
    public async Task Each_deployable_has_probes_limits_and_no_more_rights_than_it_needs(string name)
    {
        var pod = (await DeploymentAsync(name)).Spec.Template.Spec;
        var container = pod.Containers.ShouldHaveSingleItem();

        container.StartupProbe.HttpGet.Path.ShouldBe("/health/live");
        container.LivenessProbe.HttpGet.Path.ShouldBe("/health/live");
        container.ReadinessProbe.HttpGet.Path.ShouldBe("/health/ready");
        foreach (var resource in new[] { "cpu", "memory" })
        {
            container.Resources.Requests.ShouldContainKey(resource);
            container.Resources.Limits.ShouldContainKey(resource);
        }
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
        pod.AutomountServiceAccountToken.ShouldBe(false);
        container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
        container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        container.Image.ShouldMatch(@"^qujiang/[a-z-]+:\d+\.\d+\.\d+$");
    }

    [Theory]
    [MemberData(nameof(Deployables))]
    public async Task Secrets_are_referred_to_and_never_written_down(string name)
    {
        var container = (await DeploymentAsync(name)).Spec.Template.Spec.Containers[0];
        foreach (var variable in container.Env.Where(variable => variable.Value is not null))
        {
            variable.Name.ShouldNotContain("Password", Case.Insensitive);
            variable.Name.ShouldNotContain("Secret", Case.Insensitive);
            variable.Name.ShouldNotStartWith("ConnectionStrings");
            variable.Name.ShouldNotStartWith("RabbitMq");
        }
        container
            .Env.Single(variable => variable.Name == "ConnectionStrings__Database")
            .ValueFrom.SecretKeyRef.Name.ShouldBe($"{name}-database");
        (await RenderAsync()).OfType<V1Secret>().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Deployables))]
    public async Task Each_deployable_can_be_reached_and_survives_a_drained_node(string name)
    {
        var objects = await RenderAsync();
        var labels = (await DeploymentAsync(name)).Spec.Template.Metadata.Labels;

        var service = objects.OfType<V1Service>().Single(found => found.Name() == name);
        service.Spec.Selector.ShouldBeSubsetOf(labels);
        var budget = objects.OfType<V1PodDisruptionBudget>().Single(found => found.Name() == name);
        budget.Spec.Selector.MatchLabels.ShouldBeSubsetOf(labels);
        var deployment = await DeploymentAsync(name);
        deployment.Spec.Replicas.ShouldNotBeNull().ShouldBeGreaterThan(int.Parse(budget.Spec.MinAvailable.Value));
    }

    [Fact]
    public void A_misspelt_field_would_be_noticed()
    {
        var text = File.ReadAllText(Path.Combine(Base, "rail.yaml")).Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal);
        Should.Throw<Exception>(() => KubernetesYaml.LoadAllFromString(text, strict: true));
    }

    private static async Task<V1Deployment> DeploymentAsync(string name) =>
        (await RenderAsync()).OfType<V1Deployment>().Single(deployment => deployment.Name() == name);

    private static async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> RenderAsync()
    {
        var objects = KubernetesYaml.LoadAllFromString(await TextAsync(), strict: true);
        return [.. objects.Cast<IKubernetesObject<V1ObjectMeta>>()];
    }

    private static async Task<string> TextAsync()
    {
        if (File.Exists("/usr/bin/kubectl") || File.Exists("/usr/local/bin/kubectl"))
        {
            return await Shell.RunAsync("kubectl", "kustomize", Base);
        }
        var resources = File.ReadLines(Path.Combine(Base, "kustomization.yaml"))
            .SkipWhile(line => line != "resources:")
            .Skip(1)
            .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal))
            .Select(line => line[4..]);
        return string.Join("\n---\n", resources.Select(resource => File.ReadAllText(Path.Combine(Base, resource))));
    }
}
