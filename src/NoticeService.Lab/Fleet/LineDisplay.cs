using System.Globalization;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Fleet;

/// <summary>
/// Plain lines, for logs and pipes, an event each: what happens as it happens, a sample of the notices, progress every few
/// seconds. A line is cut at <see cref="TextLines.PlainWidth"/>; the summary has every sentence in full.
/// </summary>
internal sealed class LineDisplay(TextWriter output) : IFleetDisplay
{
    private const double ProgressEverySeconds = 5;
    private const double NoticeEverySeconds = 2;

    private readonly Lock gate = new();
    private double now;
    private double progressAt;
    private double noticeAt;
    private long lastSamples;
    private long lastNotices;
    private double lastSeconds;

    /// <summary>A line at the time of the last progress.</summary>
    public void Say(string text) => Write(now, text);

    public void Happened(ScriptEvent what, double seconds) => Write(seconds, "SCRIPT: " + what);

    public void Noticed(ReceivedNotice notice)
    {
        lock (gate)
        {
            if (notice.At < noticeAt)
            {
                return;
            }

            noticeAt = notice.At + NoticeEverySeconds;
        }

        Write(notice.At, $"NOTICE to {notice.Isp}/{notice.Path}/{notice.Metro}: \"{notice.Text}\"");
    }

    public void Progress(FleetStatistics statistics, double seconds)
    {
        now = seconds;
        if (seconds < progressAt)
        {
            return;
        }

        progressAt = seconds + ProgressEverySeconds;
        var (samples, notices, span) = (statistics.SamplesSent, statistics.Notices, Math.Max(0.001, seconds - lastSeconds));
        Write(seconds, string.Create(
            CultureInfo.InvariantCulture,
            $"{statistics.Connected:N0} players, {samples:N0} samples ({(samples - lastSamples) / span:N0}/s), {notices:N0} notices ({(notices - lastNotices) / span:N1}/s), {statistics.Errors:N0} errors"));
        (lastSamples, lastNotices, lastSeconds) = (samples, notices, seconds);
    }

    private void Write(double seconds, string text)
    {
        lock (gate)
        {
            output.WriteLine(TextLines.Cut(string.Create(CultureInfo.InvariantCulture, $"{seconds,6:N1} s  {text}"), TextLines.PlainWidth));
            output.Flush();
        }
    }
}
