using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Hosting;
using Question = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Grpc.AspNetCore.Server.Reflection.Internal;

/// <summary>grpc.reflection.v1. What is not found is an answer; the stream goes on.</summary>
internal sealed class ReflectionService(ServedDescriptors served, IHostApplicationLifetime lifetime) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (await MoveNextAsync())
        {
            await responseStream.WriteAsync(Answer(requestStream.Current));
        }

        async Task<bool> MoveNextAsync()
        {
            try
            {
                return await requestStream.MoveNext(either.Token);
            }
            catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
            {
                // A tool that keeps its stream open must not hold up the end of the server.
                throw new RpcException(new Status(StatusCode.Unavailable, "The server is going away."));
            }
        }
    }

    /// <summary>The answer to one question; never fails.</summary>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var index = served.Index;
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Question.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.AddRange(index.ServiceNames.Select(name => new ServiceResponse { Name = name }));
                break;
            case Question.FileByFilename:
                AddFile(response, index.FindFile(request.FileByFilename), $"file '{request.FileByFilename}'");
                break;
            case Question.FileContainingSymbol:
                AddFile(response, index.FindSymbol(request.FileContainingSymbol), $"symbol '{request.FileContainingSymbol}'");
                break;
            case Question.FileContainingExtension:
                var (type, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                AddFile(response, index.FindExtension(type, number), $"extension {number} of '{type}'");
                break;
            case Question.AllExtensionNumbersOfType:
                AddNumbers(response, index.ExtensionNumbers(request.AllExtensionNumbersOfType), request.AllExtensionNumbersOfType);
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "The request asks no question that this server knows.");
                break;
        }

        return response;
    }

    private static void AddFile(ServerReflectionResponse response, FileDescriptor? file, string asked)
    {
        if (file is null)
        {
            response.ErrorResponse = NotFound(asked);
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        response.FileDescriptorResponse.FileDescriptorProto.AddRange(DescriptorIndex.WithDependencies(file));
    }

    private static void AddNumbers(ServerReflectionResponse response, IReadOnlyCollection<int>? numbers, string type)
    {
        if (numbers is null)
        {
            response.ErrorResponse = NotFound($"message '{type}'");
            return;
        }

        response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
        response.AllExtensionNumbersResponse.ExtensionNumber.AddRange(numbers);
    }

    private static ErrorResponse NotFound(string asked) => Error(StatusCode.NotFound, $"No {asked} is served here.");

    private static ErrorResponse Error(StatusCode code, string sentence) => new() { ErrorCode = (int)code, ErrorMessage = sentence };
}
