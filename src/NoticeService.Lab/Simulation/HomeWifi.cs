namespace NoticeService.Lab.Simulation;

/// <summary>
/// What a script does to one home, on top of its line's own trace: its Wi-Fi fades and comes back. The world's thread changes
/// it, any thread may read it.
/// </summary>
internal sealed class HomeWifi
{
    private volatile IReadOnlyList<(double From, double Share)> changes = [];

    /// <summary>It was made to fade, at whatever time.</summary>
    public bool EverFaded => changes.Count > 0;

    /// <summary>The part of the line that gets through, 0 to 1.</summary>
    public double ShareAt(double worldSeconds)
    {
        var share = 1.0;
        foreach (var change in changes)
        {
            share = change.From <= worldSeconds ? change.Share : share;
        }

        return share;
    }

    /// <summary>From now on only a part of the line gets through; 1 ends it.</summary>
    public void Set(double worldSeconds, double share) => changes = [.. changes, (worldSeconds, share)];
}
