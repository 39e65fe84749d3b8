using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Disputes;

/// <summary>What a new dispute pauses, and the bounds that keep an ISP from silencing the service for ever.</summary>
public sealed class PauseRuleTests
{
    private const long Now = 1_401_998_400_000;
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    private static readonly DisputeSettings Settings = new();

    [Theory]
    [InlineData(PauseReach.Verdict, VerdictState.Open, Culprit.Isp, "verdict:v1", NoPause.None)]
    [InlineData(PauseReach.Verdict, VerdictState.Suspected, Culprit.Interconnect, "verdict:v1", NoPause.None)]
    [InlineData(PauseReach.Verdict, VerdictState.Closed, Culprit.Isp, null, NoPause.Nothing)]
    [InlineData(PauseReach.Isp, VerdictState.Closed, Culprit.Isp, "named:verizon", NoPause.None)]
    [InlineData(PauseReach.Isp, VerdictState.Open, Culprit.Path, null, NoPause.Nothing)]
    [InlineData(PauseReach.None, VerdictState.Open, Culprit.Isp, null, NoPause.Off)]
    public void Apply_ByReachStateAndCulprit_PausesOrSaysWhyNot(PauseReach reach, VerdictState state, Culprit culprit, string? scope, NoPause refusal)
    {
        var opened = PauseRule.Apply(Draft(), Of(state) with { Culprit = culprit }, [], Settings with { Pause = reach });
        Assert.Equal((scope, refusal), (opened.PauseScope, opened.NoPause));
        Assert.Equal(scope is null ? 0 : Now + Day, opened.PauseUntilMs);
        Assert.Equal(scope is not null, opened.PausesAt(Now + Day - 1));
        Assert.False(opened.PausesAt(Now + Day));
    }

    [Fact]
    public void Apply_AnotherIspsVerdict_PausesNothing() =>
        Assert.Equal(NoPause.Nothing, PauseRule.Apply(Draft() with { Isp = "comcast" }, Of(VerdictState.Open), [], Settings).NoPause);

    [Theory]
    [InlineData(2, NoPause.None)]
    [InlineData(3, NoPause.Spent)]
    public void Apply_PausesOfThePeriod_AreCounted(int before, NoPause expected) =>
        Assert.Equal(expected, Ask([.. Enumerable.Range(0, before).Select(i => Past($"other{i}", Now - (2 * Day)))]));

    [Fact]
    public void Apply_PausesOfEarlierPeriods_OfOtherIsps_AndOfUpheldDisputes_DoNotCount()
    {
        var spent = Enumerable.Range(0, 3).Select(i => Past($"other{i}", Now - (30 * Day) + 1)).ToList();
        Assert.Equal(NoPause.Spent, Ask(spent));
        Assert.Equal(NoPause.None, Ask([.. spent.Select(d => d with { OpenedMs = d.OpenedMs - 1 })]));
        Assert.Equal(NoPause.None, Ask([.. spent.Select(d => d with { Isp = "comcast" })]));
        Assert.Equal(NoPause.None, Ask([.. spent.Select(d => d with { State = DisputeState.Upheld })]));
    }

    [Fact]
    public void Apply_ABoundByTheDay_LetsTheNextPauseComeAfterADay()
    {
        var daily = Settings with { MaxPauses = 1, Period = TimeSpan.FromDays(1) };
        Assert.Equal(NoPause.Spent, Ask([Past("other", Now - Day + 1)], daily));
        Assert.Equal(NoPause.None, Ask([Past("other", Now - Day)], daily));
    }

