using System.Collections.Concurrent;

namespace NoticeService.Lab.Commands;

/// <summary>Plays worlds on all cores, with a progress bar.</summary>
internal static class Worlds
{
    /// <summary>What came of each, in order, whatever the order in which the cores took them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="play">Plays one, by its number from 0; called from several threads at once.</param>
    /// <param name="cancellationToken">Stops the handing out.</param>
    /// <remarks>They are handed out one by one: in ranges, the last of which takes many minutes, a core would stand idle.</remarks>
    public static IReadOnlyList<T> Play<T>(int count, Func<int, T> play, CancellationToken cancellationToken)
    {
        var results = new T[count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        LabProgress.Show("worlds", progress =>
        {
            var done = 0;
            Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering), options, i =>
            {
                results[i] = play(i);
                progress((double)Interlocked.Increment(ref done) / count);
            });
        });
        return results;
    }
}
