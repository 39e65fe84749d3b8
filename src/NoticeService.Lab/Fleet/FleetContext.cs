using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using NoticeService.Lab.Simulation;
using NoticeService.Protocol.V1;

namespace NoticeService.Lab.Fleet;

/// <summary>What all players of a fleet share. Thread-safe.</summary>
internal sealed class FleetContext(FleetStatistics statistics, WorldNetwork network, World world, Action<ReceivedNotice> noticed, CancellationToken stopping)
{
    private const string ForwardedFor = "x-forwarded-for";
    private const string RetryAfter = "retry-after-ms";
    private const double DismissedShare = 0.2;

    private readonly long started = Stopwatch.GetTimestamp();

    public FleetStatistics Statistics => statistics;

    /// <summary>Fleet time, s.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(started).TotalSeconds;

    /// <summary>A player on loopback stands for one behind its own address; the service trusts loopback as a proxy.</summary>
    public static Metadata Headers(Session session) => new() { { ForwardedFor, session.Household.Address } };

    /// <summary>How long the service asks to stay away, if it does.</summary>
    public static TimeSpan? AskedDelay(RpcException error) =>
        error.Trailers.FirstOrDefault(entry => entry.Key == RetryAfter) is { } entry
        && long.TryParse(entry.Value, CultureInfo.InvariantCulture, out var ms)
        && ms is > 0 and < 3_600_000
            ? TimeSpan.FromMilliseconds(ms)
            : null;

    public void Accepted(Session session, string resolvedIsp) =>
        statistics.Accepted(resolvedIsp, network.Isps[session.Household.Isp].Id);

    public void Received(Session session, Notice notice) => noticed(statistics.Received(session, world, notice.Text, Seconds));

    /// <summary>What a viewer does with a notice: it appears after a moment, and some wave it away.</summary>
    /// <param name="notice">What came.</param>
    /// <param name="acknowledge">Takes a receipt; must not block.</param>
    public async Task ShowAsync(Notice notice, Action<NoticeReceipt> acknowledge)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.3 + Random.Shared.NextDouble()), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        acknowledge(new NoticeReceipt { NoticeId = notice.NoticeId, Kind = ReceiptKind.Displayed });
        if (Random.Shared.NextDouble() < DismissedShare)
        {
            await Task.Delay(TimeSpan.FromSeconds(2 + 6 * Random.Shared.NextDouble()), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            acknowledge(new NoticeReceipt { NoticeId = notice.NoticeId, Kind = ReceiptKind.Dismissed });
        }
    }
}
