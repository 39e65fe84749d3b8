using NoticeService.Domain.Evidence;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Queries;

/// <summary>What substantiates one notice: frozen when it was decided, but for what became of it.</summary>
/// <param name="Record">The record, with the session's own figures.</param>
/// <param name="PackJson">The pack, byte for byte as it was stored; null for advice about a home, which rests on the record alone.</param>
/// <param name="Pack">The same, read.</param>
/// <param name="Now">The verdict as it stands now, which tells whether it was retracted; null when it is not known, or for a home.</param>
public sealed record NoticeEvidence(LedgerRecord Record, byte[]? PackJson, EvidencePack? Pack, Verdict? Now);
