using System.Net;
using Microsoft.Extensions.Hosting;
using NoticeService.Access;
using NoticeService.Commands;
using NoticeService.Hosting;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Journal;
using NoticeService.Redis;
using NoticeService.Redis.Embedded;
using NoticeService.Telemetry;
using NoticeService.TestKit.Repository;
using YamlDotNet.RepresentationModel;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>The deployment against the program that it starts.</summary>
public sealed class ServiceManifestTests
{
    public static TheoryData<string> Folders() => [.. Rendering.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Arguments_AreThoseOfTheCommandLine(string folder)
    {
        var (_, container) = await Rendering.ServiceAsync(folder);
        Assert.Empty(ServeCommand.Create().Parse([.. Yaml.Items(container, "args")]).Errors);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Ports_AreThoseOfTheArguments(string folder)
    {
        var (_, container) = await Rendering.ServiceAsync(folder);
        foreach (var port in Yaml.Maps(container, "ports"))
        {
            var listen = IPEndPoint.Parse(Argument(container, "--" + Yaml.Text(port, "name")));
            Assert.Equal(Yaml.Text(port, "containerPort"), listen.Port.ToString(null, null));
            Assert.Equal(IPAddress.Any, listen.Address);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Probes_AskTheConsoleForHealth(string folder)
    {
        var (deployment, container) = await Rendering.ServiceAsync(folder);
        string Path(string probe) => Yaml.Text(container, probe, "httpGet", "path");
        Assert.Equal(("/healthz/live", "/healthz/live", "/healthz/ready"), (Path("startupProbe"), Path("livenessProbe"), Path("readinessProbe")));
        Assert.All(["startupProbe", "livenessProbe", "readinessProbe"], probe => Assert.Equal("console", Yaml.Text(container, probe, "httpGet", "port")));
        var annotations = Yaml.Texts(Yaml.Map(deployment.Root, "spec", "template", "metadata", "annotations"));
        Assert.Equal((MetricsEndpoint.Path, "5080"), (annotations["prometheus.io/path"], annotations["prometheus.io/port"]));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Service_OfPlayers_SpeaksH2c(string folder)
    {
        var service = Assert.Single(await Rendering.ObjectsAsync(folder), o => o is { Kind: "Service", Name: "notice-service" });
        var port = Assert.Single(Yaml.Maps(service.Root, "spec", "ports"));
        Assert.Equal(("grpc", "kubernetes.io/h2c"), (Yaml.Text(port, "targetPort"), Yaml.Text(port, "appProtocol")));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Configuration_IsMountedWhereTheServiceLooks(string folder)
    {
        var (deployment, container) = await Rendering.ServiceAsync(folder);
        var file = Argument(container, "--config");
        var mount = Assert.Single(Yaml.Maps(container, "volumeMounts"), m => file.StartsWith(Yaml.Text(m, "mountPath") + "/", StringComparison.Ordinal));
        var volume = Assert.Single(Yaml.Maps(deployment.PodSpec, "volumes"), v => Yaml.Text(v, "name") == Yaml.Text(mount, "name"));
        var map = Assert.Single(await Rendering.ObjectsAsync(folder), o => o.Kind == "ConfigMap" && o.Name == Yaml.Text(volume, "configMap", "name"));

        // Without a hash in its name: the change reaches the pods that run.
        Assert.Equal("notice-service-config", map.Name);
        var text = Yaml.Text(map.Root, "data", Path.GetFileName(file));
        Assert.Equal(RepositoryFiles.Read("src/NoticeService/notices.json"), text);
        Assert.NotEmpty(Load(text).Cohorts);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Variables_AreSettingsThatTheServiceHas(string folder)
    {
        var (_, container) = await Rendering.ServiceAsync(folder);
        var sections = new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            [ServiceOptions.Section] = typeof(ServiceOptions),
            [HouseholdKeyOptions.Section] = typeof(HouseholdKeyOptions),
            [RedisOptions.Section] = typeof(RedisOptions),
            [EmbeddedStoreOptions.Section] = typeof(EmbeddedStoreOptions),
            [TelemetryOptions.Section] = typeof(TelemetryOptions),
            [AccessOptions.Section] = typeof(AccessOptions),
            [JournalOptions.Section] = typeof(JournalOptions),
        };
        var settings = Yaml.Maps(container, "env").Select(e => Yaml.Text(e, "name")).Where(n => n.Contains("__", StringComparison.Ordinal)).ToList();
        Assert.Contains("Redis__Connection", settings);
        Assert.Contains("Households__KeyFile", settings);
        Assert.Contains("Access__PlayerKeys", settings);
        Assert.Contains("Access__OperatorKeys", settings);
        Assert.All(settings, setting =>
        {
            var parts = setting.Split("__");
            Assert.NotNull(sections[parts[0]].GetProperty(parts[1]));
        });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Variable_UsesOnlyThoseBeforeIt(string folder)
    {
        // A later one is left as it is written.
        var (_, container) = await Rendering.ServiceAsync(folder);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in Yaml.Maps(container, "env"))
        {
            if (Yaml.Find(variable, "value") is YamlScalarNode { Value: { } value })
            {
                var used = System.Text.RegularExpressions.Regex.Matches(value, @"\$\((\w+)\)").Select(match => match.Groups[1].Value);
                Assert.All(used, name => Assert.Contains(name, known));
            }

            known.Add(Yaml.Text(variable, "name"));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task PodName_IsTheClustersName(string folder)
    {
        var (_, container) = await Rendering.ServiceAsync(folder);
        var variables = Yaml.Maps(container, "env").ToDictionary(e => Yaml.Text(e, "name"), StringComparer.Ordinal);
        Assert.Equal("metadata.name", Yaml.Text(variables["POD_NAME"], "valueFrom", "fieldRef", "fieldPath"));
        Assert.Equal("$(POD_NAME)", Yaml.Text(variables["NoticeService__Pod"], "value"));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task GracePeriod_CoversTheWholeFarewell(string folder)
    {
        var (deployment, container) = await Rendering.ServiceAsync(folder);
        var farewell = TimeSpan.FromSeconds(int.Parse(Yaml.Text(container, "lifecycle", "preStop", "sleep", "seconds"), null))
            + new ServiceOptions().ReconnectSpread
            + new HostOptions().ShutdownTimeout
            + (2 * new TelemetryOptions().FlushTimeout);
        Assert.InRange(int.Parse(Yaml.Text(deployment.PodSpec, "terminationGracePeriodSeconds"), null), farewell.TotalSeconds, 300);
    }

    [Fact]
    public async Task Prod_RunsAtLeastThreePodsAndBudgetsOne()
    {
        var (deployment, _) = await Rendering.ServiceAsync("k8s/overlays/prod");
        Assert.InRange(int.Parse(Yaml.Text(deployment.Root, "spec", "replicas"), null), 3, 100);
        var budget = Assert.Single(await Rendering.ObjectsAsync("k8s/overlays/prod"), o => o.Kind == "PodDisruptionBudget");
        Assert.Equal("1", Yaml.Text(budget.Root, "spec", "maxUnavailable"));
    }

    // From a folder of its own, as in the pod: what it names beside itself is not there.
    private static NoticeConfiguration Load(string text)
    {
        var folder = Directory.CreateTempSubdirectory("notice-config-");
        try
        {
            var file = Path.Combine(folder.FullName, "notices.json");
            File.WriteAllText(file, text);
            return new ConfigurationLoader().Load(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Argument(YamlNode container, string option)
    {
        var all = Yaml.Items(container, "args").ToList();
        return all[all.IndexOf(option) + 1];
    }
}
