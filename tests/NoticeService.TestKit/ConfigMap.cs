using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace NoticeService.TestKit;

/// <summary>
/// A folder as Kubernetes mounts a ConfigMap: notices.json is a link to ..data/notices.json, ..data one to a dated folder, and a change
/// is a new folder and a rename of a new link over ..data: no file is ever written to.
/// </summary>
public sealed partial class ConfigMap(string folder)
{
    private int version;

    /// <summary>What the service is given.</summary>
    public string File { get; } = Path.Combine(folder, "notices.json");

    /// <summary>Puts another text there; the first call makes the first.</summary>
    public void Swap(string text)
    {
        var dated = string.Create(CultureInfo.InvariantCulture, $"..2014_06_05_{++version}");
        Directory.CreateDirectory(Path.Combine(folder, dated));
        System.IO.File.WriteAllText(Path.Combine(folder, dated, "notices.json"), text);
        var link = Path.Combine(folder, "..data_tmp");
        System.IO.File.CreateSymbolicLink(link, dated);

        // Replaces the old link in one step; File.Move would follow the links.
        Assert.Equal(0, Rename(link, Path.Combine(folder, "..data")));
        if (!System.IO.File.Exists(File))
        {
            System.IO.File.CreateSymbolicLink(File, Path.Combine("..data", "notices.json"));
        }

        foreach (var old in Directory.EnumerateDirectories(folder, "..2014_*").Where(d => Path.GetFileName(d) != dated).ToList())
        {
            Directory.Delete(old, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
