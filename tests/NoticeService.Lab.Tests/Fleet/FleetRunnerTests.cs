using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Tests.Simulation;
using NoticeService.Protocol.V1;

namespace NoticeService.Lab.Tests.Fleet;

public sealed class FleetRunnerTests
{
    private const int Players = 60;

    [Fact]
    public async Task RunAsync_AFewSeconds_EveryPlayerStartsFromItsOwnAddressAndReports()
    {
        await using var service = await RecordingService.StartAsync();
        var runner = Runner(service.Address, TimeSpan.FromSeconds(4));

        var summary = await runner.RunAsync(TestContext.Current.CancellationToken);

        var addresses = TestWorlds.Make(seed: 1, households: Players).Households.ToDictionary(household => household.UserId, household => household.Address);
        Assert.True(service.Log.Starts.Count >= Players);
        Assert.All(service.Log.Starts, start => Assert.Equal(addresses[start.Start.UserId], start.Address));
        Assert.Equal(service.Log.Samples.Count, summary.SamplesSent);
        Assert.True(summary.SamplesSent > 0);
        Assert.Empty(summary.ErrorsByStatus);
        Assert.Equal(0, summary.Reconnects);
        Assert.All(service.Log.Samples, sample => Assert.NotEqual("", sample.Server));
    }

    [Fact]
    public async Task RunAsync_ANotice_IsCountedAndItsReceiptComesBack()
    {
        await using var service = await RecordingService.StartAsync(log => log.NoticeText = "The Comcast network is crowded right now.");
        using var stop = new CancellationTokenSource();
        var running = Runner(service.Address, duration: null).RunAsync(stop.Token);

        await service.Log.ReceiptSeen.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        var summary = await running;

        Assert.Equal(ReceiptKind.Displayed, service.Log.Receipts.First().Kind);
        Assert.Equal(summary.Notices, summary.NoticesByCulprit[NoticeClass.Isp]);
        Assert.Equal(summary.Notices, summary.NoticesOutsideAnyCrowding);
    }

    [Fact]
    public async Task RunAsync_BrokenStreamsAndDrains_PlayersComeBackAndErrorsAreCountedByStatus()
    {
        await using var service = await RecordingService.StartAsync(log =>
        {
            log.Troubles.Enqueue(_ => throw new RpcException(new Status(StatusCode.Unavailable, "gone")));
            log.Troubles.Enqueue(_ => throw new RpcException(new Status(StatusCode.ResourceExhausted, "full"), new Metadata { { "retry-after-ms", "200" } }));
            log.Troubles.Enqueue(responses => responses.WriteAsync(new WatchResponse { Reconnect = new Reconnect { DelayMs = 50 } }));
        });
        var runner = Runner(service.Address, TimeSpan.FromSeconds(5));

        var summary = await runner.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, summary.ErrorsByStatus["Unavailable"]);
        Assert.Equal(1, summary.ErrorsByStatus["ResourceExhausted"]);
        Assert.Equal(3, summary.Reconnects);
        var again = service.Log.Starts.GroupBy(start => start.Start.SessionId).Count(session => session.Count() == 2);
        Assert.Equal(3, again);
    }

    [Fact]
    public async Task RunAsync_NobodyListens_PlayersKeepTryingAndTheFleetStillEnds()
    {
        // Bound, so that no other test can get the port, and not listening.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var runner = Runner($"http://{nobody.LocalEndPoint}", duration: null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = runner.RunAsync(stop.Token);
        while (!running.IsCompleted && runner.Statistics.Errors <= Players)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        var summary = await running;

        Assert.Equal(["Unavailable"], summary.ErrorsByStatus.Keys);
        Assert.Equal(0, summary.SamplesSent);
    }

    [Fact]
    public async Task RunAsync_UnaryPlayers_SendBatchesThatNameTheirSessionAndSayGoodbye()
    {
        await using var service = await RecordingService.StartAsync();
        var runner = Runner(service.Address, TimeSpan.FromSeconds(3), unaryShare: 1);

        var summary = await runner.RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(service.Log.Starts);
        Assert.All(service.Log.Reports, report => Assert.NotEqual("", report.Start.SessionId));
        Assert.Equal(summary.SamplesSent, service.Log.Reports.Sum(report => report.Samples.Count));
        Assert.True(service.Log.Reports.Count(report => report.Ended) >= Players);
    }

    private static FleetRunner Runner(string target, TimeSpan? duration, double unaryShare = 0) => new(
        new FleetOptions
        {
            Target = target,
            World = new WorldOptions { Seed = 1, Households = Players },
            Script = CrowdingScript.Calm,
            Duration = duration,
            Ramp = TimeSpan.FromMilliseconds(500),
            UnaryShare = unaryShare,
            StreamsPerConnection = 20,
        },
        TestWorlds.Network,
        TestWorlds.Traces,
        new LineDisplay(TextWriter.Null));
}
