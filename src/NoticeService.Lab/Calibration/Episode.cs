using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Calibration;

/// <summary>A verdict from the window in which it was first suspected to the last, and how sure the test ever was of it.</summary>
internal sealed class Episode(Verdict first)
{
    public string Id { get; } = first.Id;

    /// <summary>As it stood when it was surest.</summary>
    public Verdict Surest { get; private set; } = first;

    /// <summary>Greatest ln M.</summary>
    public double PeakLnM { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether it opened.</summary>
    public bool HasOpened { get; private set; }

    /// <summary>Whether it ever named anybody, suspected or open.</summary>
    public bool Names { get; private set; }

    public void Observe(Verdict verdict)
    {
        HasOpened |= verdict.State == VerdictState.Open;
        Names |= verdict.Culprit != Culprit.Undetermined;
        if (verdict.Evidence?.Certainty is [.., var now] && now.LnM > PeakLnM)
        {
            PeakLnM = now.LnM;
            Surest = verdict;
        }
    }
}
