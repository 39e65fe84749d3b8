using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The leader's state and feed in memory.</summary>
public sealed class InMemoryEvaluationStore : IEvaluationStore
{
    private readonly Lock gate = new();
    private ReadOnlyMemory<byte>? state;
    private PublishedFeed? feed;
    private long given;

    /// <summary>The latest epoch that published; 0 before.</summary>
    public long PublishedEpoch
    {
        get
        {
            lock (gate)
            {
                return feed?.Epoch ?? 0;
            }
        }
    }

    /// <summary>The lease gave out an epoch: earlier ones publish no more.</summary>
    internal void Given(long epoch)
    {
        lock (gate)
        {
            given = Math.Max(given, epoch);
        }
    }

    public Task<ReadOnlyMemory<byte>?> LoadStateAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(state);
        }
    }

    public Task<PublishOutcome> PublishAsync(
        long epoch, long sequence, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> feed, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Math.Max(given, this.feed?.Epoch ?? 0) > epoch)
            {
                return Task.FromResult(PublishOutcome.Fenced);
            }

            if (this.feed is { } last && last.Epoch == epoch && last.Sequence > sequence)
            {
                return Task.FromResult(PublishOutcome.Overtaken);
            }

            this.state = state.ToArray();
            this.feed = new PublishedFeed(epoch, sequence, feed.ToArray());
            return Task.FromResult(PublishOutcome.Published);
        }
    }

    public Task<PublishedFeed?> ReadFeedAsync(long knownEpoch, long knownSequence, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(feed is { } f && (f.Epoch != knownEpoch || f.Sequence != knownSequence) ? f : null);
        }
    }
}
