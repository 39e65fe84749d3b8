using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.InMemory;

namespace NoticeService.Pipeline.WhatIf;

/// <summary>
/// How late notices go out under a pacing: each waits for its ISP's rate and then for the rate of all, first come, first served. Holds those
/// that wait. Not thread-safe.
/// </summary>
public sealed class PacedNotices(PacingSettings pacing)
{
    /// <summary>A notice is late from here on: a look at all sessions, and a little, may lie between it and its record anyway.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>By then whoever suffered has given up, or suffers no more.</summary>
    public static readonly TimeSpan VeryLate = TimeSpan.FromMinutes(10);

    private readonly LeaseTerms ispTerms = new(pacing.PerIsp.EmissionIntervalMicros, pacing.PerIsp.ToleranceMicros);
    private readonly LeaseTerms globalTerms = new(pacing.Global.EmissionIntervalMicros, pacing.Global.ToleranceMicros);
    private readonly Dictionary<string, Gcra> isps = new(StringComparer.Ordinal);

    // Those whom their ISP's rate lets through, by when it does.
    private readonly PriorityQueue<long, long> through = new();
    private Gcra global;

    /// <summary>Later than <see cref="Late"/>.</summary>
    public long LateCount { get; private set; }

    /// <summary>Later than <see cref="VeryLate"/>; counted in <see cref="LateCount"/> too.</summary>
    public long VeryLateCount { get; private set; }

    /// <summary>How late the latest is.</summary>
    public TimeSpan Longest { get; private set; }

    /// <param name="isp">Whose rate.</param>
    /// <param name="atMicros">When it would go out at once; no earlier than the one before.</param>
    public void Add(string isp, long atMicros)
    {
        LetThrough(atMicros);
        var own = isps.GetValueOrDefault(isp);
        var readyMicros = atMicros + own.WaitMicros(atMicros, ispTerms);
        isps[isp] = own.After(readyMicros, ispTerms);
        through.Enqueue(atMicros, readyMicros);
    }

    /// <summary>Nobody comes any more: all that wait go out.</summary>
    public void Finish() => LetThrough(long.MaxValue);

    /// <summary>Forgets what was counted, not what was used up: from now on it counts.</summary>
    public void BeginCount(long atMicros)
    {
        LetThrough(atMicros);
        (LateCount, VeryLateCount, Longest) = (0, 0, default);
    }

    private void LetThrough(long untilMicros)
    {
        while (through.TryPeek(out var atMicros, out var readyMicros) && readyMicros <= untilMicros)
        {
            through.Dequeue();
            var goesMicros = readyMicros + global.WaitMicros(readyMicros, globalTerms);
            global = global.After(goesMicros, globalTerms);
            Count(TimeSpan.FromMicroseconds(goesMicros - atMicros));
        }
    }

    private void Count(TimeSpan wait)
    {
        LateCount += wait > Late ? 1 : 0;
        VeryLateCount += wait > VeryLate ? 1 : 0;
        Longest = wait > Longest ? wait : Longest;
    }
}
