using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Tests.Admission;

public sealed class GoLiveRuleTests
{
    private static readonly GoLiveRule Rule = new(isEnforced: true, Calibrations.Fingerprint, budgetPerThousandIspDays: 1);
    private static readonly GoLiveOrder Calibrated = new(GoLiveBasis.Calibration, "ann", "figures", 5, Calibrations.Of(0, 3_000));
    private static readonly GoLiveOrder Overridden = new(GoLiveBasis.Override, "ann", "a trial", 6);

    [Fact]
    public void BeforeTheStoreHasSpoken_AndForANewInstallation_ItIsShut()
    {
        Assert.Equal((GoLiveState.Unknown, false), Of(Rule.Unheard()));
        Assert.Equal((GoLiveState.New, false), Of(Rule.Judge(null)));
        Assert.Null(Rule.Judge(null).SinceMs);
    }

    [Fact]
    public void WhereItIsNotEnforced_ItIsOpen_WhateverWasOrdered()
    {
        var rule = new GoLiveRule(isEnforced: false, Calibrations.Fingerprint, 1);
        Assert.Equal((GoLiveState.Off, true), Of(rule.Unheard()));
        Assert.Equal((GoLiveState.Off, true), Of(rule.Judge(new GoLiveOrder(GoLiveBasis.Revocation, "ann", "why", 1))));
    }

    [Fact]
    public void ACalibrationWithinTheBudget_OpensIt_AndSaysTheLimit()
    {
        var status = Rule.Judge(Calibrated);
        Assert.Equal((GoLiveState.Calibrated, true), Of(status));
        Assert.Equal((5, 1), (status.SinceMs, status.BudgetPerThousandIspDays));
        Assert.Equal("A calibration of ann: 0 false alarms in 3,000 ISP-days, at most 1 per 1,000 ISP-days (upper 95 % limit).", status.Because);
    }

    [Theory]
    [InlineData(2_995, false)]
    [InlineData(2_996, true)]
    public void WithoutAnAlarm_TheIspDaysDecide(double ispDays, bool opens)
    {
        var obstacle = Rule.FindObstacle(Calibrations.Of(0, ispDays));
        Assert.Equal(opens, obstacle is null);
        Assert.True(opens || obstacle!.Contains("2,995 ISP-days are too few to show anything: without a false alarm 2,996 would", StringComparison.Ordinal), obstacle);
    }

    [Theory]
    [InlineData(4_743, false)]
    [InlineData(4_744, true)]
    public void WithAnAlarm_TheLimitDecides_AndNotTheRate(double ispDays, bool opens)
    {
        var obstacle = Rule.FindObstacle(Calibrations.Of(1, ispDays));
        Assert.Equal(opens, obstacle is null);
        Assert.True(opens || obstacle!.StartsWith("It found 1 false alarms in 4,743 ISP-days", StringComparison.Ordinal), obstacle);
    }

    [Theory]
    [InlineData(0.99, false)]
    [InlineData(1, true)]
    public void LessThanADay_ShowsNothing_HoweverManyIsps(double days, bool opens) =>
        Assert.Equal(opens, Rule.FindObstacle(Calibrations.Of(0, 10_000, days)) is null);

    [Fact]
    public void ACalibrationOfOtherSettings_DoesNotCount_AndAnOverrideDoes()
    {
        var changed = new GoLiveRule(isEnforced: true, "another", 1);
        var status = changed.Judge(Calibrated);
        Assert.Equal((GoLiveState.Void, false), Of(status));
        Assert.Contains($"other verdict settings ({Calibrations.Fingerprint}) than those that run here (another)", status.Because, StringComparison.Ordinal);
        Assert.Null(status.SinceMs);
        Assert.Equal((GoLiveState.Overridden, true), Of(changed.Judge(Overridden)));
    }

    [Fact]
    public void ABudgetThatWasLowered_ShutsItAgain() =>
        Assert.Equal((GoLiveState.Void, false), Of(new GoLiveRule(isEnforced: true, Calibrations.Fingerprint, 0.5).Judge(Calibrated)));

    [Fact]
    public void ACalibrationWithoutFigures_OrWithSuchAsCannotBe_ShutsIt()
    {
        Assert.Equal((GoLiveState.Void, false), Of(Rule.Judge(Calibrated with { Calibration = null })));
        Assert.Equal((GoLiveState.Void, false), Of(Rule.Judge(Calibrated with { Calibration = Calibrations.Of(3, 3_000) with { PerThousandIspDaysAtMost = 0.1 } })));
    }

    [Fact]
    public void ARevocation_ShutsIt_WithWhoAndWhy()
    {
        var status = Rule.Judge(new GoLiveOrder(GoLiveBasis.Revocation, "counsel", "a letter came", 7));
        Assert.Equal((GoLiveState.Revoked, false), Of(status));
        Assert.Equal((7, "counsel shut the gate: a letter came"), (status.SinceMs, status.Because));
    }

    private static (GoLiveState State, bool IsLive) Of(GoLiveStatus status) => (status.State, status.IsLive);
}
