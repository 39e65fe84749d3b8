using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NoticeService.Lab.Commands;
using NoticeService.Lab.Fleet;
using NoticeService.Lab.History;

namespace NoticeService.Lab.Demo;

/// <summary>The whole story: history, service, players, narration, and a clean end.</summary>
internal sealed class DemoRunner(DemoOptions options, Func<string, IDemoDisplay> makeDisplay, TextWriter output)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <paramref name="stop"/> is cancelled or the fleet's duration is over; leaves no process behind.</summary>
    /// <exception cref="CommandError">A port is taken, the service did not start, or it ended on its own.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        CheckPort("console", options.Console);
        CheckPort("gRPC", options.Grpc);
        var history = Prepare(stop);
        var log = Path.Combine(options.Folder, "service.log");
        FleetSummary? summary = null;
        var service = ServiceProcess.Start(
            options.Service,
            ["--console", options.Console, "--grpc", options.Grpc, "--config", options.Config, "--history", history, "--data", Path.Combine(options.Folder, "data")],
            log);
        try
        {
            output.WriteLine($"Service: process {service.Id}, its log in {log}");
            using var console = new ConsoleClient(options.Console);
            if (await WaitUntilReadyAsync(service, console, stop))
            {
                summary = await PlayAsync(service, console, stop);
            }
        }
        finally
        {
            await service.DisposeAsync();
        }

        foreach (var line in summary?.ToLines() ?? [])
        {
            output.WriteLine(line);
        }
    }

    private string Prepare(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Folder);

        // A viewer sees one notice a day: with yesterday's store the second demo would show none.
        var data = Path.Combine(options.Folder, "data");
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        var history = Path.Combine(options.Folder, "calm-history.csv");
        var rows = CalmHistory.Write(history, options.Fleet.World, options.Network, options.Traces, CalmHistory.DefaultWindows, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), stop);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"History: {rows:N0} rows of calm, synthetic and labelled so, for {options.Fleet.World.Households:N0} households, since norms take days to grow"));
        return history;
    }

    private static void CheckPort(string what, string address)
    {
        if (!IPEndPoint.TryParse(address, out var endpoint) || endpoint.Port == 0)
        {
            throw new CommandError($"The {what} address {address} is not an IP address and port, such as 127.0.0.1:5080.");
        }

        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel binds: a connection of the run before, still in TIME_WAIT, is no obstacle.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endpoint);
            socket.Listen(1);
        }
        catch (SocketException error)
        {
            throw new CommandError($"The {what} address {address} cannot be used: {error.Message}. Is another demo or service running? Choose other ports with --console and --grpc.", error);
        }
    }

    // False when asked to stop meanwhile.
    private static async Task<bool> WaitUntilReadyAsync(ServiceProcess service, ConsoleClient console, CancellationToken stop)
    {
        var deadline = DateTime.UtcNow + ReadyWithin;
        while (!stop.IsCancellationRequested)
        {
            if (service.Exited.IsCompleted)
            {
                throw service.Obituary("The service did not start");
            }

            if (await console.IsReadyAsync(CancellationToken.None))
            {
                return true;
            }

            if (DateTime.UtcNow > deadline)
            {
                throw service.Obituary($"The service was not ready within {ReadyWithin.TotalSeconds:N0} s");
            }

            await Task.WhenAny(service.Exited, Task.Delay(200, stop));
        }

        return false;
    }

    private async Task<FleetSummary> PlayAsync(ServiceProcess service, ConsoleClient console, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var title = $"NoticeService demo. The page: http://{options.Console}/   gRPC: {options.Grpc}";
        using var display = makeDisplay(title);
        display.Say($"players connect; the page, with the reasons in full, is http://{options.Console}/");
        var fleet = new FleetRunner(options.Fleet, options.Network, options.Traces, display).RunAsync(over.Token);
        var narration = NarrateAsync(console, display, over.Token);
        var first = await Task.WhenAny(fleet, service.Exited);
        var died = first != fleet && !stop.IsCancellationRequested;
        await over.CancelAsync();
        await narration;
        var summary = await fleet;

        // A Ctrl-C at a terminal reaches the child too, and it may be the quicker one.
        return died && !stop.IsCancellationRequested ? throw service.Obituary("The service ended on its own") : summary;
    }

    private static async Task NarrateAsync(ConsoleClient console, IDemoDisplay display, CancellationToken over)
    {
        var watch = new VerdictWatch();
        try
        {
            while (true)
            {
                if (await console.NowAsync(over) is { } now)
                {
                    foreach (var line in watch.Look(now))
                    {
                        display.Say(line);
                    }

                    display.Now(now);
                }

                await Task.Delay(LookEvery, over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The story is over.
        }
    }
}
