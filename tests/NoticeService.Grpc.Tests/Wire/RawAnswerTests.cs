using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NoticeService.Grpc.Tests.Framing;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>Our client, given answers that are cut off, reset, or not gRPC at all: the status that the specification asks for.</summary>
public sealed class RawAnswerTests
{
    private static readonly byte[] s_frame = Frames.Frame(new ProbeMessage { Number = 1 }.ToByteArray());

    [Fact]
    public async Task Stream_ConnectionBreaksInAFrame_UnavailableBehindItsWholeMessages() => await AssertStreamAsync(1, StatusCode.Unavailable, async (http, read) =>
    {
        await RawServer.BeginAsync(http, [.. s_frame, .. s_frame[..3]]);
        await read;
        http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
    });

    [Fact]
    public async Task Stream_EndsInAFrame_InternalWhateverTheTrailersSay() => await AssertStreamAsync(1, StatusCode.Internal, async (http, _) =>
    {
        await RawServer.BeginAsync(http, [.. s_frame, .. s_frame[..3]]);
        Trail(http, "0");
    });

    [Fact]
    public async Task Stream_EndsWithoutTrailers_Unknown() =>
        await AssertStreamAsync(1, StatusCode.Unknown, (http, _) => RawServer.BeginAsync(http, s_frame));

    [Fact]
    public async Task Stream_StatusThatIsNoNumber_Unknown() => await AssertStreamAsync(1, StatusCode.Unknown, async (http, _) =>
    {
        await RawServer.BeginAsync(http, s_frame);
        Trail(http, "fine");
    });

    [Fact]
    public async Task Stream_StatusBeyondTheKnown_Unknown() => await AssertStreamAsync(1, StatusCode.Unknown, async (http, _) =>
    {
        await RawServer.BeginAsync(http, s_frame);
        Trail(http, "17");
    });

    // The numbers are HTTP/2 error codes, from NO_ERROR to HTTP_1_1_REQUIRED, and one that nobody knows.
    [Theory]
    [InlineData(0, StatusCode.Internal)]
    [InlineData(1, StatusCode.Internal)]
    [InlineData(2, StatusCode.Internal)]
    [InlineData(3, StatusCode.Internal)]
    [InlineData(4, StatusCode.Internal)]
    [InlineData(5, StatusCode.Internal)]
    [InlineData(6, StatusCode.Internal)]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(9, StatusCode.Internal)]
    [InlineData(10, StatusCode.Internal)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    [InlineData(12, StatusCode.PermissionDenied)]
    [InlineData(13, StatusCode.Internal)]
    [InlineData(99, StatusCode.Internal)]
    public async Task Reset_CodeOfHttp2_StatusOfTheSpecification(int code, StatusCode expected)
    {
        await AssertStreamAsync(1, expected, async (http, read) =>
        {
            await RawServer.BeginAsync(http, s_frame);
            await read;
            RawServer.Reset(http, code);
        });
        await AssertUnaryAsync(expected, http => RawServer.Reset(http, code));
        await AssertRequestsAsync(expected, code);
    }

    [Theory]
    [InlineData(204, StatusCode.Unknown)]
    [InlineData(301, StatusCode.Unknown)]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(405, StatusCode.Unknown)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(431, StatusCode.Internal)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task HttpStatus_NotOk_StatusOfTheSpecification(int http, StatusCode expected) => await AssertUnaryAsync(expected, context =>
    {
        context.Response.StatusCode = http;
        context.Response.ContentType = "text/html";
    });

    [Fact]
    public async Task HttpStatus_NotOkWithAGrpcStatus_TheGrpcStatusHolds() => await AssertUnaryAsync(StatusCode.NotFound, context =>
    {
        context.Response.StatusCode = 503;
        context.Response.Headers["grpc-status"] = "5";
    });

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpcx")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public async Task ContentType_NotGrpc_Unknown(string? contentType) => await AssertUnaryAsync(StatusCode.Unknown, async context =>
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(s_frame);
        Trail(context, "0");
    });

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task ContentType_GrpcWithMoreBehind_IsRead(string contentType)
    {
        await using var raw = await RawServer.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(s_frame);
            Trail(context, "0");
        });
        using var channel = GrpcChannel.ForAddress(raw.Address);
        Assert.Equal(1, (await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage())).Number);
    }

    [Fact]
    public async Task TrailersOnly_StatusDetailAndMetadataArrive()
    {
        await using var raw = await RawServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "9";
            context.Response.Headers["grpc-message"] = "not %C3%BC";
            context.Response.Headers["why"] = "asked";
            return Task.CompletedTask;
        });
        using var channel = GrpcChannel.ForAddress(raw.Address);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage()));
        Assert.Equal((StatusCode.FailedPrecondition, "not ü"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("asked", failure.Trailers.GetValue("why"));
    }

    [Fact]
    public async Task TrailersOnly_OkOfAUnaryCall_InternalSinceThereIsNoMessage() => await AssertUnaryAsync(StatusCode.Internal, context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = "0";
    });

    // Reset while requests are on their way. What was refused before anything was done (7) the handler would try again by itself, without the
    // requests so far: that must not look like a complete call.
    private static async Task AssertRequestsAsync(StatusCode expected, int code)
    {
        await using var raw = await RawServer.StartAsync(async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[s_frame.Length]);
            RawServer.Reset(http, code);
        });
        using var channel = GrpcChannel.ForAddress(raw.Address);
        using var call = new ProbeService.ProbeServiceClient(channel).Join();
        if (await Record.ExceptionAsync(() => call.RequestStream.WriteAsync(new ProbeMessage { Number = 1 })) is { } early)
        {
            // The reset may overtake the end of the write.
            Assert.Equal(expected, Assert.IsType<RpcException>(early).StatusCode);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.True(expected == failure.StatusCode, failure.ToString());
        failure = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new ProbeMessage { Number = 2 }));
        Assert.True(expected == failure.StatusCode, failure.ToString());
    }

    private static void Trail(HttpContext http, string status) =>
        http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = status;

    private static Task AssertUnaryAsync(StatusCode expected, Action<HttpContext> answer) => AssertUnaryAsync(expected, http =>
    {
        answer(http);
        return Task.CompletedTask;
    });

    private static async Task AssertUnaryAsync(StatusCode expected, RequestDelegate answer)
    {
        await using var raw = await RawServer.StartAsync(answer);
        using var channel = GrpcChannel.ForAddress(raw.Address);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage()));
        Assert.True(expected == failure.StatusCode, failure.ToString());
    }

    /// <param name="messages">That arrive before the failure.</param>
    /// <param name="expected">Of the failure.</param>
    /// <param name="answer">The task that it is given is done when the caller has read those messages.</param>
    private static async Task AssertStreamAsync(int messages, StatusCode expected, Func<HttpContext, Task, Task> answer)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var raw = await RawServer.StartAsync(http => answer(http, read.Task));
        using var channel = GrpcChannel.ForAddress(raw.Address);
        using var call = new ProbeService.ProbeServiceClient(channel).Split(new ProbeMessage());
        for (var i = 0; i < messages; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        read.SetResult();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(expected == failure.StatusCode, failure.ToString());
        Assert.Equal(expected, call.GetStatus().StatusCode);
    }
}
