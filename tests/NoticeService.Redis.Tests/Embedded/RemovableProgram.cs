using System.Diagnostics;
using System.Runtime.Versioning;
using NoticeService.Redis.Embedded;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>Starts the store through a program of its own, so that a test can take that away, or its right to run.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RemovableProgram : ChildGuard
{
    private const UnixFileMode MayRun = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string path;

    public RemovableProgram(string path)
    {
        this.path = path;
        Restore();
    }

    public override ProcessStartInfo Wrap(IReadOnlyList<string> command) => new(path, command);

    public void Remove() => File.Delete(path);

    public void Forbid() => File.SetUnixFileMode(path, UnixFileMode.UserRead);

    public void Restore()
    {
        File.WriteAllText(path, "#!/bin/sh\nexec \"$@\"\n");
        File.SetUnixFileMode(path, MayRun);
    }
}
