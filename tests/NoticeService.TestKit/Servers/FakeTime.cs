using System.Globalization;

namespace NoticeService.TestKit.Servers;

/// <summary>libfaketime: a process whose wall clock is wrong, and is set while it runs; its time passes as everybody's.</summary>
/// <param name="file">Where it reads by how much, once a second; need not be there yet.</param>
public sealed class FakeTime(string file)
{
    /// <summary>The environment of the process whose clock it is; asked for at each start.</summary>
    public (string Name, string Value)[] Environment()
    {
        RemoveLeftovers();
        return
        [
            ("LD_PRELOAD", Library()),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_CACHE_DURATION", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ];
    }

    /// <summary>Sets the clock.</summary>
    /// <param name="hoursAhead">Of ours.</param>
    public void Set(int hoursAhead)
    {
        // It is never seen empty.
        File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{hoursAhead:+0;-0;+0}h\n"));
        File.Move(file + ".new", file, overwrite: true);
    }

    // A process that is killed leaves its shared memory, and the library ends at its start one that has the same id much later
    // ("shm_open failed: File exists", exit code 1). What belongs to none that lives is of no use to anybody.
    private static void RemoveLeftovers()
    {
        foreach (var left in Directory.EnumerateFiles("/dev/shm", "*faketime_s*_*").Where(f => !Directory.Exists($"/proc/{f[(f.LastIndexOf('_') + 1)..]}")).ToList())
        {
            File.Delete(left);
        }
    }

    private static string Library()
    {
        RequiredTool.Require("faketime");
        var library = Directory.GetDirectories("/usr/lib", "faketime", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
            .Select(folder => Path.Combine(folder, "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
        RequiredTool.Require(library is not null, "libfaketimeMT.so.1 is not where faketime has it.");
        return library!;
    }
}
