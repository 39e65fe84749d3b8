using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Commands.Remote;
using NoticeService.Hosting.Tls;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Hosting;

/// <summary>TLS and client certificates on both listeners, with certificates of the test's own.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-tls-");
    private readonly TestAuthority authority;
    private readonly TestAuthority stranger;

    public TlsTests()
    {
        authority = new TestAuthority(folder, "authority");
        stranger = new TestAuthority(folder, "stranger");
    }

    [Fact]
    public async Task Grpc_WithACertificate_IsReachedByWhoTrustsIt_AndNotWithoutTls()
    {
        await using var service = await StartAsync("Grpc", authority.ForServer("server"));
        Assert.Equal(Uri.UriSchemeHttps, service.Grpc.Scheme);
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, authority.Path));
        Assert.Equal(StatusCode.Unavailable, await CallAsync(service.Grpc, stranger.Path));
        Assert.Equal(StatusCode.Unavailable, await CallAsync(new UriBuilder(service.Grpc) { Scheme = "http" }.Uri, null));

        // The console has none.
        Assert.Equal(HttpStatusCode.OK, await GetAsync(service.Console, null, null));
    }

    [Fact]
    public async Task Grpc_ThatAsksForAClientCertificate_LetsInThoseOfItsAuthorityOnly()
    {
        await using var service = await StartAsync("Grpc", authority.ForServer("server"), authority.Path);
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, authority.Path, authority.ForClient("ann")));
        Assert.Equal(StatusCode.Unavailable, await CallAsync(service.Grpc, authority.Path));
        Assert.Equal(StatusCode.Unavailable, await CallAsync(service.Grpc, authority.Path, stranger.ForClient("eve")));

        // Of the authority, but made for a server.
        Assert.Equal(StatusCode.Unavailable, await CallAsync(service.Grpc, authority.Path, authority.ForServer("other")));
    }

    [Fact]
    public async Task Ctl_OverTls_WithACertificateOfItsOwn()
    {
        await using var service = await StartAsync("Grpc", authority.ForServer("server"), authority.Path);
        var (certificate, key) = authority.ForClient("ann");
        string[] asks = ["cohorts", "--server", service.Grpc.ToString()];
        await EndsAsync(0, "", [.. asks, "--ca", authority.Path, "--cert", certificate, "--cert-key", key]);
        await EndsAsync(4, "cannot be reached", [.. asks, "--ca", authority.Path]);
        await EndsAsync(4, "cannot be reached", [.. asks, "--cert", certificate, "--cert-key", key]);
        await EndsAsync(1, "cannot be used", [.. asks, "--cert", certificate]);
        await EndsAsync(1, "holds no certificate in PEM", [.. asks, "--ca", key]);
    }

    [Fact]
    public async Task Console_WithACertificate_AndAClientCertificate()
    {
        await using var service = await StartAsync("Console", authority.ForServer("server"), authority.Path);
        Assert.Equal(Uri.UriSchemeHttps, service.Console.Scheme);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(service.Console, authority.Path, authority.ForClient("ann")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(service.Console, authority.Path, null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(service.Console, authority.Path, stranger.ForClient("eve")));

        // gRPC has none.
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, null));
    }

    [Fact]
    public async Task ACertificateThatIsRenewed_IsInForceWithoutARestart_AndABrokenOneChangesNothing()
    {
        await using var service = await StartAsync("Grpc", authority.ForServer("server"));
        var files = service.Get<ListenerCertificates>().Grpc!;

        // The same files, by another authority; half of the pair is there for a moment.
        var key = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "server-key.pem"));
        stranger.ForServer("server");
        var renewed = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "server-key.pem"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server-key.pem"), key);
        files.Poll(NullLogger.Instance);
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, authority.Path));

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server-key.pem"), renewed);
        files.Poll(NullLogger.Instance);
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, stranger.Path));
        Assert.Equal(StatusCode.Unavailable, await CallAsync(service.Grpc, authority.Path));

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server.pem"), "nonsense");
        files.Poll(NullLogger.Instance);
        Assert.Equal(StatusCode.OK, await CallAsync(service.Grpc, stranger.Path));
    }

    [Fact]
    public void WrongFiles_AtStart_AreNamed()
    {
        var (certificate, key) = authority.ForServer("server");
        Names("Could not find file", new() { Certificate = "/nowhere.pem" });
        Names($"'{certificate}' cannot be used", new() { Certificate = certificate });
        Names($"'{certificate}' cannot be used", new() { Certificate = certificate, Key = stranger.ForServer("other").Key });
        Names($"'{key}' cannot be used: holds no certificate in PEM.", new() { Certificate = certificate, Key = key, ClientAuthorities = key });
        Names("Certificate must name a file", new() { ClientAuthorities = authority.Path });

        static void Names(string words, ListenerTlsOptions options)
        {
            var wrong = Assert.Throws<OptionsValidationException>(() => CertificateFiles.Open("Grpc", options));
            Assert.StartsWith("Tls:Grpc", Assert.Single(wrong.Failures), StringComparison.Ordinal);
            Assert.Contains(words, wrong.Failures.Single(), StringComparison.Ordinal);
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<RunningService> StartAsync(string listener, (string Certificate, string Key) server, string clientAuthorities = "")
    {
        var service = new RunningService()
            .Set($"Tls:{listener}:Certificate", server.Certificate)
            .Set($"Tls:{listener}:Key", server.Key)
            .Set($"Tls:{listener}:ClientAuthorities", clientAuthorities);
        await service.InitializeAsync();
        return service;
    }

    private static async Task<StatusCode> CallAsync(Uri address, string? authority, (string Certificate, string Key)? client = null)
    {
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = Handler(authority, client), DisposeHttpClient = true });
        try
        {
            await new OperatorService.OperatorServiceClient(channel).ListCohortsAsync(new ListCohortsRequest());
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private static async Task<HttpStatusCode> GetAsync(Uri console, string? authority, (string Certificate, string Key)? client)
    {
        using var http = new HttpClient(Handler(authority, client));
        return (await http.GetAsync(new Uri(console, "/healthz/live"))).StatusCode;
    }

    private static SocketsHttpHandler Handler(string? authority, (string Certificate, string Key)? client)
    {
        var handler = new SocketsHttpHandler();
        RemoteCertificates.Read(authority, client?.Certificate, client?.Key).Apply(handler.SslOptions);
        return handler;
    }

    private static async Task EndsAsync(int expected, string words, string[] arguments)
    {
        using var command = new CtlProcess(arguments);
        var (code, output, error) = await command.EndAsync();
        Assert.True(code == expected, $"{code} {output} {error}");
        Assert.Contains(words, error, StringComparison.Ordinal);
    }
}
