using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Tests.Verdicts;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>Notices, and the packs that substantiate them, as the engine makes them.</summary>
internal static class StagedEvidence
{
    private const double Cap = 4_000;

    // An engine that has learned is slow to make; nobody changes what it gave.
    private static readonly Lazy<EvidencePack> s_pack = new(() =>
    {
        var world = new CrowdedWorld(31, 40, "verizon", "comcast", "att", "cox");
        world.Play(6, (_, _) => null);
        world.Play(9, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        return world.Engine.PackOf(Assert.Single(world.Open).Id)!;
    });

    /// <summary>Verizon over Cogent is crowded in two metros.</summary>
    public static EvidencePack Pack => s_pack.Value;

    /// <summary>A notice of that verdict, displayed.</summary>
    public static LedgerRecord Record(string id = "n1")
    {
        var at = Pack.AtMs;
        var windows = Enumerable.Range(0, 13).Where(i => i != 4)
            .Select(i => new MeasuredWindow(at + (i - 13) * Window.LengthMs, i < 7 ? 17_800 : 3_700, i < 7 ? -0.05 : -2.3, i > 10));
        return Notices.Record(1, id, decidedMs: at + 1_200) with
        {
            State = NoticeState.Displayed,
            ReceiptMs = at + 2_300,
            VerdictId = Pack.Verdict.Id,
            Shortfall = -2.3,
            Figures = new SessionFigures(18_400, -0.2, true, [.. windows]),
        };
    }

    public static Task StageAsync(ConsoleHost host) => StageAsync(host, Record(), Pack);

    public static async Task StageAsync(ConsoleHost host, LedgerRecord record, EvidencePack? pack = null)
    {
        var stop = TestContext.Current.CancellationToken;
        var writer = new InMemoryAdmissionStore(host.Services.GetRequiredService<InMemoryLedger>(), TimeProvider.System);
        Assert.True(await writer.RestoreAsync(new JournalEntry(record, 0, 0), null, stop));
        if (pack is not null)
        {
            await host.Services.GetRequiredService<IEvidenceStore>().AddAsync(pack.Verdict.Id, pack.AtMs, EvidenceJson.Squeeze(EvidenceJson.Write(pack)), stop);
        }
    }
}
