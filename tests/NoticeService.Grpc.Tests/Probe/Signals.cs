using System.Collections.Concurrent;

namespace NoticeService.Grpc.Tests.Probe;

/// <summary>Named things that happen once, for a test or a foreign client to wait for.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> all = new(StringComparer.Ordinal);

    public void Set(string name) => Of(name).TrySetResult();

    public bool IsSet(string name) => Of(name).Task.IsCompleted;

    public Task WaitAsync(string name, CancellationToken cancellationToken) => Of(name).Task.WaitAsync(cancellationToken);

    private TaskCompletionSource Of(string name) =>
        all.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
