namespace NoticeService.Tests.Hosting;

/// <summary>What an operator reads when something is wrong at start: a sentence and an exit code, never a stack trace.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string[] Explained =
        ["--console", "--grpc", "--public", "--public-url", "--config", "--history", "--data", "--record", "--player-keys", "--operator-keys", "NoticeService__Console", "Embedded__DataDirectory", "Households__KeyFile", "Redis__Connection", "Sessions__WatchIdle", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-command-");

    [Fact]
    public async Task Help_ExplainsTheOptionsAndTheEnvironment()
    {
        var (code, output) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All(Explained, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WrongOption_IsNamed() => await FailsAsync(2, "--consol", "--consol", "127.0.0.1:0");

    [Fact]
    public async Task BadAddress_IsNamed() => await FailsAsync(2, "--grpc: 'localhost' is not an IP address and port", "--grpc", "localhost");

    [Fact]
    public async Task AddressThatOthersReach_WithoutKeys_IsRefused() =>
        await FailsAsync(1, "no keys are configured to tell callers apart: give --player-keys and --operator-keys (Access:PlayerKeys, Access:OperatorKeys)", "--grpc", "0.0.0.0:0", "--data", folder.FullName);

    [Theory]
    [InlineData("--player-keys", "--grpc (NoticeService:Grpc): 0.0.0.0:0 can be reached from other machines, and --operator-keys is not given")]
    [InlineData("--operator-keys", "--player-keys is not given")]
    public async Task AddressThatOthersReach_WithKeysForOneKindOfCaller_IsRefused(string option, string words) =>
        await FailsAsync(1, words, "--grpc", "0.0.0.0:0", "--console", "127.0.0.1:0", "--data", folder.FullName, option, Path.Combine(folder.FullName, "any.jwks"));

    [Theory]
    [InlineData("--player-keys", "Access:PlayerKeys")]
    [InlineData("--operator-keys", "Access:OperatorKeys")]
    public async Task MissingKeys_AreNamed(string option, string words)
    {
        var path = Path.Combine(folder.FullName, "nowhere.jwks");
        await FailsAsync(1, $"{words}: '{path}' cannot be used", option, path, "--data", folder.FullName, "--console", "127.0.0.1:0", "--grpc", "127.0.0.1:0");
    }

    [Fact]
    public async Task BrokenKeys_AreToldWithTheirLine()
    {
        var path = Path.Combine(folder.FullName, "broken.jwks");
        await File.WriteAllTextAsync(path, "{\n  nonsense");
        await FailsAsync(1, $"Access:PlayerKeys: '{path}' cannot be used: is not JSON (line 2)", "--player-keys", path, "--data", folder.FullName, "--console", "127.0.0.1:0", "--grpc", "127.0.0.1:0");
    }

    [Theory]
    [InlineData("nowhere/nowhere.json")]
    [InlineData("/nowhere/nowhere.json")]
    public async Task MissingConfiguration_IsNamedAsItWasGiven(string path) =>
        await FailsAsync(1, $"notice-service: {path}: cannot be read", "--config", path, "--data", folder.FullName);

    [Fact]
    public async Task BrokenConfiguration_IsToldWithItsLine()
    {
        var path = Path.Combine(folder.FullName, "broken.json");
        await File.WriteAllTextAsync(path, "{\n  \"network\": { \"isps\": [], \"paths\": [], \"servers\": [] },\n  \"pacing\": { \"cooldown_hours\": -1 }\n}\n");
        await FailsAsync(1, "broken.json:3", "--config", path, "--data", folder.FullName);
    }

    [Fact]
    public async Task BrokenHistory_IsToldWithItsLine()
    {
        var path = Path.Combine(folder.FullName, "history.csv");
        await File.WriteAllTextAsync(path, "time_ms,session_id\n");
        await FailsAsync(1, "line 1: the header must be", "--history", path, "--data", folder.FullName, "--console", "127.0.0.1:0", "--grpc", "127.0.0.1:0");
    }

    [Fact]
    public async Task RedisWithoutHouseholdKey_IsRefused()
    {
        using var service = new ServiceProcess(["--console", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--data", folder.FullName], ("Redis__Connection", "127.0.0.1:1"));
        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("Households:KeyFile must name a file", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", service.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task FailsAsync(int expectedCode, string expectedWords, params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        Assert.Contains(expectedWords, output, StringComparison.Ordinal);
        Assert.Equal(expectedCode, code);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var service = new ServiceProcess(arguments);
        var code = await service.ExitAsync();
        return (code, service.Output);
    }
}
