using System.Diagnostics;

namespace NoticeService.Redis.Embedded;

/// <summary>How a child process is kept from outliving this one, also when this one is killed and can do nothing.</summary>
internal abstract class ChildGuard
{
    /// <summary>The kernel kills the child when the thread that started it ends. Linux with util-linux.</summary>
    public static readonly ChildGuard ParentDeathSignal = new SetPriv();

    /// <summary>A shell waits for the end of its standard input, which this process holds open. Any Unix.</summary>
    public static readonly ChildGuard StandardInput = new Shell();

    /// <summary>No guard: Windows, where a killed service leaves the store behind.</summary>
    public static readonly ChildGuard None = new Bare();

    /// <summary>The best one here.</summary>
    public static ChildGuard Choose() =>
        OperatingSystem.IsLinux() && SetPriv.Path is not null ? ParentDeathSignal
        : OperatingSystem.IsWindows() ? None
        : StandardInput;

    /// <summary>The start of a command under this guard.</summary>
    public abstract ProcessStartInfo Wrap(IReadOnlyList<string> command);

    private sealed class SetPriv : ChildGuard
    {
        public static readonly string? Path = new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists);

        // In a session of its own where there is one: the Ctrl-C of a terminal goes to all of the foreground, and the store must
        // outlast the service's last writes.
        private static readonly string? NewSession = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

        public override ProcessStartInfo Wrap(IReadOnlyList<string> command)
        {
            var path = Path ?? throw new EmbeddedStoreException("setpriv (util-linux) is not installed.");
            string[] guarded = [path, "--pdeathsig", "KILL", "--", .. command];
            return NewSession is null ? new(path, guarded[1..]) : new(NewSession, guarded);
        }
    }

    private sealed class Shell : ChildGuard
    {
        // Deaf to the Ctrl-C of a terminal, which the child inherits, so that the store outlasts the service's last writes.
        // The watcher reads this process's pipe; whichever ends first, pipe or child, takes the other along.
        private const string Script =
            """trap '' INT; exec 3<&0; "$@" </dev/null 3<&- & child=$!; (cat <&3 >/dev/null; kill -9 $child) 2>/dev/null & watcher=$!; wait $child; code=$?; kill $watcher 2>/dev/null; exit $code""";

        public override ProcessStartInfo Wrap(IReadOnlyList<string> command) => new("/bin/sh", ["-c", Script, "sh", .. command]);
    }

    private sealed class Bare : ChildGuard
    {
        public override ProcessStartInfo Wrap(IReadOnlyList<string> command) => new(command[0], command.Skip(1));
    }
}
