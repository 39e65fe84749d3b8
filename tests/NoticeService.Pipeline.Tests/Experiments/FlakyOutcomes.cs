using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Experiments;

/// <summary>The real rules in memory; an answer can get lost on its way, after the store has taken what it was told.</summary>
internal sealed class FlakyOutcomes(InMemoryOutcomeStore inner) : IOutcomeStore
{
    public int LoseAnswers { get; set; }

    /// <summary>Changes that were confirmed.</summary>
    public int Confirmed { get; private set; }

    public async Task AddAsync(IReadOnlyList<OutcomeChange> changes, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        await inner.AddAsync(changes, keepFor, cancellationToken);
        if (LoseAnswers > 0)
        {
            LoseAnswers--;
            throw new StoreUnavailableException("The answer was lost.");
        }

        Confirmed += changes.Count;
    }

    public Task<IReadOnlyList<NoticeOutcome?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken) => inner.FindAsync(noticeIds, cancellationToken);
}
