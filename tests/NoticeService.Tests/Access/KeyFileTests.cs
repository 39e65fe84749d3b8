using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoticeService.Access;

namespace NoticeService.Tests.Access;

/// <summary>Keys that are exchanged while the service runs.</summary>
public sealed class KeyFileTests : IDisposable
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    private readonly KeyFolder folder = new();
    private readonly Told told = new();
    private readonly SigningKey old = SigningKey.Create();
    private readonly SigningKey fresh = SigningKey.Create();

    [Fact]
    public async Task Rotation_TakesBoth_ThenTheNewOneOnly()
    {
        var file = Open(folder.Write("keys", old));
        await TakesAsync(file, fromOld: true, fromFresh: false);

        folder.Write("keys", old, fresh);
        Assert.True(file.Poll());
        await TakesAsync(file, fromOld: true, fromFresh: true);

        folder.Write("keys", fresh);
        Assert.True(file.Poll());
        await TakesAsync(file, fromOld: false, fromFresh: true);
        Assert.False(file.Poll());
    }

    [Fact]
    public async Task BrokenNewFile_KeepsTheLastGoodKeys_AndIsToldOnce()
    {
        var file = Open(folder.Write("keys", old));
        folder.WriteText("keys", """{"keys":[]}""");
        Assert.False(file.Poll());
        Assert.False(file.Poll());
        Assert.Single(told.Errors);
        Assert.Contains("holds no key", told.Errors[0], StringComparison.Ordinal);
        await TakesAsync(file, fromOld: true, fromFresh: false);

        // The right one comes after all.
        folder.Write("keys", fresh);
        Assert.True(file.Poll());
        await TakesAsync(file, fromOld: false, fromFresh: true);
    }

    [Fact]
    public async Task FileThatIsGone_KeepsTheLastGoodKeys_AndComesBack()
    {
        var file = Open(folder.Write("keys", old));
        File.Delete(folder.PathOf("keys"));
        Assert.False(file.Poll());
        Assert.False(file.Poll());
        Assert.Single(told.Errors);
        await TakesAsync(file, fromOld: true, fromFresh: false);

        folder.Write("keys", fresh);
        Assert.True(file.Poll());
        await TakesAsync(file, fromOld: false, fromFresh: true);
    }

    [Fact]
    public async Task LinkThatIsSwapped_AsAKubernetesSecretIs_IsANewFile()
    {
        Directory.CreateDirectory(folder.PathOf("1"));
        Directory.CreateDirectory(folder.PathOf("2"));
        folder.Write("1/keys", old);
        folder.Write("2/keys", fresh);
        File.SetLastWriteTimeUtc(folder.PathOf("2/keys"), File.GetLastWriteTimeUtc(folder.PathOf("1/keys")));
        Directory.CreateSymbolicLink(folder.PathOf("..data"), "1");
        File.CreateSymbolicLink(folder.PathOf("keys"), "..data/keys");
        var file = Open(folder.PathOf("keys"));

        Directory.CreateSymbolicLink(folder.PathOf("..next"), "2");
        Directory.Delete(folder.PathOf("..data"));
        Directory.Move(folder.PathOf("..next"), folder.PathOf("..data"));
        Assert.True(file.Poll());
        await TakesAsync(file, fromOld: false, fromFresh: true);
    }

    [Fact]
    public void MissingFile_AtStart_IsNamedWithItsOption()
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Open(folder.PathOf("nowhere")));
        Assert.StartsWith($"Access:PlayerKeys: '{folder.PathOf("nowhere")}' cannot be used", Assert.Single(wrong.Failures), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private KeyFile Open(string path) => new("Access:PlayerKeys", path, told);

    private async Task TakesAsync(KeyFile file, bool fromOld, bool fromFresh)
    {
        var reader = new TokenReader(file, new AccessOptions(), TimeProvider.System);
        Assert.Equal(fromOld, (await reader.ReadAsync("Bearer " + old.Sign("u", [], Start, TimeSpan.FromHours(1)))).Token is not null);
        Assert.Equal(fromFresh, (await reader.ReadAsync("Bearer " + fresh.Sign("u", [], Start, TimeSpan.FromHours(1)))).Token is not null);
    }

    private sealed class Told : ILogger
    {
        public List<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error)
            {
                Errors.Add(formatter(state, exception));
            }
        }
    }
}
