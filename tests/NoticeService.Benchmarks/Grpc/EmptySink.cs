using Grpc.Core;
using NoticeService.Benchmarks.Sink;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>The empty handler: everything that is measured is the host.</summary>
internal sealed class EmptySink : SinkService.SinkServiceBase
{
    public override async Task<Taken> Take(IAsyncStreamReader<Sample> requestStream, ServerCallContext context)
    {
        long count = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            count++;
        }

        return new Taken { Count = count };
    }

    public override Task<Taken> TakeOne(Sample request, ServerCallContext context) => Task.FromResult(new Taken { Count = 1 });
}
