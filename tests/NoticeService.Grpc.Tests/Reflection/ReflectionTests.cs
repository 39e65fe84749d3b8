using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Reflection;

public sealed class ReflectionTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly string[] Served =
    [
        "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "probe.v1.ProbeService",
    ];

    [Fact]
    public async Task ListServices_TellsEveryMappedServiceInOrder()
    {
        var answer = await AskAsync(new ServerReflectionRequest { Host = "here", ListServices = "" });
        Assert.Equal(Served, answer.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal("here", answer.ValidHost);
        Assert.Equal("here", answer.OriginalRequest.Host);
    }

    [Theory]
    [InlineData("probe.v1.ProbeService", "probe.proto", "extendable.proto")]
    [InlineData("probe.v1.ProbeService.Echo", "probe.proto", "extendable.proto")]
    [InlineData("probe.v1.ProbeMessage", "probe.proto", "extendable.proto")]
    [InlineData("probe.v1.ProbeMessage.text", "probe.proto", "extendable.proto")]
    [InlineData("probe.v1.Extendable", "extendable.proto")]
    [InlineData("probe.v1.note", "extendable.proto")]
    [InlineData("probe.v1.Scope.weight", "extendable.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.NOT_SERVING", "grpc/health/v1/health.proto")]
    [InlineData("grpc.reflection.v1.ServerReflectionRequest.message_request", "grpc/reflection/v1/reflection.proto")]
    public async Task FileContainingSymbol_Known_FileFirstThenItsDependencies(string symbol, params string[] files) =>
        Assert.Equal(files, FileNames(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol })));

    [Theory]
    [InlineData("probe.v1.Nothing")]
    [InlineData("probe.v1")]
    [InlineData("")]
    public async Task FileContainingSymbol_Unknown_NotFound(string symbol) =>
        AssertNotFound(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol }));

    [Fact]
    public async Task FileByFilename_Known_IsTheFileThatWasCompiled()
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileByFilename = "probe.proto" });
        Assert.Equal(["probe.proto", "extendable.proto"], FileNames(answer));
        Assert.Equal(ProbeReflection.Descriptor.SerializedData, answer.FileDescriptorResponse.FileDescriptorProto[0]);
    }

    [Fact]
    public async Task FileByFilename_Unknown_NotFound() =>
        AssertNotFound(await AskAsync(new ServerReflectionRequest { FileByFilename = "other.proto" }));

    [Theory]
    [InlineData(100, true)]
    [InlineData(120, true)]
    [InlineData(101, false)]
    public async Task FileContainingExtension_ByTypeAndNumber(int number, bool known)
    {
        var answer = await AskAsync(new ServerReflectionRequest
        {
            FileContainingExtension = new ExtensionRequest { ContainingType = "probe.v1.Extendable", ExtensionNumber = number },
        });
        if (known)
        {
            Assert.Equal(["extendable.proto"], FileNames(answer));
        }
        else
        {
            AssertNotFound(answer);
        }
    }

    [Fact]
    public async Task AllExtensionNumbers_Extended_AreSorted()
    {
        var answer = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "probe.v1.Extendable" });
        Assert.Equal("probe.v1.Extendable", answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Equal([100, 120], answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task AllExtensionNumbers_MessageWithout_AreNone()
    {
        var answer = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "probe.v1.NotExtended" });
        Assert.Empty(answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Theory]
    [InlineData("probe.v1.Nothing")]
    [InlineData("probe.v1.ProbeService")]
    public async Task AllExtensionNumbers_NotAMessage_NotFound(string name) =>
        AssertNotFound(await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = name }));

    [Fact]
    public async Task NoQuestion_InvalidArgument() =>
        Assert.Equal((int)StatusCode.InvalidArgument, (await AskAsync(new ServerReflectionRequest())).ErrorResponse.ErrorCode);

    [Fact]
    public async Task SeveralQuestionsOnOneStream_EachIsAnsweredThoughOneIsNotFound()
    {
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        AssertNotFound(await AskAsync(call, new ServerReflectionRequest { FileByFilename = "other.proto" }));
        Assert.Equal(4, (await AskAsync(call, new ServerReflectionRequest { ListServices = "*" })).ListServicesResponse.Service.Count);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task OlderVersion_AnswersAlike()
    {
        using var call = new global::Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new global::Grpc.Reflection.V1Alpha.ServerReflectionRequest { FileContainingSymbol = "probe.v1.ProbeService" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var files = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto;
        Assert.Equal(["probe.proto", "extendable.proto"], files.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name));
    }

    private static IEnumerable<string> FileNames(ServerReflectionResponse answer)
    {
        Assert.Null(answer.ErrorResponse);
        return answer.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name);
    }

    private static void AssertNotFound(ServerReflectionResponse answer) => Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse?.ErrorCode);

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest question)
    {
        await call.RequestStream.WriteAsync(question);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest question)
    {
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        return await AskAsync(call, question);
    }
}
