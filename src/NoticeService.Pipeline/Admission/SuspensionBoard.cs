using Microsoft.Extensions.Hosting;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// The operators' suspensions as this pod last heard them from the store. The store decides again at each admission; this
/// spares it the asking, and stops a notice that was admitted just before. Thread-safe.
/// </summary>
/// <remarks>
/// A failover to a replica that lags can lift a suspension: the epoch then falls below one that was seen here, nothing counts as
/// confirmed, and this pod sends nothing until the store catches up or an operator gives any order, whose epoch is above all
/// before. Not covered: a suspension that no pod had read before its primary was lost (a wait for a replica is for that), and a
/// pod that starts after the failover, which has seen nothing and takes the store's word. For up to <see cref="Interval"/> after the
/// failover the store may admit what was suspended; the list held here still refuses it, but not on a pod that had never read it.
/// </remarks>
public sealed class SuspensionBoard(IAdmissionStore store, LoopGuard guard, TimeProvider time) : BackgroundService
{
    /// <summary>How often the store is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A pod that has not heard from the store for this long sends nothing.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(1);

    private volatile Heard heard = new([], 0, null);

    public IReadOnlyList<Suspension> Current => heard.Suspensions;

    /// <summary>Whether the list was confirmed within <see cref="TrustedFor"/>.</summary>
    public bool IsConfirmed => heard.Timestamp is { } at && time.GetElapsedTime(at) <= TrustedFor;

    /// <summary>Whether the store has forgotten orders: its epoch is below one that this pod has seen.</summary>
    public bool IsSetBack { get; private set; }

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
    /// <exception cref="StoreUnavailableException">The store did not answer, or has forgotten orders.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        // Before the call: what it tells may be as old as its beginning.
        var asked = time.GetTimestamp();
        var list = await store.ListSuspensionsAsync(cancellationToken);
        IsSetBack = list.Epoch < heard.Epoch;
        if (IsSetBack)
        {
            heard = heard with { Timestamp = null };
            throw new StoreUnavailableException(
                $"The store's suspension epoch fell from {heard.Epoch} to {list.Epoch}: it has forgotten operators' orders. No notice goes out until an operator suspends or resumes something.");
        }

        heard = new(list.Suspensions, list.Epoch, asked);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("suspensions", RoundAsync, stoppingToken);
        }
    }

    private sealed record Heard(IReadOnlyList<Suspension> Suspensions, long Epoch, long? Timestamp);
}
