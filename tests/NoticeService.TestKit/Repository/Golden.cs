using Xunit;

namespace NoticeService.TestKit.Repository;

/// <summary>Texts that must not change unseen. With NOTICE_UPDATE_GOLDEN=1 they are written anew, to be read in the diff.</summary>
public static class Golden
{
    /// <param name="path">Below the root, with slashes.</param>
    public static void Check(string path, string actual)
    {
        var file = RepositoryFiles.PathOf(path);
        if (Environment.GetEnvironmentVariable("NOTICE_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{path} is missing; NOTICE_UPDATE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
