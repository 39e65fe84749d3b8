using Microsoft.Extensions.Logging;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Disputes;

/// <summary>Why a dispute was not opened, or not resolved.</summary>
public enum DisputeFault : byte
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The ISP has an open dispute about the same already.</summary>
    SameIsOpen,

    /// <summary>The ISP has as many open as it may.</summary>
    TooManyOpen,

    /// <summary>There is no such dispute.</summary>
    Unknown,

    /// <summary>It was resolved before.</summary>
    IsResolved,
}

/// <summary>What became of it.</summary>
/// <param name="Fault">Why nothing was written.</param>
/// <param name="Dispute">As it stands now; with a fault, the one that is in the way, null when none is.</param>
public readonly record struct DisputeAnswer(DisputeFault Fault, Dispute? Dispute);

/// <summary>
/// Opens and resolves disputes: reads all of them, decides, and writes under the epoch at which it read, so that two pods never give one ISP more
/// than is due. Thread-safe.
/// </summary>
public sealed partial class DisputeDesk(IDisputeStore store, IVerdictArchive archive, DisputeMetrics metrics, ILogger<DisputeDesk> logger)
{
    // Each is lost only to somebody else's order.
    private const int Attempts = 20;

    /// <summary>Opens a dispute, with the pause that is due to it.</summary>
    /// <param name="draft">Open, and without a pause.</param>
    /// <param name="verdict">What it is about.</param>
    /// <param name="settings">In force.</param>
    /// <param name="order">For the audit log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    public async Task<DisputeAnswer> OpenAsync(Dispute draft, Verdict verdict, DisputeSettings settings, OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(settings);
        var answer = await TryAsync(
            list => Open(list.Disputes, draft, verdict, settings),
            opened => opened.PauseScope is { } scope ? new Suspension(scope, $"dispute {opened.Id}", opened.OpenedBy, opened.OpenedMs, opened.PauseUntilMs) : null,
            (_, _) => null,
            order,
            cancellationToken);
        if (answer is { Fault: DisputeFault.None, Dispute: { } dispute })
        {
            metrics.Opened(dispute.NoPause);
            LogOpened(logger, dispute.Id, dispute.Isp, dispute.VerdictId, dispute.PauseScope ?? $"nothing ({dispute.NoPause})");
        }

        return answer;
    }

    /// <summary>Resolves a dispute and ends its pause. One that is upheld keeps the notices of its verdict back, and marks the verdict and its notices.</summary>
    /// <param name="id">Which.</param>
    /// <param name="outcome">Upheld or rejected.</param>
    /// <param name="order">Who, when, and why in a sentence.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    public async Task<DisputeAnswer> ResolveAsync(string id, DisputeState outcome, OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var answer = await TryAsync(list => Resolve(list.Disputes, id, outcome, order), RulingOf, LiftedBy, order, cancellationToken);
        if (answer is { Fault: DisputeFault.None, Dispute: { } dispute })
        {
            metrics.Resolved(dispute.State);
            LogResolved(logger, dispute.Id, dispute.Isp, dispute.State, order.Operator);
            await MarkAsync(archive, dispute, cancellationToken);
        }

        return answer;
    }

    /// <summary>Marks the verdict of an upheld dispute in the archive, if it is there and not marked.</summary>
    internal static async Task MarkAsync(IVerdictArchive archive, Dispute dispute, CancellationToken cancellationToken)
    {
        if (dispute.State == DisputeState.Upheld
            && await archive.FindAsync(dispute.VerdictId, cancellationToken) is { State: not VerdictState.Retracted } verdict)
        {
            await archive.AddAsync(Ruling.Apply(verdict, dispute), cancellationToken);
        }
    }

    private static DisputeAnswer Open(IReadOnlyList<Dispute> known, Dispute draft, Verdict verdict, DisputeSettings settings)
    {
        var open = known.Where(d => d.Isp == draft.Isp && d.State == DisputeState.Open && d.Id != draft.Id).ToList();
        if (open.Find(d => d.VerdictId == draft.VerdictId) is { } same)
        {
            return new(DisputeFault.SameIsOpen, same);
        }

        return open.Count >= settings.MaxOpen ? new(DisputeFault.TooManyOpen, null) : new(DisputeFault.None, PauseRule.Apply(draft, verdict, known, settings));
    }

    private static DisputeAnswer Resolve(IReadOnlyList<Dispute> known, string id, DisputeState outcome, OperatorOrder order)
    {
        var dispute = known.FirstOrDefault(d => d.Id == id);
        return dispute switch
        {
            null => new(DisputeFault.Unknown, null),
            { State: not DisputeState.Open } => new(DisputeFault.IsResolved, dispute),
            _ => new(DisputeFault.None, dispute with { State = outcome, ResolvedBy = order.Operator, ResolvedMs = order.AtMs, Resolution = order.Reason }),
        };
    }

    private static Suspension? RulingOf(Dispute resolved) => resolved is { State: DisputeState.Upheld, ResolvedMs: { } atMs }
        ? new Suspension(PauseRule.ScopeOfVerdict(resolved.VerdictId), $"upheld dispute {resolved.Id}", resolved.ResolvedBy!, atMs, atMs + (long)Ruling.SilentFor.TotalMilliseconds)
        : null;

    // Its own pause, unless another dispute keeps the same silent.
    private static string? LiftedBy(Dispute resolved, IReadOnlyList<Dispute> known)
    {
        if (resolved.PauseScope is not { } scope || RulingOf(resolved)?.Scope == scope)
        {
            return null;
        }

        return known.Any(other => other.Id != resolved.Id && (RulingOf(other)?.Scope == scope || (other.PauseScope == scope && other.PausesAt(resolved.ResolvedMs!.Value)))) ? null : scope;
    }

    private async Task<DisputeAnswer> TryAsync(
        Func<DisputeList, DisputeAnswer> decide,
        Func<Dispute, Suspension?> silences,
        Func<Dispute, IReadOnlyList<Dispute>, string?> lifts,
        OperatorOrder order,
        CancellationToken cancellationToken)
    {
        Dispute? tried = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var list = await store.ListAsync(cancellationToken);

            // The answer to an earlier attempt may have been lost.
            if (tried is not null && list.Disputes.FirstOrDefault(d => d == tried) is { } written)
            {
                return new(DisputeFault.None, written);
            }

            var answer = decide(list);
            if (answer.Fault != DisputeFault.None)
            {
                return answer;
            }

            tried = answer.Dispute!;
            if (await store.WriteAsync(list.Epoch, tried, silences(tried), lifts(tried, list.Disputes), order, cancellationToken))
            {
                return answer;
            }
        }

        throw new StoreUnavailableException("Others keep giving orders: the dispute was not written.");
    }

    [LoggerMessage(1470, LogLevel.Warning, "Dispute {Id} was opened by or for {Isp} about {About}. It pauses {Pause}. Resolve it with ctl dispute resolve.")]
    private static partial void LogOpened(ILogger logger, string id, string isp, string about, string pause);

    [LoggerMessage(1471, LogLevel.Information, "Dispute {Id} of {Isp} is {Outcome}, by {Operator}.")]
    private static partial void LogResolved(ILogger logger, string id, string isp, DisputeState outcome, string @operator);
}
