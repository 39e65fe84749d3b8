namespace NoticeService.Pipeline.Sealing;

/// <summary>Whether this pod holds the lease, as its evaluation loop last knew. Thread-safe.</summary>
public sealed class Leadership
{
    private long epoch;

    /// <summary>The epoch that it leads in; null when it does not lead.</summary>
    public long? Epoch => Interlocked.Read(ref epoch) is var held && held != 0 ? held : null;

    public void Hold(long heldEpoch) => Interlocked.Exchange(ref epoch, heldEpoch);

    public void Lose() => Interlocked.Exchange(ref epoch, 0);
}
