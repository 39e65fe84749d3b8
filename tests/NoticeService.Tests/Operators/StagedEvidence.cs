using NoticeService.Domain.Evidence;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Tests.Operators;

/// <summary>Puts records and packs where the service finds them.</summary>
internal static class StagedEvidence
{
    public static async Task AddAsync(RunningService service, LedgerRecord record) =>
        Assert.True(await service.Get<ILedgerRepair>().RestoreAsync(new JournalEntry(record, 0, 0), null, CancellationToken.None));

    public static Task AddAsync(RunningService service, EvidencePack pack) =>
        service.Get<IEvidenceStore>().AddAsync(pack.Verdict.Id, pack.AtMs, EvidenceJson.Squeeze(EvidenceJson.Write(pack)), CancellationToken.None);

    public static EvidencePack Pack(string verdictId, string isp, long atMs, double drop) => new()
    {
        Version = EvidencePack.CurrentVersion,
        AtMs = atMs,
        Windows = 3,
        Settings = new VerdictSettings(),
        Cells = [],
        Calm = [],
        Weighings = [],
        Verdict = new Verdict
        {
            Id = verdictId, Culprit = Culprit.Interconnect, State = VerdictState.Open, Isp = isp, Path = "cogent", OnsetMs = 1_000, OpenedMs = 4_000,
            Confidence = 0.999, Drop = drop, Sessions = 100, Households = 100, Reason = "Because.",
        },
    };
}
