using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NoticeService.Lab.Commands;
using NoticeService.Lab.Demo;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Tests.Simulation;

namespace NoticeService.Lab.Tests.Demo;

public sealed class DemoRunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-demo-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_PortTaken_SaysWhichAndWhatToDo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;

        var error = await Assert.ThrowsAsync<CommandError>(() => Runner(console: address, grpc: Free()).RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        Assert.Contains("--console", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "service.log")));
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1")]
    public async Task RunAsync_NotAnEndpoint_SaysSo(string address)
    {
        var error = await Assert.ThrowsAsync<CommandError>(() => Runner(console: address, grpc: Free()).RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("IP address and port", error.Message, StringComparison.Ordinal);
    }

    // The laboratory itself, which knows none of the service's options, is a service that fails to start.
    [Fact]
    public async Task RunAsync_ServiceThatFails_ShowsItsLastLinesAndItsLog()
    {
        var error = await Assert.ThrowsAsync<CommandError>(() => Runner(Free(), Free()).RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("did not start (exit code 2)", error.Message, StringComparison.Ordinal);
        Assert.Contains("service.log", error.Message, StringComparison.Ordinal);
        var log = await File.ReadAllLinesAsync(Path.Combine(folder, "service.log"), TestContext.Current.CancellationToken);
        Assert.Contains(log, line => line.Contains("--console", StringComparison.Ordinal));
        Assert.Contains(log.Last(line => line.Length > 0), error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "calm-history.csv.label.json")));
    }

    [Fact]
    public async Task RunAsync_StoreOfTheRunBefore_IsRemoved()
    {
        var old = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(old, "old"), "", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<CommandError>(() => Runner(Free(), Free()).RunAsync(TestContext.Current.CancellationToken));

        Assert.False(Directory.Exists(old));
    }

    private static string Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private DemoRunner Runner(string console, string grpc) => new(
        new DemoOptions
        {
            Service = typeof(CommandError).Assembly.Location,
            Config = "notices.json",
            Console = console,
            Grpc = grpc,
            Folder = folder,
            Network = TestWorlds.Network,
            Traces = TestWorlds.Traces,
            Fleet = new FleetOptions { Target = "http://" + grpc, World = new WorldOptions { Seed = 1, Households = 50 }, Script = CrowdingScript.Calm },
        },
        _ => new PlainDemoDisplay(TextWriter.Null),
        TextWriter.Null);
}
