using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.Ports;
using NoticeService.Web.Tests.Hosting;

namespace NoticeService.Web.Tests.Evidence;

/// <summary>What a court would ask about one notice.</summary>
public sealed class EvidencePageTests
{
    [Fact]
    public async Task Page_OfANotice_AnswersEveryQuestionFromItsPack()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host);
        var page = PageText.Of(await host.GetAsync("/evidence/n1"));
        foreach (var words in new[]
        {
            "The path we have chosen to reach Verizon's network is crowded right now.", "Displayed, says its player, at",
            "It gets 18,400 kbit/s when nothing is crowded.", "79.7 % slower than homes like it are in calm, and its viewer waited.",
            "verizon over Cogent", "verizon over other paths", "Other ISPs over Cogent", "The service overall", "This session’s cell",
            "The verdict opens when ln M reaches 16", "excluded: with 95 % certainty it lost less than half of what the accused lost",
            "would have to lie together", "everything follows.",
        })
        {
            Assert.Contains(words, page, StringComparison.Ordinal);
        }

        var accused = StagedEvidence.Pack.Verdict.Evidence!.Accused;
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{accused.Lost * 100:0.#} %"), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfANotice_HasNothingByWhichTheViewerCouldBeFound()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        var record = StagedEvidence.Record();
        await StagedEvidence.StageAsync(host, record, StagedEvidence.Pack);
        var page = await host.GetAsync("/evidence/n1");
        Assert.DoesNotContain(record.SessionId, page, StringComparison.Ordinal);
        Assert.DoesNotContain(record.Household.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain(record.Household.ToString(), await host.GetAsync("/evidence/n1/pack.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAPackThatWasTamperedWith_SaysWhatDoesNotFollow()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        var pack = StagedEvidence.Pack;
        await StagedEvidence.StageAsync(host, StagedEvidence.Record(), pack with { Verdict = pack.Verdict with { Drop = pack.Verdict.Drop / 2 } });
        Assert.Contains("this does not follow: fraction lost", PageText.Of(await host.GetAsync("/evidence/n1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAPackOfAnotherVersion_StillSaysWhatWasSaid()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        var scene = new NoticeService.Web.Evidence.EvidenceScene(new(StagedEvidence.Record(), [], StagedEvidence.Pack with { Version = 9 }, null), host.Source.Current);
        Assert.Null(scene.Broken);
        Assert.NotEmpty(scene.Groups);
    }

    [Fact]
    public async Task Page_OfAVerdictThatIsDisputed_SaysWhatTheIspSays_AndNotWhatIsSaidOfAnother()
    {
        var own = new Dispute { Id = "d1", Isp = "verizon", VerdictId = StagedEvidence.Record().VerdictId, Statement = "Our <meter> says otherwise.", OpenedBy = "noc", OpenedMs = Evening.Start.ToUnixTimeMilliseconds() };
        var another = own with { Id = "d2", VerdictId = "another", Statement = "Of another evening." };
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start) with { Disputes = [own, another] });
        await StagedEvidence.StageAsync(host);
        var page = PageText.Of(await host.GetAsync("/evidence/n1"));
        Assert.Contains("verizon disputes this verdict since", page, StringComparison.Ordinal);
        Assert.Contains("“Our <meter> says otherwise.”", page, StringComparison.Ordinal);
        Assert.DoesNotContain("another evening", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfARetractedVerdict_SaysSo()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host);
        var verdict = StagedEvidence.Pack.Verdict;
        await host.Services.GetRequiredService<IVerdictArchive>().AddAsync(
            verdict with { State = VerdictState.Retracted, ClosedMs = verdict.OpenedMs + 60_000, RetractedMs = verdict.OpenedMs + 90_000, Retraction = "It was the night's refit." },
            TestContext.Current.CancellationToken);
        var page = PageText.Of(await host.GetAsync("/evidence/n1"));
        Assert.Contains("This verdict was retracted", page, StringComparison.Ordinal);
        Assert.Contains("It was the night's refit.", page, StringComparison.Ordinal);
        Assert.Contains("everything follows.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAdviceAboutAHome_RestsOnTheSessionAlone()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { Culprit = Culprit.Home, VerdictId = "home.1" });
        Assert.Contains("Advice about a home accuses nobody else", PageText.Of(await host.GetAsync("/evidence/n1")), StringComparison.Ordinal);
        using var pack = await host.Http.GetAsync("/evidence/n1/pack.json", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, pack.StatusCode);
    }

    [Fact]
    public async Task Page_OfARecordWithoutFigures_SaysThatItIsOlder()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { Figures = null }, StagedEvidence.Pack);
        Assert.Contains("before the session’s own figures were kept", PageText.Of(await host.GetAsync("/evidence/n1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NoticeState.Withheld, true, false, "Not sent: this viewer was held out")]
    [InlineData(NoticeState.Withheld, false, true, "Not sent: the cohort decides and records only")]
    [InlineData(NoticeState.Failed, false, false, "The player said that it could not show it")]
    public async Task Page_SaysWhatBecameOfTheNotice(NoticeState state, bool holdout, bool shadow, string fate)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host, StagedEvidence.Record() with { State = state, Holdout = holdout, Shadow = shadow }, StagedEvidence.Pack);
        Assert.Contains(fate, PageText.Of(await host.GetAsync("/evidence/n1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_IsTheBytesThatWereFrozen_UnderTheNameThatThePageTells()
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        await StagedEvidence.StageAsync(host);
        using var answer = await host.Http.GetAsync("/evidence/n1/pack.json", TestContext.Current.CancellationToken);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("evidence-n1.json", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(EvidenceJson.Write(StagedEvidence.Pack), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("lab verify-evidence evidence-n1.json --all", PageText.Of(await host.GetAsync("/evidence/n1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/evidence/nothing")]
    [InlineData("/evidence/%3Cscript%3E")]
    [InlineData("/evidence/nothing/pack.json")]
    public async Task Page_OfNoNotice_Is404InWords(string address)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start));
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("There is no such notice", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/evidence/n1")]
    [InlineData("/evidence/n1/pack.json")]
    public async Task Page_WhileTheStoreDoesNotAnswer_Is503InWords(string address)
    {
        await using var host = await ConsoleHost.StartAsync(Scenes.Calm(Evening.Start), services: s => s.AddSingleton<IEvidenceStore, SilentEvidence>());
        await StagedEvidence.StageAsync(host, StagedEvidence.Record());
        using var answer = await host.Http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("does not answer", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private sealed class SilentEvidence : IEvidenceStore
    {
        public Task AddAsync(string verdictId, long atMs, ReadOnlyMemory<byte> pack, CancellationToken cancellationToken) => throw new StoreUnavailableException("silent");

        public Task<ReadOnlyMemory<byte>?> FindAsync(string verdictId, long atMs, CancellationToken cancellationToken) => throw new StoreUnavailableException("silent");

        public Task RemoveAsync(string verdictId, CancellationToken cancellationToken) => throw new StoreUnavailableException("silent");
    }
}
