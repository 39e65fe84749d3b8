using NoticeService.Domain.Cells;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Queries;

namespace NoticeService.Web.Evidence;

/// <summary>One line of the comparison.</summary>
/// <param name="Who">In words.</param>
/// <param name="Reading">What they showed.</param>
public sealed record ComparedRow(string Who, EvidenceReading Reading);

/// <summary>Lines under one heading.</summary>
public sealed record ComparedGroup(string Title, IReadOnlyList<ComparedRow> Rows, string None);

/// <summary>What substantiates one notice as the page needs it. Names are those of the tables in force; the pack has the ids. Immutable.</summary>
public sealed class EvidenceScene
{
    private readonly Dictionary<string, string> isps;
    private readonly Dictionary<string, string> paths;

    public EvidenceScene(NoticeEvidence evidence, NowSnapshot now)
    {
        Evidence = evidence;
        Disputes = [.. now.Disputes.Where(d => d.VerdictId == evidence.Record.VerdictId)];
        isps = now.Isps.DistinctBy(i => i.Id).ToDictionary(i => i.Id, i => i.Name, StringComparer.Ordinal);
        paths = now.Paths.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Name, StringComparer.Ordinal);
        (Cells, Broken) = Pack is null ? ([], null) : Again(Pack);
        Groups = Pack?.Verdict.Evidence is { } said ? [.. Compare(Pack, said)] : [];
    }

    public NoticeEvidence Evidence { get; }

    /// <summary>About its verdict, open ones: one that was upheld stands as the retraction.</summary>
    public IReadOnlyList<Dispute> Disputes { get; }

    public LedgerRecord Record => Evidence.Record;

    public SessionFigures? Figures => Record.Figures;

    public EvidencePack? Pack => Evidence.Pack;

    public VerdictEvidence? Said => Pack?.Verdict.Evidence;

    /// <summary>The course of the test; null when the pack has none.</summary>
    public CertaintyCourse? Certainty => CertaintyCourse.Of(Said?.Certainty, Pack?.Settings.CertainLnM ?? 0);

    /// <summary>What does not follow from the pack when it is worked out again; null when it cannot be.</summary>
    public IReadOnlyList<EvidenceFinding>? Broken { get; }

    /// <summary>Every cell of the pack, by name.</summary>
    public IReadOnlyList<PackedReading> Cells { get; }

    /// <summary>The comparison, from the accused to everybody else.</summary>
    public IReadOnlyList<ComparedGroup> Groups { get; }

    public string IspName(string? id) => id is null ? "" : isps.GetValueOrDefault(id, id);

    public string PathName(string? id) => id is null ? "" : paths.GetValueOrDefault(id, id);

    public string Where(in CellKey cell) => $"{IspName(cell.Isp)} over {PathName(cell.Path)} in {cell.Metro}";

    public string Who(EvidenceReading reading) => (reading.Isp, reading.Path) switch
    {
        ({ } isp, { } path) => $"{IspName(isp)} over {PathName(path)}",
        ({ } isp, null) => $"{IspName(isp)} over other paths",
        (null, { } path) => $"Other ISPs over {PathName(path)}",
        _ => "Everything",
    };

    public string Who(Culprit culprit, string? isp, string? path) => culprit switch
    {
        Culprit.Isp => $"The {IspName(isp)} network",
        Culprit.Path => $"{PathName(path)} towards every ISP",
        Culprit.Interconnect => $"{IspName(isp)} over {PathName(path)}",
        Culprit.Service => "Our own service",
        Culprit.Home => "The home",
        _ => string.Join(" over ", new[] { IspName(isp), PathName(path) }.Where(n => n.Length > 0)) is { Length: > 0 } named ? $"{named}, nobody named" : "Nobody named",
    };

    // A pack of another version still has its figures; only they cannot be worked out again here.
    private static (IReadOnlyList<PackedReading> Cells, IReadOnlyList<EvidenceFinding>? Broken) Again(EvidencePack pack)
    {
        try
        {
            return (PackReadings.Of(pack), [.. EvidenceCheck.Of(pack).Where(f => !f.Holds)]);
        }
        catch (FormatException)
        {
            return ([], null);
        }
    }

    private IEnumerable<ComparedGroup> Compare(EvidencePack pack, VerdictEvidence said)
    {
        var verdict = pack.Verdict;
        var own = new CellKey(Record.Isp, Record.Path, Record.Metro);
        yield return new("Who is accused", [new($"{Who(verdict.Culprit, verdict.Isp, verdict.Path)}, {string.Join(", ", verdict.Metros)}", said.Accused)], "");
        yield return new("This session’s cell", [.. Cells.Where(c => c.Cell == own).Select(c => new ComparedRow(Where(c.Cell), c.Reading))], "The pack does not have this session’s cell.");
        yield return new(
            $"{IspName(own.Isp)} over other paths",
            [.. said.Pairs.Where(p => p.Isp == own.Isp && p.Path != own.Path).Select(p => new ComparedRow(Who(p), p))],
            "Nobody was seen there.");
        yield return new(
            $"Other ISPs over {PathName(own.Path)}",
            [.. said.Pairs.Where(p => p.Path == own.Path && p.Isp != own.Isp).Select(p => new ComparedRow(Who(p), p))],
            "Nobody was seen there.");
        yield return new("The service overall", said.Overall is { } overall ? [new("All other cells, whoever and wherever", overall)] : [], "Nobody else was seen.");
    }
}
