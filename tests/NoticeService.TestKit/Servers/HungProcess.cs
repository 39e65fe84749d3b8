using System.Runtime.InteropServices;

namespace NoticeService.TestKit.Servers;

/// <summary>Stops a process where it stands: it lives, its connections stay open, and it answers nothing.</summary>
public static partial class HungProcess
{
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>Returns when every thread of it has stopped.</summary>
    public static void Hang(int processId)
    {
        Signal(processId, SigStop);
        // The signal returns before that.
        SpinWait.SpinUntil(() => Directory.EnumerateDirectories($"/proc/{processId}/task").All(IsStopped));
    }

    /// <summary>Lets it go on.</summary>
    public static void GoOn(int processId) => Signal(processId, SigCont);

    // "pid (name) state ...": the name may hold anything but ends at the last parenthesis.
    private static bool IsStopped(string task) => File.ReadAllText(Path.Combine(task, "stat")) is var stat && stat[stat.LastIndexOf(')') + 2] == 'T';

    private static void Signal(int processId, int signal)
    {
        if (SendSignal(processId, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} was not delivered.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
