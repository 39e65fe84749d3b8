using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Pages;

/// <summary>What the server alone says of each moment.</summary>
public sealed class NowPageTests
{
    [Fact]
    public async Task Matrix_InterconnectOpen_ShowsEachCrossingsWorstMetro()
    {
        var rows = PageText.Rows(await PageAsync(Scenes.InterconnectOpen), "matrix");

        Assert.Equal(["ISP", "Cogent transit", "Direct peering", "Level 3 transit", "Tata transit", "XO transit"], rows[0]);
        Assert.Equal(World.Isps.Select(isp => isp.Name), rows.Skip(1).Select(row => row[0]));
        var fios = rows.Single(row => row[0] == "Verizon FiOS");
        Assert.StartsWith("−66 % crowded", fios[1], StringComparison.Ordinal);
        Assert.Contains("New York −66 %, crowded", fios[1], StringComparison.Ordinal);
        Assert.Contains("Chicago −62 %, crowded", fios[1], StringComparison.Ordinal);
        Assert.Contains("83 % testify", fios[1], StringComparison.Ordinal);
        Assert.All(fios.Skip(2), cell => Assert.Matches("^(−\\d %|0 %|–|nobody plays)", cell));
        Assert.Single(rows.Skip(1).SelectMany(row => row.Skip(1)), cell => cell.Contains("crowded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Matrix_CrossingWithoutPlayers_SaysSoInWords()
    {
        var snapshot = Scenes.Calm(Evening.Start);
        var html = await PageAsync(_ => snapshot with { Feed = snapshot.Feed with { Cells = [.. snapshot.Feed.Cells.Where(state => state.Cell is not { Isp: "cox", Path: "xo" })] } });

        Assert.Equal("nobody plays", PageText.Rows(html, "matrix").Single(row => row[0] == "Cox")[5]);
    }

    [Fact]
    public async Task Matrix_NoIspConfigured_SaysSo() =>
        Assert.Equal("No ISP is known yet: the tables are empty.", PageText.Section(await PageAsync(at => Scenes.Starting(at) with { Isps = [], Paths = [] }), "matrix"));

    [Fact]
    public async Task Verdict_InterconnectOpen_StandsInWords()
    {
        var text = PageText.Section(await PageAsync(Scenes.InterconnectOpen), "verdicts");

        Assert.Contains("open · interconnection", text, StringComparison.Ordinal);
        Assert.Contains("Cogent’s link with Verizon FiOS is crowded", text, StringComparison.Ordinal);
        Assert.Contains("Change in throughput: −64 %", text, StringComparison.Ordinal);
        Assert.Contains("Each is well without the other, so it is where they meet.", text, StringComparison.Ordinal);
        Assert.Contains("Open since 20:23:30 UTC Onset 20:23:00 UTC Confidence over 99.9 % Sessions 2,847 Households 2,610 Where Chicago and New York", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GoLive_InShadowOrLive_StandsAtTheTop_SinceWhen_ByWhom_WithTheLimitAndTheBudget()
    {
        var rule = new GoLiveRule(isEnforced: true, "0123456789abcdef", 1);
        var sinceMs = Evening.Start.AddDays(-2).ToUnixTimeMilliseconds();
        var calibration = new Calibration
        {
            Version = 1, Fingerprint = "0123456789abcdef", FromMs = sinceMs - 8_000_000_000, ToMs = sinceMs, IspDays = 3_182, FalseAlarms = 0,
            PerThousandIspDaysAtMost = Calibration.AtMost(0, 3_182), BudgetPerThousandIspDays = 1,
        };

        Assert.Contains(
            "In shadow: notices are decided and recorded, none is sent. This installation is new: no calibration was accepted, and no operator has overridden the gate. Budget: 1 false alarms per 1,000 ISP-days.",
            await StatusAsync(null), StringComparison.Ordinal);
        Assert.Contains(
            $"Live, since {Evening.Start.AddDays(-2):yyyy-MM-dd HH:mm} UTC. A calibration of ann: 0 false alarms in 3,182 ISP-days, at most 0.94 per 1,000 ISP-days (upper 95 % limit). Budget: 1 false",
            await StatusAsync(new GoLiveOrder(GoLiveBasis.Calibration, "ann", "figures", sinceMs, calibration)), StringComparison.Ordinal);
        Assert.Contains("Live, since", await StatusAsync(new GoLiveOrder(GoLiveBasis.Override, "ann <b>", "a trial", sinceMs)), StringComparison.Ordinal);
        Assert.Contains("ann <b> overrode the gate: a trial", await StatusAsync(new GoLiveOrder(GoLiveBasis.Override, "ann <b>", "a trial", sinceMs)), StringComparison.Ordinal);
        Assert.DoesNotContain("shadow", PageText.Section(await PageAsync(Scenes.Calm), "status"), StringComparison.Ordinal);

        async Task<string> StatusAsync(GoLiveOrder? order) =>
            PageText.Section(await PageAsync(at => Scenes.Calm(at) with { GoLive = rule.Judge(order) }), "status");
    }

    [Fact]
    public async Task Disputes_StandBelowTheVerdicts_WithWhatTheIspSaysAndUntilWhenItPauses()
    {
        var openedMs = Evening.Start.ToUnixTimeMilliseconds();
        var dispute = new Dispute
        {
            Id = "d1", Isp = World.Isps[0].Id, VerdictId = "isp.one", Statement = "Our <meter> says otherwise.", OpenedBy = "noc",
            OpenedMs = openedMs, PauseScope = "verdict:isp.one", PauseUntilMs = openedMs + 7_200_000,
        };
        var text = PageText.Section(await PageAsync(at => Scenes.Calm(at) with { Disputes = [dispute] }), "verdicts");
        Assert.Contains($"{World.Isps[0].Name} disputes isp.one “Our <meter> says otherwise.” since", text, StringComparison.Ordinal);
        Assert.Contains("its notices are paused until", text, StringComparison.Ordinal);

        text = PageText.Section(await PageAsync(at => Scenes.Calm(at) with { Disputes = [dispute with { PauseScope = null, PauseUntilMs = 0 }] }), "verdicts");
        Assert.DoesNotContain("paused", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Disputed", PageText.Section(await PageAsync(Scenes.Calm), "verdicts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdict_OnlySuspected_AccusesNobody()
    {
        var text = PageText.Section(await PageAsync(Scenes.Suspected), "verdicts");

        Assert.Contains("Cogent’s link with Verizon FiOS may be crowded", text, StringComparison.Ordinal);
        Assert.Contains("Suspected since", text, StringComparison.Ordinal);
        Assert.DoesNotContain("is crowded", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_OpenAndSuspected_OpenStandsFirst()
    {
        var text = PageText.Section(await PageAsync(Scenes.IspOpen), "verdicts");

        Assert.InRange(text.IndexOf("The Comcast network is crowded", StringComparison.Ordinal), 0, text.IndexOf("Something may be crowded over Tata; nobody is named", StringComparison.Ordinal));
        Assert.DoesNotContain("Cox", text.Split("Something may be")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_ClosedAndRetracted_StandApartWithTheirTimes()
    {
        var text = PageText.Section(await PageAsync(Scenes.IspOpen), "past");

        Assert.Equal(
            "Cogent’s link with Verizon FiOS was crowded In Chicago and New York, open for 18 min 30 s −64 % at the median, −71 % at most; now −2 % "
            + "closed 20:16:00 UTC, onset 19:57:00 UTC "
            + "The Cox network was crowded In Chicago −29 % when last found retracted 19:49:00 UTC, onset 19:35:00 UTC Tata towards all of its ISPs was slow, and that explains it.",
            text);
    }

    [Fact]
    public async Task Past_WordsAndTimes_HaveASpaceBetweenThem()
    {
        var html = PageText.SectionHtml(await PageAsync(Scenes.IspOpen), "past");

        Assert.DoesNotMatch("[a-z,]<time", html);
        Assert.DoesNotMatch("</time>[a-z]", html);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verdicts")]
    public async Task Times_BesideWords_HaveASpaceBetweenThem(string section) =>
        Assert.DoesNotMatch("[a-z,]<time", PageText.SectionHtml(await PageAsync(Scenes.NoLeader), section));

    [Fact]
    public async Task Verdict_WordsOfItsState_AreApart()
    {
        var text = PageText.Section(await PageAsync(Scenes.IspOpen), "verdicts");
        Assert.Contains("open · ISP", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_EveryCellUnknown_DoesNotSayThatAllIsWell()
    {
        var html = await PageAsync(at => Scenes.Calm(at) with { Feed = Scenes.Calm(at).Feed with { Cells = [.. Scenes.Calm(at).Feed.Cells.Select(cell => cell with { Status = CellStatus.Unknown, Drop = double.NaN })] } });

        Assert.Equal("Not known yet: too few have played for long enough.", PageText.Section(html, "verdicts"));
    }

    [Fact]
    public async Task Matrix_IspWhereNobodyPlays_HasNoRowButIsNamed()
    {
        var html = await PageAsync(at => Scenes.Calm(at) with { Isps = [.. World.Isps, new Isp("brighthouse", "Bright House")] });

        Assert.DoesNotContain(PageText.Rows(html, "matrix"), row => row.Contains("Bright House"));
        Assert.Contains("Nobody plays at Bright House.", PageText.Section(html, "matrix"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_NothingClosed_SaysNone() => Assert.Equal("None.", PageText.Section(await PageAsync(Scenes.InterconnectOpen), "past"));

    [Fact]
    public async Task Calm_Evaluated_SaysThatNothingIsCrowded()
    {
        var html = await PageAsync(Scenes.Calm);

        Assert.Equal("Nothing is crowded, and nothing is suspected.", PageText.Section(html, "verdicts"));
        Assert.Equal("Nothing is crowded.", PageText.Section(html, "announcement"));
        Assert.DoesNotContain("class=\"banner\"", PageText.SectionHtml(html, "status"), StringComparison.Ordinal);
    }

    /// <summary>It once told screen readers "Nothing is crowded" before anything had been looked at.</summary>
    [Fact]
    public async Task Starting_NoWindowYet_ClaimsNothing()
    {
        var html = await PageAsync(Scenes.Starting);

        Assert.Equal("Not known yet: the first window is still filling.", PageText.Section(html, "verdicts"));
        Assert.Equal("Not known yet: the first window is still filling.", PageText.Section(html, "announcement"));
        Assert.Contains("No window has been evaluated yet", PageText.Section(html, "status"), StringComparison.Ordinal);
        Assert.Equal("No notice yet.", PageText.Section(html, "notices"));
        Assert.Equal("No notice has been sent. The gate has refused nothing.", PageText.Section(html, "gate"));
        Assert.DoesNotContain("Nothing is crowded", PageText.Of(html), StringComparison.Ordinal);
        Assert.DoesNotContain("Stale", PageText.Of(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_Listed_TellTextAndFateAndNeverWho()
    {
        var html = await PageAsync(Scenes.InterconnectOpen);
        var rows = PageText.Rows(html, "notices");

        Assert.Equal(["Time", "Text", "Culprit", "Session on", "Cohort", "Fate"], rows[0]);
        Assert.Equal(
            ["20:29:57 UTC", "The path we have chosen to reach Verizon FiOS's network is crowded right now.", "interconnection", "Verizon FiOS over Cogent, Chicago", "spring-test", "sent why this notice was given, decided 20:29:57 UTC"],
            rows[1]);
        Assert.Equal(["sent", "displayed", "dismissed", "held out", "sent", "shadow", "dismissed", "failed"], rows.Skip(1).Select(row => row[5].Split(" why")[0]));
        Assert.Contains("<td lang=\"es\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-session", html, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Notices_TwentyOne_ShowsTwenty()
    {
        var one = Scenes.InterconnectOpen(Evening.Start).LastNotices[0];
        var html = await PageAsync(at => Scenes.Calm(at) with { LastNotices = [.. Enumerable.Range(0, 21).Select(i => one with { NoticeId = $"n{i}" })] });

        Assert.Equal(1 + 20, PageText.Rows(html, "notices").Count);
    }

    [Fact]
    public async Task Gate_Refusals_ByReasonMostFrequentFirstWithoutZeros()
    {
        var rows = PageText.Rows(await PageAsync(Scenes.InterconnectOpen), "gate");

        Assert.Equal(["interconnect 1,284", "not in cohort 18,220", "cooldown 903", "ISP pacing 211"], rows.Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task Samples_DroppedAndReceipts_AreCountedByReason()
    {
        var html = await PageAsync(Scenes.InterconnectOpen);

        Assert.StartsWith("9,214,553 samples accepted since the start", PageText.Section(html, "samples"), StringComparison.Ordinal);
        Assert.Equal(
            ["late 412", "unknown server 37", "absurd throughput 3", "displayed 1,190", "dismissed 341", "failed 9"],
            PageText.Rows(html, "samples").Select(row => string.Join(' ', row)));
        Assert.StartsWith("Sessions 48,213", PageText.Section(html, "totals"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_StoreDown_StandsAboveTheVerdictsWithWhatFollows()
    {
        var html = await PageAsync(Scenes.StoreUnhealthy);

        Assert.Contains("store is unhealthy. Redis at 127.0.0.1:6380 has not answered for 12 s. No notice is sent until it does", PageText.Section(html, "status"), StringComparison.Ordinal);
        Assert.Contains("store unhealthy Redis", PageText.Section(html, "health"), StringComparison.Ordinal);
        Assert.Contains("leader healthy", PageText.Section(html, "health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_ConfigurationRejected_GivesLineAndReason() =>
        Assert.Contains(
            "configuration is unhealthy. notices.json line 41: cohorts[1].percentage is 140; it must be between 0 and 100. The file of 09:41:03 stays in force.",
            PageText.Section(await PageAsync(Scenes.ConfigurationRejected), "status"),
            StringComparison.Ordinal);

    [Fact]
    public async Task Health_NoLeader_MarksVerdictsStaleAndSaysSinceWhen()
    {
        var status = PageText.Section(await PageAsync(Scenes.NoLeader), "status");

        Assert.Contains("not the leader: it follows", status, StringComparison.Ordinal);
        Assert.Contains("Stale verdicts. No leader has published since 20:28:30 UTC : what follows is how it was then.", status, StringComparison.Ordinal);
        Assert.Contains("leader is unhealthy. No window was evaluated for 95 s", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_000, false)]
    [InlineData(5_001, true)]
    public async Task Page_SnapshotOfThisAge_IsStaleOnlyBeyondTheLimit(int ageMs, bool stale)
    {
        var text = PageText.Section(await PageAsync(at => Scenes.Calm(at) with { At = at.AddMilliseconds(-ageMs) }), "status");

        Assert.Equal(stale, text.Contains("The service has not renewed this page for 5 s.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Page_VerdictsOfSoManyWindowsAgo_AreStaleOnlyBeyondTheLimit(int windows, bool stale)
    {
        var calm = Scenes.Calm(Evening.Start);
        var text = PageText.Section(await PageAsync(_ => calm with { Feed = calm.Feed with { Window = calm.Feed.Window + -windows } }), "status");

        Assert.Equal(stale, text.Contains("Stale verdicts.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Label_NormsNotFromLiveTraffic_IsSaidOnlyThen()
    {
        Assert.Contains($"Norms primed from {Scenes.LabelledHistory}", PageText.Of(await PageAsync(Scenes.InterconnectOpen)), StringComparison.Ordinal);
        Assert.DoesNotContain("Norms primed", PageText.Of(await PageAsync(Scenes.Calm)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matrix_FourHundredIsps_ShowsTheWorstAndCountsTheRest()
    {
        var html = await PageAsync(Scenes.ManyIsps);
        var names = PageText.Rows(html, "matrix").Skip(1).Select(row => row[0]).ToList();

        Assert.Equal(60, names.Count);
        Assert.Contains("Verizon FiOS", names);
        Assert.Contains("Rural Telephone Cooperative 207", names);
        Assert.Contains("The 60 that stand worst; 340 more are not shown.", PageText.Of(html), StringComparison.Ordinal);
    }

    /// <summary>A table of ISPs whose paths are not yet there once brought the page down.</summary>
    [Fact]
    public async Task Matrix_ManyIspsAndNoPath_StillAnswers() =>
        Assert.Equal(60 + 1, PageText.Rows(await PageAsync(at => Scenes.ManyIsps(at) with { Paths = [], Feed = VerdictFeed.Empty }), "matrix").Count);

    [Fact]
    public async Task Page_StagedState_ChangesWithTheSource()
    {
        await using var host = await Evening.StageAsync(Scenes.Calm);
        Assert.DoesNotContain("is crowded.", PageText.Section(await host.GetAsync(), "verdicts"), StringComparison.Ordinal);

        await host.ShowAsync(Scenes.IspOpen(Evening.Start));

        Assert.Contains("The Comcast network is crowded", PageText.Section(await host.GetAsync(), "verdicts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_SourceFails_KeepsTheLastState()
    {
        await using var host = await Evening.StageAsync(Scenes.InterconnectOpen);
        await host.ShowAsync(Scenes.IspOpen(Evening.Start));

        host.Source.Fail(new InvalidOperationException("no state"));

        Assert.Contains("The Comcast network is crowded", PageText.Of(await host.GetAsync()), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(Func<DateTimeOffset, NowSnapshot> scene)
    {
        await using var host = await Evening.StageAsync(scene);
        return await host.GetAsync();
    }
}
