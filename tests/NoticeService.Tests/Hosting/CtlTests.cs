using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Access;

namespace NoticeService.Tests.Hosting;

/// <summary>The commands that make keys and tokens.</summary>
public sealed class CtlTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-ctl-");

    [Fact]
    public async Task KeysTwice_ThenToken_AreWhatTheServiceTakes()
    {
        await RunAsync(0, "ctl", "keys", "--private", At("one.jwk"), "--public", At("set.jwks"));
        await RunAsync(0, "ctl", "keys", "--private", At("two.jwk"), "--public", At("set.jwks"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("one.jwk")));
        }

        var reader = new TokenReader(new KeyFile("Access:OperatorKeys", At("set.jwks"), NullLogger.Instance), new AccessOptions { Audience = "here" }, TimeProvider.System);
        foreach (var key in new[] { "one.jwk", "two.jwk" })
        {
            var token = await RunAsync(0, "ctl", "token", "--key", At(key), "--sub", "ann", "--role", "viewer", "--role", "legal", "--audience", "here", "--expires", "30m");
            var (read, fault) = await reader.ReadAsync($"Bearer {token.Trim()}");
            Assert.Equal(TokenFault.None, fault);
            Assert.Equal(("ann", OperatorRoles.Viewer | OperatorRoles.Legal), (read!.Subject, RoleClaim.Of(read)));
            Assert.Equal(TimeSpan.FromMinutes(30), read.ValidTo - read.IssuedAt);
        }
    }

    [Fact]
    public async Task Keys_DoNotOverwriteAPrivateKey_AndThenLeaveTheSetAlone()
    {
        await RunAsync(0, "ctl", "keys", "--private", At("own.jwk"), "--public", At("set.jwks"));
        var (own, set) = (File.ReadAllText(At("own.jwk")), File.ReadAllText(At("set.jwks")));
        Assert.Contains("already exists", await RunAsync(1, "ctl", "keys", "--private", At("own.jwk"), "--public", At("set.jwks")), StringComparison.Ordinal);
        Assert.Equal((own, set), (File.ReadAllText(At("own.jwk")), File.ReadAllText(At("set.jwks"))));
    }

    [Theory]
    [InlineData("--expires", "0s", "--expires: '0s' is not a time")]
    [InlineData("--expires", "366d", "--expires: '366d' is not a time")]
    [InlineData("--expires", "soon", "--expires: 'soon' is not a time")]
    [InlineData("--role", "boss", "--role: 'boss' is not a role; there are viewer, operator, legal, isp.")]
    public async Task Token_WrongOption_IsNamed(string option, string value, string words) =>
        Assert.Contains(words, await RunAsync(2, "ctl", "token", "--key", At("any"), "--sub", "ann", option, value), StringComparison.Ordinal);

    [Fact]
    public async Task Token_FromASetOfPublicKeys_IsRefused()
    {
        await RunAsync(0, "ctl", "keys", "--private", At("own.jwk"), "--public", At("set.jwks"));
        Assert.Contains("is not a private key", await RunAsync(1, "ctl", "token", "--key", At("set.jwks"), "--sub", "ann"), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string At(string name) => Path.Combine(folder.FullName, name);

    private static async Task<string> RunAsync(int expectedCode, params string[] arguments)
    {
        using var command = new ServiceProcess(arguments);
        var code = await command.ExitAsync();
        Assert.True(code == expectedCode, command.Output);
        Assert.DoesNotContain("   at ", command.Output, StringComparison.Ordinal);
        return command.Output;
    }
}
