using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>grpc.health.v1 over the health checks of the application.</summary>
internal sealed class HealthChecksService(
    HealthRunner runner,
    HealthBoard board,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var mapping = runner.Find(request.Service)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"No health is kept of the service '{request.Service}'."));
        var status = options.Value.UseHealthChecksCache
            ? (await PublishedAsync(context.CancellationToken)).Of(mapping.Name)
            : await runner.RunAsync(mapping, context.CancellationToken);
        return new HealthCheckResponse { Status = status };
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var statuses = options.Value.UseHealthChecksCache
            ? (await PublishedAsync(context.CancellationToken)).Statuses
            : await runner.RunAllAsync(context.CancellationToken);
        var response = new HealthListResponse();
        foreach (var (service, status) in statuses)
        {
            response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }

        return response;
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = options.Value.SuppressCompletionOnShutdown ? CancellationToken.None : lifetime.ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            var now = await PublishedAsync(either.Token);
            ServingStatus? told = null;
            while (true)
            {
                if (now.Of(request.Service) is var status && status != told)
                {
                    await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
                    told = status;
                }

                await now.Replaced.WaitAsync(either.Token);
                now = board.Now;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
        }
    }

    /// <summary>What is published; before the host's first publication, the outcome of a run now.</summary>
    private async ValueTask<HealthBoard.Snapshot> PublishedAsync(CancellationToken cancellationToken)
    {
        if (!board.Now.IsPublished)
        {
            board.Publish(await runner.RunAllAsync(cancellationToken), onlyFirst: true);
        }

        return board.Now;
    }
}
