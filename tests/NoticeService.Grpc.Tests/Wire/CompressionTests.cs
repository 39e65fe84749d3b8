using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NoticeService.Grpc.Tests.Framing;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>Compressed messages that are not right: what our server answers, and what our client makes of such an answer.</summary>
public sealed class CompressionTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly byte[] s_message = new ProbeMessage { Text = "hello" }.ToByteArray();

    // The gzip header with something else behind it.
    private static readonly byte[] s_broken = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xff, 20)];

    private string Echo => $"{server.Address}/{ProbeService.Descriptor.FullName}/Echo";

    [Fact]
    public async Task Request_EncodingUnknown_UnimplementedAndTheKnownAreTold()
    {
        var answer = await RawAnswer.OfAsync(Echo, Frames.Frame(s_message, 1), encoding: "br");
        Assert.Equal("12", answer.GrpcStatus);
        Assert.Equal("identity,gzip", Assert.Single(answer.Headers.GetValues("grpc-accept-encoding")));
        Assert.Contains("'br'", Assert.Single(answer.Headers.GetValues("grpc-message")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Request_CompressedWithoutEncoding_Internal(string? encoding) =>
        Assert.Equal("13", (await RawAnswer.OfAsync(Echo, Frames.Frame(Frames.Gzip(s_message), 1), encoding: encoding)).GrpcStatus);

    [Fact]
    public async Task Request_Gzip_IsRead()
    {
        var answer = await RawAnswer.OfAsync(Echo, Frames.Frame(Frames.Gzip(s_message), 1), encoding: "gzip");
        Assert.Equal("0", answer.GrpcStatus);
        Assert.Equal(Frames.Frame(s_message), answer.Body);
    }

    [Fact]
    public async Task Request_BrokenGzip_Internal() =>
        Assert.Equal("13", (await RawAnswer.OfAsync(Echo, Frames.Frame(s_broken, 1), encoding: "gzip")).GrpcStatus);

    [Fact]
    public async Task Request_InflatesBeyondTheLimit_ResourceExhaustedBeforeItsEnd() =>
        Assert.Equal("8", (await RawAnswer.OfAsync(Echo, Frames.Frame(BombThatBreaks(), 1), encoding: "gzip")).GrpcStatus);

    [Fact]
    public async Task Response_Gzip_IsRead() => Assert.Equal("hello", (await EchoAsync(Frames.Frame(Frames.Gzip(s_message), 1), "gzip")).Text);

    [Fact]
    public async Task Response_EncodingUnknown_Internal() =>
        Assert.Equal(StatusCode.Internal, (await FailureAsync(Frames.Frame(s_message, 1), "br")).StatusCode);

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Response_CompressedWithoutEncoding_Internal(string? encoding) =>
        Assert.Equal(StatusCode.Internal, (await FailureAsync(Frames.Frame(Frames.Gzip(s_message), 1), encoding)).StatusCode);

    [Fact]
    public async Task Response_BrokenGzip_Internal() =>
        Assert.Equal(StatusCode.Internal, (await FailureAsync(Frames.Frame(s_broken, 1), "gzip")).StatusCode);

    [Fact]
    public async Task Response_InflatesBeyondTheLimit_ResourceExhaustedBeforeItsEnd() =>
        Assert.Equal(StatusCode.ResourceExhausted, (await FailureAsync(Frames.Frame(BombThatBreaks(), 1), "gzip")).StatusCode);

    // 64 MB, of which 4 MB are allowed, in less than 1 MB, and then something that is not gzip: who inflates it all finds it broken instead.
    private static byte[] BombThatBreaks()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(new byte[64 << 20]);
        }

        byte[] bomb = [.. output.ToArray(), .. s_broken];
        Assert.InRange(bomb.Length, 1, 1 << 20);
        Assert.Throws<InvalidDataException>(() =>
        {
            using var gzip = new GZipStream(new MemoryStream(bomb), CompressionMode.Decompress);
            gzip.CopyTo(Stream.Null);
        });
        return bomb;
    }

    private static async Task<ProbeMessage> EchoAsync(byte[] body, string? encoding)
    {
        await using var raw = await RawServer.StartAsync(async http =>
        {
            await RawServer.BeginAsync(http, body, encoding);
            http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = "0";
        });
        using var channel = GrpcChannel.ForAddress(raw.Address);
        return await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage());
    }

    private static Task<RpcException> FailureAsync(byte[] body, string? encoding) => Assert.ThrowsAsync<RpcException>(() => EchoAsync(body, encoding));
}
