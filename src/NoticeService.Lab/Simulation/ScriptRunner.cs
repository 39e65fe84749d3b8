namespace NoticeService.Lab.Simulation;

/// <summary>Applies a script to a world as its time passes. Not thread-safe.</summary>
internal sealed class ScriptRunner(CrowdingScript script, World world)
{
    private int next;

    /// <summary>True when every event has happened.</summary>
    public bool Done => next == script.Events.Count;

    /// <summary>Applies what is due; returns it.</summary>
    /// <param name="seconds">Time since the script began.</param>
    public IReadOnlyList<ScriptEvent> Advance(double seconds)
    {
        if (Done || script.Events[next].AtS > seconds)
        {
            return [];
        }

        var due = new List<ScriptEvent>();
        while (!Done && script.Events[next].AtS <= seconds)
        {
            var step = script.Events[next++];
            due.Add(step);
            if (step.Fraction is { } fraction)
            {
                Begin(step, fraction);
            }
            else
            {
                End(step);
            }
        }

        return due;
    }

    private void Begin(ScriptEvent step, double fraction)
    {
        if (step.Link == LinkKind.Home)
        {
            world.Fade(step.Selector, step.Homes, fraction);
        }
        else
        {
            world.Crowd(step.Selector, fraction);
        }
    }

    private void End(ScriptEvent step)
    {
        if (step.Link == LinkKind.Home)
        {
            world.Recover(step.Selector);
        }
        else
        {
            world.Restore(step.Selector);
        }
    }
}
