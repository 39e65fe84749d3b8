using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Hosting;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;
using NoticeService.Redis.Embedded;

namespace NoticeService.Tests;

/// <summary>The whole service on ports of its own, with an embedded store in a folder of its own.</summary>
public sealed class RunningService : IAsyncLifetime
{
    /// <summary>Belongs to the ISP <c>alpha</c>.</summary>
    public const string AlphaAddress = "198.51.100.7";

    /// <summary>Belongs to the ISP <c>beta</c>.</summary>
    public const string BetaAddress = "203.0.113.9";

    public const string Server = "cache1.one.example";

    /// <summary>A proxy of ours, of which loopback, from where the tests call, is the nearest.</summary>
    public const string Proxy = "10.1.2.3";

    public const string ProxyV6 = "2001:db8:ff::1";

    /// <summary>The policy in force when it starts.</summary>
    public const string Configuration = """
        {
          "network": {
            "isps": [
              { "id": "alpha", "name": "Alpha", "prefixes": ["198.51.100.0/24", "2001:db8:a::/48"] },
              { "id": "beta", "name": "Beta", "prefixes": ["203.0.113.0/24"] }
            ],
            "paths": [{ "id": "one", "name": "One", "kind": "transit" }],
            "servers": [{ "name": "cache1.one.example", "path": "one", "metro": "nyc" }]
          },
          "cohorts": [{ "name": "everybody", "enabled": true, "percentage": 100, "hard_cap": 1000 }]
        }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-service-");
    private readonly Dictionary<string, string?> settings = [];
    private WebApplication? app;
    private GrpcChannel? channel;
    private bool started;

    public RunningService()
    {
        Set("NoticeService:Console", "127.0.0.1:0");
        Set("NoticeService:Grpc", "127.0.0.1:0");
        Set("NoticeService:ReconnectSpread", "00:00:00");
        Set("NoticeService:TrustedProxies:0", "10.0.0.0/8");
        Set("NoticeService:TrustedProxies:1", "2001:db8:ff::/48");
        Set("Embedded:DataDirectory", Path.Combine(folder.FullName, "data"));
        Set("Logging:LogLevel:Default", "Warning");

        // Patience with the store is no subject of most tests, and a busy machine needs more of it than a service should have.
        Set("Redis:CallTimeout", "00:00:10");
        Set("Redis:ConnectTimeout", "00:00:20");
        Set("Redis:HeartbeatsMissed", "100");
        Set("Embedded:PingTimeout", "00:00:30");
        Set("NoticeService:Config", ConfigPath);
        File.WriteAllText(ConfigPath, Configuration);
    }

    public string ConfigPath => Path.Combine(folder.FullName, "notices.json");

    public PlayerService.PlayerServiceClient Players => new(Channel);

    public OperatorService.OperatorServiceClient Operators => new(Channel);

    public GrpcChannel Channel => channel ?? throw new InvalidOperationException("Not started.");

    public Uri Console => new(app!.Urls.First());

    public Uri Grpc => new(app!.Urls.Last());

    public SessionMetrics Sessions => Get<SessionMetrics>();

    public T Get<T>()
        where T : notnull => app!.Services.GetRequiredService<T>();

    public RunningService Set(string key, string value)
    {
        settings[key] = value;
        return this;
    }

    public async ValueTask InitializeAsync()
    {
        app = Service.Build(settings);
        await app.StartAsync();
        started = true;
        channel = GrpcChannel.ForAddress(Grpc);
        if (!settings.ContainsKey("Redis:Connection"))
        {
            // Calls wait a second for a store that is still being started, which a busy machine does not do in that time.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await Get<EmbeddedStore>().GetEndpointAsync(limit.Token);
        }
    }

    public Task StopAsync() => app!.StopAsync();

    /// <summary>A stream that has been accepted.</summary>
    public async Task<AsyncDuplexStreamingCall<WatchRequest, WatchResponse>> PlayAsync(string sessionId, string user = "user-1", string address = AlphaAddress)
    {
        var call = Players.Watch(From(address));
        await call.RequestStream.WriteAsync(Start(sessionId, user));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(WatchResponse.KindOneofCase.Accepted, call.ResponseStream.Current.KindCase);
        return call;
    }

    public static Metadata From(string address) => new() { { "x-forwarded-for", address } };

    public static WatchRequest Start(string sessionId, string user = "user-1") =>
        new() { Start = new SessionStart { SessionId = sessionId, UserId = user, Player = "test 1.0", Language = "en", CanShowNotices = true } };

    public static Sample Good(long timeMs, long kbps = 8_000) => new()
    {
        ThroughputKbps = kbps,
        EncodedBitrateKbps = 4_000,
        TopBitrateKbps = 8_000,
        BufferMs = 20_000,
        ObjectBytes = 4_000_000,
        Server = Server,
        TimeMs = timeMs,
    };

    /// <summary>Ends the stream from the player's side and takes what comes until its end.</summary>
    public static async Task FinishAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call)
    {
        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            // Nothing more is expected to matter.
        }

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    /// <summary>Says the last thing, if there is one, and reads until the stream breaks: a call may be refused before all of it is written.</summary>
    public static async Task<RpcException> FailureOf(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call, WatchRequest? last = null) =>
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            if (last is not null)
            {
                await call.RequestStream.WriteAsync(last);
            }

            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                // What was said before the failure.
            }
        });

    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        if (app is not null)
        {
            // A host whose start failed has nothing to stop, and says so with an exception.
            if (started)
            {
                await app.StopAsync();
            }

            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
