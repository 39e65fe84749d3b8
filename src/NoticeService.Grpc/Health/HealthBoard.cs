using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>
/// The last published status of every service. A watcher waits for the next change of the whole board and looks whether
/// its own service changed: it may miss a status that lasted for an instant, never the latest.
/// </summary>
internal sealed class HealthBoard
{
    private volatile Snapshot _now = new(new Dictionary<string, ServingStatus>(StringComparer.Ordinal), IsPublished: false);

    /// <summary>What is published now, with a signal of the next change.</summary>
    public Snapshot Now => _now;

    /// <summary>Replaces everything that is published. A publication that changes nothing wakes nobody.</summary>
    /// <param name="statuses">By service; every service.</param>
    /// <param name="onlyFirst">True: does nothing if anything was published before.</param>
    public void Publish(IReadOnlyDictionary<string, ServingStatus> statuses, bool onlyFirst = false)
    {
        while (true)
        {
            var was = _now;
            if (was.IsPublished && (onlyFirst || Same(was.Statuses, statuses)))
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _now, new Snapshot(statuses, IsPublished: true), was) == was)
            {
                was.SetReplaced();
                return;
            }
        }
    }

    private static bool Same(IReadOnlyDictionary<string, ServingStatus> a, IReadOnlyDictionary<string, ServingStatus> b) =>
        a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var status) && status == entry.Value);

    /// <summary>One state of the board.</summary>
    /// <param name="Statuses">By service.</param>
    /// <param name="IsPublished">False until the first publication.</param>
    internal sealed record Snapshot(IReadOnlyDictionary<string, ServingStatus> Statuses, bool IsPublished)
    {
        private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done when the board has changed.</summary>
        public Task Replaced => _replaced.Task;

        public ServingStatus Of(string service) => Statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown);

        public void SetReplaced() => _replaced.TrySetResult();
    }
}
