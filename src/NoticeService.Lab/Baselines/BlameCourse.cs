using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Baselines;

/// <summary>Joins the same blame of buckets that follow each other into one verdict.</summary>
internal sealed class BlameCourse
{
    private readonly List<RecordedVerdict> closed = [];
    private readonly List<(RecordedVerdict Verdict, long UntilMs)> open = [];

    /// <summary>By opening.</summary>
    public IReadOnlyList<RecordedVerdict> All =>
        [.. closed.Concat(open.Select(o => o.Verdict)).OrderBy(v => v.Opening.OpenedMs).ThenBy(v => v.Opening.Id, StringComparer.Ordinal)];

    /// <summary>What the next bucket says.</summary>
    /// <param name="fromMs">Its begin.</param>
    /// <param name="toMs">Its end: when it is known.</param>
    /// <param name="said">One verdict per culprit and scope.</param>
    public void Turn(long fromMs, long toMs, IReadOnlyList<RecordedVerdict> said)
    {
        var next = said.Select(now => (Joined(now, fromMs), toMs)).ToList();
        closed.AddRange(open
            .Where(o => o.UntilMs != fromMs || !said.Any(now => IsSame(o.Verdict, now)))
            .Select(o => o.Verdict with { ClosedMs = o.UntilMs == fromMs ? toMs : o.UntilMs }));
        open.Clear();
        open.AddRange(next);
    }

    private RecordedVerdict Joined(RecordedVerdict now, long fromMs) =>
        open.Where(o => o.UntilMs == fromMs && IsSame(o.Verdict, now)).Select(o => o.Verdict).FirstOrDefault() is { } before
            ? before with { Metros = [.. before.Metros.Union(now.Metros, StringComparer.Ordinal).Order(StringComparer.Ordinal)] }
            : now;

    private static bool IsSame(RecordedVerdict a, RecordedVerdict b) =>
        (a.Opening.Culprit, a.Opening.Isp, a.Opening.Path) == (b.Opening.Culprit, b.Opening.Isp, b.Opening.Path);
}
