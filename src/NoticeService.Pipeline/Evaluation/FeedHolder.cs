namespace NoticeService.Pipeline.Evaluation;

/// <summary>The newest feed that this pod has seen. Thread-safe.</summary>
public sealed class FeedHolder
{
    private volatile FeedView current = FeedView.Empty;

    public FeedView Current => current;

    public void Set(FeedView view) => current = view;
}
