using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Tests.Admission;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Disputes;

/// <summary>What a pod makes of disputes that others resolved.</summary>
public sealed class DisputeBoardTests : AdmissionScene
{
    private readonly FlakyArchive archive = new();

    // Wherever one looks, an upheld dispute retracts; the archive may be on a server of its own, which is out just then.
    [Fact]
    public async Task Upheld_WhileTheArchiveIsOut_IsMarkedInALaterRound()
    {
        var closed = SomeVerdict.Of(VerdictState.Closed, "v1");
        await archive.AddAsync(closed, CancellationToken.None);
        await WriteAsync(Dispute("d1", "v1") with { State = DisputeState.Upheld, ResolvedMs = Clock.NowMs, ResolvedBy = "ann", Resolution = "The meters were right." });
        using var board = NewDisputeBoard(archive);
        archive.Loses = 2;
        for (var round = 0; round < 2; round++)
        {
            await HearAsync();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => board.RoundAsync(CancellationToken.None));
            Assert.Equal(VerdictState.Retracted, board.Ruled(closed).State);
            Assert.Equal(VerdictState.Closed, (await archive.FindAsync("v1", CancellationToken.None))!.State);
        }

        await board.RoundAsync(CancellationToken.None);
        var marked = await archive.FindAsync("v1", CancellationToken.None);
        Assert.Equal((VerdictState.Retracted, board.Ruled(closed).Retraction), (marked!.State, marked.Retraction));

        // Once is enough.
        var written = archive.Written;
        await WriteAsync(Dispute("d2", "v2"));
        await HearAsync();
        await board.RoundAsync(CancellationToken.None);
        Assert.Equal(("d2", written), (Assert.Single(board.Open).Id, archive.Written));
    }

    private Dispute Dispute(string id, string verdictId) => new() { Id = id, Isp = "verizon", VerdictId = verdictId, Statement = "It is not so.", OpenedBy = "noc", OpenedMs = Clock.NowMs };

    private async Task WriteAsync(Dispute dispute) => Assert.True(await Memory.WriteAsync(
        (await Memory.ListAsync(CancellationToken.None)).Epoch, dispute, null, null, new OperatorOrder(OrderKind.Dispute, Clock.NowMs, "noc", $"verdict:{dispute.VerdictId}", "why"), CancellationToken.None));

    private async Task HearAsync()
    {
        Clock.Advance(1_000);
        await Suspensions.RoundAsync(CancellationToken.None);
    }

    /// <summary>Cannot be written to for a while.</summary>
    private sealed class FlakyArchive : IVerdictArchive
    {
        private readonly InMemoryVerdictArchive inner = new();

        public int Loses { get; set; }

        public int Written { get; private set; }

        public Task AddAsync(Verdict verdict, CancellationToken cancellationToken)
        {
            if (Loses > 0)
            {
                Loses--;
                throw new StoreUnavailableException("out");
            }

            Written++;
            return inner.AddAsync(verdict, cancellationToken);
        }

        public Task<Verdict?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public Task<VerdictPage> ListAsync(long toMs, string? after, int limit, CancellationToken cancellationToken) => inner.ListAsync(toMs, after, limit, cancellationToken);

        public Task<IReadOnlyList<Verdict>> OldestAsync(long toMs, int limit, CancellationToken cancellationToken) => inner.OldestAsync(toMs, limit, cancellationToken);

        public Task RemoveAsync(Verdict verdict, CancellationToken cancellationToken) => inner.RemoveAsync(verdict, cancellationToken);
    }
}