    [Theory]
    [InlineData(PauseReach.Verdict, "v1", 14 * Day - 1, NoPause.Rejected)]
    [InlineData(PauseReach.Verdict, "v1", 14 * Day, NoPause.None)]
    [InlineData(PauseReach.Verdict, "v2", 1, NoPause.None)]
    [InlineData(PauseReach.Isp, "v2", 14 * Day - 1, NoPause.Rejected)]
    public void Apply_AfterARejection_TheSameIsNotPausedAgainSoon(PauseReach reach, string verdictId, long agoMs, NoPause expected)
    {
        var rejected = Past(verdictId, Now - (20 * Day)) with { State = DisputeState.Rejected, ResolvedMs = Now - agoMs };
        Assert.Equal(expected, Ask([rejected], Settings with { Pause = reach }));
    }

    [Fact]
    public void Apply_WhatAnotherDisputePausesAlready_IsNotPausedTwice()
    {
        var other = Past("v2", Now - Hour) with { PauseScope = "named:verizon", PauseUntilMs = Now + 1 };
        var all = Settings with { Pause = PauseReach.Isp };
        Assert.Equal(NoPause.Paused, Ask([other], all));
        Assert.Equal(NoPause.None, Ask([other with { PauseUntilMs = Now }], all));
    }

    [Fact]
    public void Apply_HoweverOftenAnIspDisputes_TheServiceSpeaksMostOfTheTime()
    {
        // An ISP disputes another verdict as soon as it may, for a year, and nobody ever answers.
        var settings = Settings with { Pause = PauseReach.Isp };
        var known = new List<Dispute>();
        var paused = 0L;
        for (var hour = 0; hour < 365 * 24; hour++)
        {
            var at = Now + (hour * Hour);
            known.Add(PauseRule.Apply(Draft($"v{hour}", at), Of(VerdictState.Open, $"v{hour}"), known, settings));
            paused += known.Exists(d => d.PausesAt(at)) ? 1 : 0;
        }

        Assert.InRange(paused, 1, 365 * 24 * 3 / 30 + 72);
    }

    [Fact]
    public void Ruling_Upheld_RetractsItsVerdict_AndNoOther()
    {
        var upheld = Draft() with { State = DisputeState.Upheld, ResolvedBy = "counsel", ResolvedMs = Now + 5, Resolution = "their meter was right" };
        var ruled = Ruling.Apply(Of(VerdictState.Open), upheld);
        Assert.Equal((VerdictState.Retracted, Now + 5, Now + 5), (ruled.State, ruled.ClosedMs, ruled.RetractedMs));
        Assert.Contains("counsel upheld", ruled.Retraction, StringComparison.Ordinal);
        Assert.Contains("their meter was right", ruled.Retraction, StringComparison.Ordinal);

        foreach (var (verdict, dispute) in new[]
        {
            (Of(VerdictState.Open, "v2"), upheld),
            (Of(VerdictState.Open), upheld with { State = DisputeState.Rejected }),
            (Of(VerdictState.Retracted) with { RetractedMs = 7, Retraction = "by the refit" }, upheld),
        })
        {
            Assert.Equal(verdict, Ruling.Apply(verdict, dispute));
        }
    }

    private static Verdict Of(VerdictState state, string id = "v1") => new()
    {
        Id = id,
        Culprit = Culprit.Isp,
        State = state,
        Isp = "verizon",
        OnsetMs = 0,
        OpenedMs = 0,
        Confidence = 1,
        Drop = 0.5,
        Sessions = 100,
        Households = 100,
        Reason = "",
    };

    private static NoPause Ask(IReadOnlyList<Dispute> known, DisputeSettings? settings = null) =>
        PauseRule.Apply(Draft(), Of(VerdictState.Open), known, settings ?? Settings).NoPause;

    private static Dispute Draft(string verdictId = "v1", long atMs = Now) =>
        new() { Id = $"new {verdictId}", Isp = "verizon", VerdictId = verdictId, Statement = "It is not so.", OpenedBy = "noc", OpenedMs = atMs };

    // One that paused for a day and was never answered.
    private static Dispute Past(string verdictId, long atMs) =>
        Draft(verdictId, atMs) with { Id = $"old {verdictId}", PauseScope = $"verdict:{verdictId}", PauseUntilMs = atMs + Day };
}
