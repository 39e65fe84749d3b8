using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Calibration;
using NoticeService.Pipeline.Admission;

namespace NoticeService.Lab.Tests.Calibration;

public sealed class EpisodeWatchTests
{
    private const int LearnWindows = 6;

    private static readonly VerdictSettings Settings = new();

    private readonly EpisodeWatch watch = new(Settings, LearnWindows * Window.LengthMs);

    [Fact]
    public void IspDays_CountsOnlyIspsLargeEnoughAndOnlyAfterLearning()
    {
        for (var i = 0; i < LearnWindows + 4; i++)
        {
            watch.Gathered(new Window(1_000 + i), [Cell("big", "p0", 20), Cell("big", "p1", 10), Cell("small", "p0", 29)]);
        }

        Assert.Equal(4 * 10 / 86_400.0, watch.IspDays, 1e-9);
    }

    [Fact]
    public void Episodes_SuspectedThenOpen_IsOneEpisodeWithItsPeak()
    {
        Begin();
        Show(LearnWindows, Verdict("a", Culprit.Isp, VerdictState.Suspected, 4));
        Show(LearnWindows + 1, Verdict("a", Culprit.Isp, VerdictState.Open, 17));
        Show(LearnWindows + 2, Verdict("a", Culprit.Isp, VerdictState.Open, 9));
        Show(LearnWindows + 3);

        var episode = Assert.Single(watch.Episodes);
        Assert.Equal((17, true, true), (episode.PeakLnM, episode.HasOpened, episode.Names));
    }

    [Fact]
    public void Episodes_WhatBeganWhileLearning_DoesNotCount()
    {
        Begin();
        Show(LearnWindows - 1, Verdict("early", Culprit.Isp, VerdictState.Suspected, 4));
        Show(LearnWindows, Verdict("early", Culprit.Isp, VerdictState.Open, 17));

        Assert.Empty(watch.Episodes);
    }

    [Fact]
    public void Report_OneAlarm_HasItsRateAndLimit()
    {
        Begin();
        for (var i = 0; i < 8_640; i++)
        {
            watch.Gathered(new Window(1_000 + LearnWindows + i), [Cell("a", "p0", 100), Cell("b", "p0", 100)]);
        }

        Show(LearnWindows, Verdict("a", Culprit.Interconnect, VerdictState.Open, 18), Verdict("u", Culprit.Undetermined, VerdictState.Open, 18));
        var report = CalibrationReport.Of(watch, Settings);

        Assert.Equal((2, 1, 1, 2), (Math.Round(report.IspDays, 6), report.FalseAlarms, report.Undetermined, report.Suspected));
        Assert.Equal(500, report.PerThousandIspDays, 1e-6);
        Assert.Equal(1000 * 4.744 / 2, report.PerThousandIspDaysAtMost, 1.0);
        Assert.Equal(18, report.PeakLnM);
        Assert.False(report.IsWithinBudget);
    }

    [Fact]
    public void Report_AsAFile_IsACalibrationThatTheServiceReads()
    {
        Begin();
        for (var i = 0; i < 8_640; i++)
        {
            watch.Gathered(new Window(1_000 + LearnWindows + i), [Cell("a", "p0", 100)]);
        }

        Show(LearnWindows, Verdict("a", Culprit.Interconnect, VerdictState.Open, 18));
        var calibration = CalibrationFile.Parse(CalibrationReport.Of(watch, Settings, budget: 7).ToJson());
        Assert.Null(calibration.FindMistake());
        Assert.Equal((VerdictFingerprint.Of(Settings), 1, 7), (calibration.Fingerprint, calibration.FalseAlarms, calibration.BudgetPerThousandIspDays));
        Assert.Equal((new Window(1_000 + LearnWindows).StartMs, new Window(1_000 + LearnWindows + 8_639).EndMs), (calibration.FromMs, calibration.ToMs));
        Assert.Equal(1, calibration.IspDays, 1e-9);
        Assert.Equal(4_744, calibration.PerThousandIspDaysAtMost, 1.0);
    }

    [Fact]
    public void Report_OfARecordingThatEndedWhileLearning_SaysSoByItsIspDays()
    {
        Begin();
        Assert.Equal("from_ms", CalibrationFile.Parse(CalibrationReport.Of(watch, Settings).ToJson()).FindMistake()?.Field);
    }

    private void Begin()
    {
        for (var i = 0; i < LearnWindows; i++)
        {
            watch.Gathered(new Window(1_000 + i), []);
        }
    }

    private void Show(int window, params Verdict[] verdicts) =>
        watch.Evaluated(new Window(1_000 + window), new VerdictFeed { Window = new Window(1_000 + window), Verdicts = verdicts });

    private static CellStats Cell(string isp, string path, int sessions)
    {
        var cell = new CellStats(new CellKey(isp, path, "m0"));
        cell.CountSessions(sessions, 0, 0);
        return cell;
    }

    private static Verdict Verdict(string id, Culprit culprit, VerdictState state, double lnM) => new()
    {
        Id = id, Culprit = culprit, State = state, OnsetMs = 0, OpenedMs = 0, Confidence = 0.9, Drop = 0.5, Sessions = 100, Households = 100, Reason = "",
        Evidence = new VerdictEvidence { Accused = new EvidenceReading("a", null, 100, 0.5, 0.1, 0.5, 0.6), Certainty = [new Certainty(0, lnM)] },
    };
}
