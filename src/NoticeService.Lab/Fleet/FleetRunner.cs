using System.Diagnostics;
using Grpc.Net.Client;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;
using NoticeService.Protocol.V1;
using Measured = NoticeService.Domain.Samples.Sample;

namespace NoticeService.Lab.Fleet;

/// <summary>Steps a world in real time and lets its players talk to a service.</summary>
internal sealed class FleetRunner : IWorldObserver
{
    // A fleet that was suspended (a laptop that slept) goes on; it does not race to catch up.
    private const double MaxLagSeconds = 5;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    private readonly FleetOptions options;
    private readonly WorldNetwork network;
    private readonly TraceLibrary traces;
    private readonly IFleetDisplay display;
    private readonly FleetStatistics statistics = new();
    private readonly List<IPlayer> leaving = [];
    private IPlayer?[] players = [];
    private PlayerService.PlayerServiceClient[] clients = [];
    private FleetContext context = null!;
    private CancellationToken stopping;

    public FleetRunner(FleetOptions options, WorldNetwork network, TraceLibrary traces, IFleetDisplay display)
    {
        this.options = options;
        this.network = network;
        this.traces = traces;
        this.display = display;
    }

    public FleetStatistics Statistics => statistics;

    /// <summary>Runs until the duration is over or <paramref name="stop"/> is cancelled; returns within 3 s of that.</summary>
    public async Task<FleetSummary> RunAsync(CancellationToken stop)
    {
        var world = new World(options.World, network, traces, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var channels = Enumerable.Range(0, (world.Households.Count + options.StreamsPerConnection - 1) / options.StreamsPerConnection)
            .Select(_ => GrpcChannel.ForAddress(options.Target))
            .ToArray();
        clients = Array.ConvertAll(channels, channel => new PlayerService.PlayerServiceClient(channel));
        players = new IPlayer?[world.Households.Count];
        using var hangUp = new CancellationTokenSource();
        stopping = hangUp.Token;
        context = new FleetContext(statistics, network, world, display.Noticed, stopping);
        var simulation = TimeSpan.Zero;
        try
        {
            ConnectAll(world);
            simulation = await StepAsync(world, stop);
        }
        finally
        {
            await SayGoodbyeAsync(hangUp);
            foreach (var channel in channels)
            {
                channel.Dispose();
            }
        }

        return statistics.Summarise(context.Seconds, simulation.TotalSeconds);
    }

    public void SessionStarted(Session session) => Connect(session, TimeSpan.Zero);

    public void Sampled(Session session, in Measured sample) => players[session.Household.Index]?.Post(sample);

    public void SessionEnded(Session session)
    {
        if (players[session.Household.Index] is { } player)
        {
            player.End();
            players[session.Household.Index] = null;
            leaving.Add(player);
        }
    }

    private void ConnectAll(World world)
    {
        foreach (var session in world.Sessions)
        {
            Connect(session, options.Ramp * session.Household.Index / world.Households.Count);
        }
    }

    private void Connect(Session session, TimeSpan delay)
    {
        statistics.SessionStarted();
        var index = session.Household.Index;
        var client = clients[index / options.StreamsPerConnection];
        players[index] = new SeededRandom(options.World.Seed, 6, (ulong)index).NextDouble() < options.UnaryShare
            ? new ReportPlayer(session, client, context, delay, stopping)
            : new StreamPlayer(session, client, context, delay, stopping);
    }

    // Returns the time that the simulation itself took.
    private async Task<TimeSpan> StepAsync(World world, CancellationToken stop)
    {
        var script = new ScriptRunner(options.Script, world);
        double scriptStart = 0, skipped = 0;
        var simulation = TimeSpan.Zero;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(World.StepSeconds));
        try
        {
            while (context.Seconds < (options.Duration?.TotalSeconds ?? double.PositiveInfinity))
            {
                await timer.WaitForNextTickAsync(stop);
                var begin = Stopwatch.GetTimestamp();
                var target = context.Seconds - skipped;
                if (target - world.Seconds > MaxLagSeconds)
                {
                    skipped += target - world.Seconds;
                    target = world.Seconds;
                }

                foreach (var happened in script.Advance(world.Seconds - scriptStart))
                {
                    statistics.Happened(happened, context.Seconds);
                    display.Happened(happened, context.Seconds);
                }

                if (script.Done && options.LoopPause is { } pause && options.Script.Events.Count > 0
                    && world.Seconds - scriptStart > options.Script.Events[^1].AtS + pause.TotalSeconds)
                {
                    script = new ScriptRunner(options.Script, world);
                    scriptStart = world.Seconds;
                }

                while (world.Seconds + World.StepSeconds <= target)
                {
                    world.Step(this);
                }

                leaving.RemoveAll(player => player.Completion.IsCompleted);
                simulation += Stopwatch.GetElapsedTime(begin);
                display.Progress(statistics, context.Seconds);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to end.
        }

        return simulation;
    }

    private async Task SayGoodbyeAsync(CancellationTokenSource hangUp)
    {
        var all = players.OfType<IPlayer>().Concat(leaving).ToList();
        all.ForEach(player => player.End());
        var gone = Task.WhenAll(all.Select(player => player.Completion));
        await Task.WhenAny(gone, Task.Delay(Farewell, CancellationToken.None));
        await hangUp.CancelAsync();
        await Task.WhenAny(gone, Task.Delay(Farewell / 3, CancellationToken.None));
        if (gone.IsFaulted)
        {
            await gone;
        }
    }
}
