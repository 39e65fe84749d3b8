using Microsoft.Extensions.Hosting;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// The operators' suspensions as this pod last heard them from the store. The store decides again at each admission; this
/// spares it the asking, and stops a notice that was admitted just before. Thread-safe.
/// </summary>
public sealed class SuspensionBoard(IAdmissionStore store, LoopGuard guard, TimeProvider time) : BackgroundService
{
    /// <summary>How often the store is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A pod that has not heard from the store for this long sends nothing.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(1);

    private volatile Heard heard = new([], null);

    public IReadOnlyList<Suspension> Current => heard.Suspensions;

    /// <summary>Whether the list was confirmed within <see cref="TrustedFor"/>.</summary>
    public bool IsConfirmed => heard.Timestamp is { } at && time.GetElapsedTime(at) <= TrustedFor;

    /// <summary>Whether a notice to a viewer of this ISP, of this cohort, is suspended.</summary>
    public bool Suspends(string isp, string cohort)
    {
        foreach (var suspension in heard.Suspensions)
        {
            if (suspension.Scope == "all" || suspension.Scope == $"isp:{isp}" || suspension.Scope == $"cohort:{cohort}")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks the store.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        // Before the call: what it tells may be as old as its beginning.
        var asked = time.GetTimestamp();
        heard = new(await store.ListSuspensionsAsync(cancellationToken), asked);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("suspensions", RoundAsync, stoppingToken);
        }
    }

    private sealed record Heard(IReadOnlyList<Suspension> Suspensions, long? Timestamp);
}
