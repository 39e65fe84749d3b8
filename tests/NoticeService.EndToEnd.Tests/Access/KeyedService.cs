using NoticeService.TestKit.Servers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using NoticeService.Protocol.V1;
using NoticeService.Tests.Hosting;

namespace NoticeService.EndToEnd.Tests.Access;

/// <summary>The service as a process of its own that listens on all addresses, with keys that <c>ctl keys</c> made.</summary>
public sealed class KeyedService : IAsyncLifetime
{
    private const string Audience = "notice-service";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-keyed-");
    private readonly int grpcPort = FreePort.Take();
    private readonly int consolePort = FreePort.Take();
    private ServiceProcess? process;
    private GrpcChannel? channel;

    public PlayerService.PlayerServiceClient Players => new(Channel);

    public OperatorService.OperatorServiceClient Operators => new(Channel);

    public GrpcChannel Channel => channel ?? throw new InvalidOperationException("Not started.");

    public Uri Console => new($"http://127.0.0.1:{consolePort}");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        await MakeKeyAsync("player", "players.jwks");
        await MakeKeyAsync("operator", "operators.jwks");
        process = new ServiceProcess(
            [
                "--console", string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{consolePort}"),
                "--grpc", string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{grpcPort}"),
                "--data", PathOf("data"),
                "--player-keys", PathOf("players.jwks"),
                "--operator-keys", PathOf("operators.jwks"),
            ],
            ("Access__Audience", Audience),
            ("Redis__CallTimeout", "00:00:10"),
            ("Redis__ConnectTimeout", "00:00:20"),
            ("Redis__HeartbeatsMissed", "100"));
        channel = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{grpcPort}"));

        // The store is embedded: it answers a little later than the console.
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(Limit);
        while (!await IsReadyAsync(http, limit.Token))
        {
            Assert.False(process.HasExited, process.Output);
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Makes a key, and adds it to the set.</summary>
    public Task MakeKeyAsync(string name, string set) => CtlAsync("ctl", "keys", "--private", PathOf($"{name}.jwk"), "--public", PathOf(set));

    /// <summary>The header of a token from <c>ctl token</c>.</summary>
    public async Task<Metadata> TokenAsync(string key, string subject, params string[] roles)
    {
        string[] arguments = ["ctl", "token", "--key", PathOf($"{key}.jwk"), "--sub", subject, "--audience", Audience, "--expires", "10m"];
        var token = await CtlAsync([.. arguments, .. roles.SelectMany(r => new[] { "--role", r })]);
        return new Metadata { { "authorization", $"Bearer {token.Trim()}" } };
    }

    /// <summary>Waits until the service has said the words so many times.</summary>
    public async Task SaysAsync(string words, int times)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (process!.Output.Split(words).Length - 1 < times)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        if (process is not null)
        {
            process.Dispose();
        }

        folder.Delete(recursive: true);
        await Task.CompletedTask;
    }

    private static async Task<string> CtlAsync(params string[] arguments)
    {
        using var command = new ServiceProcess(arguments);
        Assert.True(await command.ExitAsync() == 0, command.Output);
        return command.Output;
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            return (await http.GetAsync(new Uri(Console, "/healthz/ready"), cancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
