using System.Globalization;
using NoticeService.Lab.Commands;

namespace NoticeService.Lab.Bench;

/// <summary>
/// What one idle session costs beyond its stream: the same calls at rest against the whole service and against a handler that
/// keeps nothing, each in a process of its own. What counts is the growth from few streams to many, of what is alive after
/// a full collection, so that neither the size of the program nor garbage matters.
/// </summary>
internal sealed class MemoryBench(BenchServers servers, string server, TextWriter output)
{
    private const int Few = 2_000;
    private const int Many = 10_000;
    private const int Target = 600;

    public async Task RunAsync(CancellationToken stop)
    {
        var bare = await SlopeAsync(BenchServers.StartBareAsync, stop);
        var service = await SlopeAsync(servers.StartServiceAsync, stop);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Watch calls at rest, from {Few:N0} to {Many:N0}, 100 a connection; after a full collection:"));
        output.WriteLine();
        output.WriteLine("| server | live bytes a stream | resident bytes a stream |");
        output.WriteLine("| --- | --- | --- |");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| a handler that keeps nothing | {bare.Live:N0} | {bare.Resident:N0} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the whole service | {service.Live:N0} | {service.Resident:N0} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| one idle session (target: {Target} live bytes) | {service.Live - bare.Live:N0} | {service.Resident - bare.Resident:N0} |"));
    }

    private async Task<(double Live, double Resident)> SlopeAsync(Func<Task<ServerUnderTest>> start, CancellationToken stop)
    {
        using var target = await start();
        using var streams = new IdleStreams(target.Address, server);
        await streams.GrowAsync(Few, stop);
        var few = await SettledAsync(target, stop);
        await streams.GrowAsync(Many, stop);
        var many = await SettledAsync(target, stop);
        if (streams.Ended > 0)
        {
            throw new CommandError($"{streams.Ended} streams did not stay open.");
        }

        return ((many.Live - few.Live) / (double)(Many - Few), (many.Resident - few.Resident) / (double)(Many - Few));
    }

    // The windows of the last samples must be written and the norms be loaded: then the session is at rest.
    private static async Task<(long Live, long Resident)> SettledAsync(ServerUnderTest target, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromSeconds(25), stop);
        return await target.CollectAsync(stop);
    }
}
