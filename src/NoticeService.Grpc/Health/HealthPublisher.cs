using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>Told by the host of every periodic run of the checks, tells the board.</summary>
internal sealed class HealthPublisher(HealthRunner runner, HealthBoard board) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        board.Publish(runner.Summarize(report));
        return Task.CompletedTask;
    }
}
