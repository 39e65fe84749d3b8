using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>What holds for everything that runs in the cluster, ours and Redis.</summary>
public sealed partial class WorkloadTests
{
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];
    private static readonly string[] Amounts = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    public static TheoryData<string> Folders() => [.. Rendering.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Image_HasATagThatStays(string folder)
    {
        foreach (var image in (await WorkloadsAsync(folder)).SelectMany(w => w.Containers).Select(c => Yaml.Text(c, "image")))
        {
            Assert.Matches(@"^[a-z-]+:\d+\.\d+\.\d+", image);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Container_MayDoNothingItNeedNot(string folder)
    {
        foreach (var workload in await WorkloadsAsync(folder))
        {
            Assert.Equal("true", Yaml.Text(workload.PodSpec, "securityContext", "runAsNonRoot"));
            Assert.NotEqual("0", Yaml.Text(workload.PodSpec, "securityContext", "runAsUser"));
            Assert.Equal("RuntimeDefault", Yaml.Text(workload.PodSpec, "securityContext", "seccompProfile", "type"));
            Assert.Equal("false", Yaml.Text(workload.PodSpec, "automountServiceAccountToken"));
            Assert.All(workload.Containers, container =>
            {
                Assert.Equal("true", Yaml.Text(container, "securityContext", "readOnlyRootFilesystem"));
                Assert.Equal("false", Yaml.Text(container, "securityContext", "allowPrivilegeEscalation"));
                Assert.Equal(["ALL"], Yaml.Items(container, "securityContext", "capabilities", "drop"));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Container_SaysWhatItTakesAndHowItIs(string folder)
    {
        foreach (var container in (await WorkloadsAsync(folder)).SelectMany(w => w.Containers))
        {
            Assert.All(Amounts, amount => Assert.Matches(@"^\d", Yaml.Text(container, ["resources", .. amount.Split('.')])));
            Assert.All(Probes, probe => Assert.NotNull(Yaml.Find(container, probe)));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Selector_OfAnyKind_FindsItsPods(string folder)
    {
        var objects = await Rendering.ObjectsAsync(folder);
        var pods = objects.Where(o => o.HasPods).Select(o => o.PodLabels).ToList();
        foreach (var manifest in objects)
        {
            var selector = manifest.Kind switch
            {
                "Service" => Yaml.Map(manifest.Root, "spec", "selector"),
                "Deployment" or "StatefulSet" or "PodDisruptionBudget" => Yaml.Map(manifest.Root, "spec", "selector", "matchLabels"),
                "NetworkPolicy" when pods.Count > 1 || manifest.Name == "notice-service" => Yaml.Map(manifest.Root, "spec", "podSelector", "matchLabels"),
                _ => null,
            };
            if (selector is not null)
            {
                Assert.True(Finds(selector, pods) == 1, $"{manifest} selects {Finds(selector, pods)} workloads.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Spread_IsOverTheWorkloadsOwnPods(string folder)
    {
        foreach (var workload in await WorkloadsAsync(folder))
        {
            Assert.All(
                Yaml.Maps(workload.PodSpec, "topologySpreadConstraints"),
                constraint => Assert.Equal(1, Finds(Yaml.Map(constraint, "labelSelector", "matchLabels"), [workload.PodLabels])));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Port_ThatAnybodyNames_IsOneOfAContainer(string folder)
    {
        var objects = await Rendering.ObjectsAsync(folder);
        foreach (var service in objects.Where(o => o.Kind is "Service" or "NetworkPolicy"))
        {
            var selector = Yaml.Map(service.Root, service.Kind == "Service" ? ["spec", "selector"] : ["spec", "podSelector", "matchLabels"]);
            var named = objects.Where(o => o.HasPods && Finds(selector, [o.PodLabels]) == 1)
                .SelectMany(o => o.Containers).SelectMany(c => Yaml.Maps(c, "ports"))
                .ToDictionary(p => Yaml.Text(p, "name"), p => Yaml.Text(p, "containerPort"), StringComparer.Ordinal);
            if (service.Kind == "Service")
            {
                Assert.All(Yaml.Maps(service.Root, "spec", "ports"), p => Assert.Equal(Yaml.Text(p, "port"), named[Yaml.Text(p, "targetPort")]));
            }
            else if (named.Count > 0)
            {
                var used = Yaml.Maps(service.Root, "spec", "ingress").SelectMany(rule => Yaml.Maps(rule, "ports")).Select(p => Yaml.Text(p, "port"));
                Assert.All(used, port => Assert.Contains(port, named.Keys));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Probe_OverHttp_NamesAPortOfItsContainer(string folder)
    {
        foreach (var container in (await WorkloadsAsync(folder)).SelectMany(w => w.Containers))
        {
            var ports = Yaml.Maps(container, "ports").Select(p => Yaml.Text(p, "name")).ToList();
            var probed = Probes.Select(probe => Yaml.Find(container, probe, "httpGet", "port")).OfType<YamlScalarNode>();
            Assert.All(probed, port => Assert.Contains(port.Value, ports));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task ConfigMap_ThatIsUsed_IsThere(string folder)
    {
        var objects = await Rendering.ObjectsAsync(folder);
        var there = objects.Where(o => o.Kind == "ConfigMap").Select(o => o.Name).ToList();
        foreach (var workload in objects.Where(o => o.HasPods))
        {
            var used = Yaml.Maps(workload.PodSpec, "volumes").Select(v => Yaml.Find(v, "configMap", "name"))
                .Concat(workload.Containers.SelectMany(c => Yaml.Maps(c, "envFrom")).Select(e => Yaml.Find(e, "configMapRef", "name")));
            Assert.All(used.OfType<YamlScalarNode>(), name => Assert.Contains(name.Value, there));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Mount_IsOfAVolumeThatIsThere(string folder)
    {
        foreach (var workload in await WorkloadsAsync(folder))
        {
            var volumes = Yaml.Maps(workload.PodSpec, "volumes").Select(v => Yaml.Text(v, "name"))
                .Concat(Yaml.Maps(workload.Root, "spec", "volumeClaimTemplates").Select(v => Yaml.Text(v, "metadata", "name"))).ToList();
            var mounts = workload.Containers.SelectMany(c => Yaml.Maps(c, "volumeMounts")).ToList();
            Assert.All(mounts, mount => Assert.Contains(Yaml.Text(mount, "name"), volumes));

            // A file that is mounted by itself is never renewed.
            Assert.All(mounts, mount => Assert.Null(Yaml.Find(mount, "subPath")));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Secret_IsReferredToAndNeverWritten(string folder)
    {
        var objects = await Rendering.ObjectsAsync(folder);
        Assert.DoesNotContain(objects, o => o.Kind == "Secret");
        foreach (var variable in objects.Where(o => o.HasPods).SelectMany(o => o.Containers).SelectMany(c => Yaml.Maps(c, "env")))
        {
            if (Yaml.Find(variable, "value") is YamlScalarNode { Value: { } value } && Yaml.Text(variable, "name") is var name)
            {
                Assert.False(Secretive().IsMatch(name) && !value.StartsWith('/'), $"{name} is written into the manifest.");
                Assert.DoesNotMatch(@"password=(?!\$\()", value);
            }
        }
    }

    [Fact]
    public async Task Secret_ThatIsNeeded_IsToldInTheReadme()
    {
        var readme = TestKit.Repository.RepositoryFiles.Read("k8s/README.md");
        foreach (var folder in Rendering.Folders)
        {
            foreach (var workload in await WorkloadsAsync(folder))
            {
                var volumes = Yaml.Maps(workload.PodSpec, "volumes").Select(v => Yaml.Find(v, "secret", "secretName"));
                var variables = workload.Containers.SelectMany(c => Yaml.Maps(c, "env")).Select(e => Yaml.Find(e, "valueFrom", "secretKeyRef", "name"));
                Assert.All(volumes.Concat(variables).OfType<YamlScalarNode>(), name => Assert.Contains($"create secret generic {name.Value}", readme, StringComparison.Ordinal));
            }
        }
    }

    private static async Task<IReadOnlyList<Manifest>> WorkloadsAsync(string folder)
    {
        var workloads = (await Rendering.ObjectsAsync(folder)).Where(o => o.HasPods).ToList();
        Assert.NotEmpty(workloads);
        return workloads;
    }

    private static int Finds(YamlMappingNode selector, IReadOnlyList<IReadOnlyDictionary<string, string>> pods)
    {
        var wanted = Yaml.Texts(selector);
        return pods.Count(labels => wanted.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value));
    }

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|AUTH|KEY", RegexOptions.IgnoreCase)]
    private static partial Regex Secretive();
}
