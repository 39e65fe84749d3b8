using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NoticeService.TestKit;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Manifests;

/// <summary>The Redis of the manifests, started as the manifests say, with its folders put into a temporary one.</summary>
public sealed class RedisManifestTests : IDisposable
{
    private const string Password = "a \"quoted\" \\ pass word";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-redis-");

    [Fact]
    public async Task Command_StartsAServerThatKeepsEveryWriteAndAsksForThePassword()
    {
        RequiredTool.Require("redis-server");
        var redisCli = RequiredTool.Require("redis-cli");
        var objects = await Rendering.ObjectsAsync("k8s/base");
        var redis = Assert.Single(objects, o => o.Kind == "StatefulSet");
        var container = Assert.Single(redis.Containers);
        var configuration = Assert.Single(objects, o => o.Name.StartsWith("notice-redis-config", StringComparison.Ordinal));
        foreach (var part in new[] { "data", "etc/redis", "run/redis" })
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, part));
        }

        var port = FreePort.Take();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "etc/redis/redis.conf"), Here(Yaml.Text(configuration.Root, "data", "redis.conf")) + $"\nbind 127.0.0.1\nport {port}\n");
        var command = Yaml.Items(container, "command").Select(Here).ToList();
        using var server = Process.Start(new ProcessStartInfo(command[0], command[1..]) { Environment = { ["REDISCLI_AUTH"] = Password }, RedirectStandardOutput = true })!;
        try
        {
            // The manifests' own probe, at the port of this test.
            var probe = string.Join(' ', Yaml.Items(container, "readinessProbe", "exec", "command").Skip(2)).Replace("redis-cli", $"redis-cli -p {port}", StringComparison.Ordinal);
            var since = Stopwatch.GetTimestamp();
            while (await ExitCodeAsync(probe, Password) != 0)
            {
                Assert.True(!server.HasExited && Stopwatch.GetElapsedTime(since) < Limit, "Redis does not answer.");
                await Task.Delay(20);
            }

            Assert.NotEqual(0, await ExitCodeAsync(probe, "wrong"));
            Assert.Equal("always", await SettingAsync(redisCli, port, "appendfsync"));
            Assert.Equal("yes", await SettingAsync(redisCli, port, "appendonly"));
            Assert.Equal("noeviction", await SettingAsync(redisCli, port, "maxmemory-policy"));
            Assert.Equal(1L << 30, long.Parse(await SettingAsync(redisCli, port, "maxmemory"), CultureInfo.InvariantCulture));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullName, "run/redis/password.conf")));
            }
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Connection_OfTheService_IsTheServiceOfRedis()
    {
        var objects = await Rendering.ObjectsAsync("k8s/base");
        var (_, container) = await Rendering.ServiceAsync("k8s/base");
        var connection = Yaml.Text(Assert.Single(Yaml.Maps(container, "env"), e => Yaml.Text(e, "name") == "Redis__Connection"), "value");
        var service = Assert.Single(objects, o => o is { Kind: "Service", Name: "notice-redis" });
        Assert.StartsWith($"{service.Name}:{Yaml.Text(Assert.Single(Yaml.Maps(service.Root, "spec", "ports")), "port")},", connection, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Here(string text) => text
        .Replace("/etc/redis", Path.Combine(folder.FullName, "etc/redis"), StringComparison.Ordinal)
        .Replace("/run/redis", Path.Combine(folder.FullName, "run/redis"), StringComparison.Ordinal)
        .Replace("dir /data", "dir " + Path.Combine(folder.FullName, "data"), StringComparison.Ordinal);

    private static async Task<int> ExitCodeAsync(string script, string password)
    {
        using var probe = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { Environment = { ["REDISCLI_AUTH"] = password }, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await probe.WaitForExitAsync();
        return probe.ExitCode;
    }

    private static async Task<string> SettingAsync(string redisCli, int port, string setting)
    {
        using var ask = Process.Start(new ProcessStartInfo(redisCli, ["-p", port.ToString(CultureInfo.InvariantCulture), "config", "get", setting]) { Environment = { ["REDISCLI_AUTH"] = Password }, RedirectStandardOutput = true })!;
        var answer = await ask.StandardOutput.ReadToEndAsync();
        await ask.WaitForExitAsync();
        return answer.Split('\n')[1];
    }
}
