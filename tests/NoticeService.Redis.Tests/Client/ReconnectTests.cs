using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Redis.Client;
using NoticeService.TestKit.Contracts;
using Polly.CircuitBreaker;

namespace NoticeService.Redis.Tests.Client;

/// <summary>A server that answers and is lost at once, again and again.</summary>
public sealed class ReconnectTests(GarnetBackend backend)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(0, false)]
    [InlineData(29_999, false)]
    [InlineData(30_000, true)]
    public async Task Connection_LostAfterItAnswered_WaitsLongerEachTimeUnlessItLasted(int lastedMs, bool shortAgain)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var time = new RecordedPauses();
        var lives = 0;
        await using var connection = new RedisConnection(
            new Fixed(await backend.EndpointAsync()),
            new RedisOptions(),
            time,
            new RedisMetrics(services.GetRequiredService<IMeterFactory>(), new InFlight(1), new CircuitBreakerStateProvider()),
            NullLogger.Instance,
            whenConnected: () =>
            {
                // The third life lasts for a while, the others for no time.
                if (++lives == 3)
                {
                    time.Advance(TimeSpan.FromMilliseconds(lastedMs));
                }

                return Task.FromException(new SocketException((int)SocketError.ConnectionReset));
            });
        connection.Start();
        for (var i = 0; i < 2; i++)
        {
            Assert.InRange(await time.NextAsync(), Shortest * Math.Pow(2, i) / 2, Shortest * Math.Pow(2, i));
        }

        var third = await time.NextAsync();
        Assert.InRange(third, shortAgain ? Shortest / 2 : Shortest * 2, shortAgain ? Shortest : Shortest * 4);
    }

    private sealed class Fixed(string configuration) : IRedisEndpoint
    {
        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(configuration);
    }

    /// <summary>A clock that only the test moves, whose timers are real; the short ones are the pauses, the others limits of a call.</summary>
    private sealed class RecordedPauses : TimeProvider
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

        private readonly ConcurrentQueue<TimeSpan> pauses = new();
        private readonly SemaphoreSlim recorded = new(0);
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

        public async Task<TimeSpan> NextAsync()
        {
            await recorded.WaitAsync();
            return pauses.TryDequeue(out var pause) ? pause : throw new InvalidOperationException("Recorded and gone.");
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero && dueTime <= Longest)
            {
                pauses.Enqueue(dueTime);
                recorded.Release();
            }

            return System.CreateTimer(callback, state, dueTime, period);
        }
    }
}
