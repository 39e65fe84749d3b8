namespace NoticeService.TestKit.Servers;

/// <summary>libfaketime: a process whose wall clock is wrong, and whose time passes as everybody's.</summary>
public static class FakeTime
{
    /// <summary>The environment that sets a process's clock.</summary>
    /// <param name="by">As libfaketime reads it: <c>+1h</c> is an hour ahead.</param>
    public static (string Name, string Value)[] Of(string by)
    {
        RequiredTool.Require("faketime");
        var library = Directory.GetDirectories("/usr/lib", "faketime", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
            .Select(folder => Path.Combine(folder, "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
        RequiredTool.Require(library is not null, "libfaketimeMT.so.1 is not where faketime has it.");
        return [("LD_PRELOAD", library!), ("FAKETIME", by), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")];
    }
}
