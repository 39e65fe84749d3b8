using Microsoft.Extensions.Options;
using NoticeService.Hosting;
using NoticeService.Redis.Embedded;

namespace NoticeService.Tests.Hosting;

/// <summary>The secret from which the pseudonyms of user ids are made.</summary>
public sealed class HouseholdKeySourceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-household-");

    [Fact]
    public void Key_FromASecretFile_IsTheSameOnEveryPod_AndAnotherFileGivesOthers()
    {
        var one = Write("one", Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]) + "\n");
        var other = Write("other", Convert.ToBase64String(new byte[32]));
        Assert.Equal(Load(one, embedded: false).Pseudonym("user-1"), Load(one, embedded: true).Pseudonym("user-1"));
        Assert.NotEqual(Load(one, embedded: false).Pseudonym("user-1"), Load(other, embedded: false).Pseudonym("user-1"));
        Assert.False(Directory.Exists(Path.Combine(folder.FullName, "data")));
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA")]
    public void Key_ThatIsNone_OrTooShort_IsRefusedAndNotTold(string text)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Load(Write("wrong", text), embedded: true));
        Assert.StartsWith($"Households:KeyFile '{Path.Combine(folder.FullName, "wrong")}' cannot be used: ", Assert.Single(wrong.Failures), StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !wrong.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Key_WithARedisOfOnesOwn_MustBeGiven()
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Load("", embedded: false));
        Assert.Contains("must name a file when Redis:Connection is set", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_WithTheEmbeddedStore_IsMadeOnce_ForTheOwnerOnly()
    {
        var first = Load("", embedded: true).Pseudonym("user-1");
        Assert.Equal(first, Load("", embedded: true).Pseudonym("user-1"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullName, "data", "household.key")));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Domain.Households.HouseholdKey Load(string file, bool embedded) => HouseholdKeySource.Load(
        new HouseholdKeyOptions { KeyFile = file }, new EmbeddedStoreOptions { DataDirectory = Path.Combine(folder.FullName, "data") }, embedded);
}
