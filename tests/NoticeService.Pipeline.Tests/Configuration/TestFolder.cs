using System.IO.Compression;

namespace NoticeService.Pipeline.Tests.Configuration;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notices");

    public static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Configuration", "Data", name);

    public static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "Shipped", name);

    public string At(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public string WriteGzip(string name, string text)
    {
        using var gzip = new StreamWriter(new GZipStream(File.Create(At(name)), CompressionLevel.Fastest));
        gzip.Write(text);
        return At(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
