using NoticeService.Grpc.Tests.Framing;
using NoticeService.Grpc.Tests.Probe;
using Grpc.Core;
using Google.Protobuf;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>A call that fails before its first message is answered by one block of headers that ends the stream, seen frame by frame.</summary>
public sealed class TrailersOnlyTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly string s_service = "/" + ProbeService.Descriptor.FullName;

    // An unknown method, an encoding, a timeout and a header refused before anything was read; a first message that is refused; a handler that fails.
    [Theory]
    [InlineData("/Nothing", "", "", "", StatusCode.Unimplemented)]
    [InlineData("/Join", "grpc-encoding", "br", "", StatusCode.Unimplemented)]
    [InlineData("/Join", "grpc-timeout", "soon", "", StatusCode.InvalidArgument)]
    [InlineData("/Join", "grpc-timeout", "0n", "", StatusCode.DeadlineExceeded)]
    [InlineData("/Join", "x", "y", "negative", StatusCode.OutOfRange)]
    [InlineData("/Echo", "x", "y", "fail", StatusCode.FailedPrecondition)]
    public async Task Refused_OneBlockOfHeadersEndsTheStream(string method, string header, string value, string message, StatusCode expected)
    {
        using var client = await Http2Client.ConnectAsync(server.Address);
        await client.OpenAsync(1, s_service + method, header.Length > 0 ? [(header, value)] : []);
        if (message.Length > 0)
        {
            var sent = message == "negative" ? new ProbeMessage { Number = -1 } : new ProbeMessage { Text = message };
            await client.SendDataAsync(1, Frames.Frame(sent.ToByteArray()), last: message == "fail");
        }

        var frames = await client.ReadStreamAsync(1);
        var only = Assert.Single(frames, frame => frame.Type is Http2Frame.Headers or Http2Frame.Data or Http2Frame.Reset);
        Assert.Equal(Http2Frame.Headers, only.Type);
        Assert.Equal(Http2Frame.EndStream | Http2Frame.EndHeaders, only.Flags);
        Assert.True(only.HasHeader("grpc-status", ((int)expected).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    // The other case, so that the one above can fail.
    [Fact]
    public async Task Answered_HeadersThenDataThenTrailers()
    {
        using var client = await Http2Client.ConnectAsync(server.Address);
        await client.OpenAsync(1, s_service + "/Echo");
        await client.SendDataAsync(1, Frames.Frame(new ProbeMessage { Number = 1 }.ToByteArray()), last: true);
        var frames = (await client.ReadStreamAsync(1)).Where(frame => frame.Type is Http2Frame.Headers or Http2Frame.Data).ToList();
        Assert.Equal([Http2Frame.Headers, Http2Frame.Data, Http2Frame.Headers], frames.Select(frame => frame.Type));
        Assert.False(frames[0].HasHeader("grpc-status", "0"));
        Assert.True(frames[2].HasHeader("grpc-status", "0"));
        Assert.Equal([false, false, true], frames.Select(frame => (frame.Flags & Http2Frame.EndStream) != 0));
    }
}
