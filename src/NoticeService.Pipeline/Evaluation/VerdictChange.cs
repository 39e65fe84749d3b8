using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>What became of a verdict in one window.</summary>
internal enum VerdictChangeKind
{
    /// <summary>From suspected, or in place of one with another culprit.</summary>
    Opened,

    /// <summary>It stays open and holds in other metros.</summary>
    Moved,

    /// <summary>Recovered, explained by another one, or another culprit took its place.</summary>
    Closed,

    /// <summary>Found wrong afterwards.</summary>
    Retracted,
}

/// <summary>One change that concerns more than figures, which change every window.</summary>
internal readonly record struct VerdictChange(VerdictChangeKind Kind, Verdict Verdict)
{
    /// <summary>The changes from one window to the next; what closed before what opened, since it may have made room.</summary>
    public static IReadOnlyList<VerdictChange> Between(VerdictFeed before, VerdictFeed after)
    {
        var known = before.Verdicts.ToDictionary(v => v.Id);
        return [.. after.Verdicts.SelectMany(v => Of(known.GetValueOrDefault(v.Id), v)).OrderBy(c => Order(c.Kind))];
    }

    private static int Order(VerdictChangeKind kind) => kind switch
    {
        VerdictChangeKind.Closed => 0,
        VerdictChangeKind.Retracted => 1,
        VerdictChangeKind.Moved => 2,
        _ => 3,
    };

    private static IEnumerable<VerdictChange> Of(Verdict? before, Verdict after)
    {
        var was = before?.State;
        if (after.State == VerdictState.Open)
        {
            if (was != VerdictState.Open)
            {
                yield return new(VerdictChangeKind.Opened, after);
            }
            else if (!before!.Metros.SequenceEqual(after.Metros, StringComparer.Ordinal))
            {
                yield return new(VerdictChangeKind.Moved, after);
            }
        }
        else if (after.State == VerdictState.Closed && was != VerdictState.Closed)
        {
            yield return new(VerdictChangeKind.Closed, after);
        }
        else if (after.State == VerdictState.Retracted && was != VerdictState.Retracted)
        {
            // One that is refitted while it is open closes by that.
            if (was is not VerdictState.Closed)
            {
                yield return new(VerdictChangeKind.Closed, after);
            }

            yield return new(VerdictChangeKind.Retracted, after);
        }
    }
}
