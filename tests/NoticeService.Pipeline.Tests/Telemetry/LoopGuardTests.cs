using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Tests.Telemetry;

public sealed class LoopGuardTests : IDisposable
{
    private const int Failed = 1000, Recovered = 1001, StoreOut = 1002, StoreBack = 1003;

    private readonly ServiceProvider services;
    private readonly StackLog log = new();
    private readonly LoopGuard guard;

    public LoopGuardTests()
    {
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        guard = new LoopGuard(services.GetRequiredService<IMeterFactory>(), log);
    }

    /// <summary>Redis was once out for half a minute, and seven loops wrote a chain of exceptions each.</summary>
    [Fact]
    public async Task Run_StoreOutForManyLoops_IsToldOnceInALine_AndSoIsItsEnd()
    {
        foreach (var loop in new[] { "feed", "window", "feed", "admission" })
        {
            Assert.False(await RunAsync(loop, new StoreUnavailableException("Redis did not confirm read-feed: it did not answer in time.", new IOException("inner"))));
        }

        Assert.True(await RunAsync("feed"));
        Assert.True(await RunAsync("admission"));
        Assert.False(await RunAsync("feed", new StoreUnavailableException("Once more.")));
        Assert.True(await RunAsync("feed"));
        Assert.Equal([StoreOut], log.Events);

        Assert.True(await RunAsync("window"));

        Assert.Equal(
            ["The store is out, which the feed loop met first: Redis did not confirm read-feed: it did not answer in time.", "The store is back: all loops that waited for it have run; rounds that failed: 5."],
            log.Texts);
        Assert.All(log.Exceptions, Assert.Null);
    }

    [Fact]
    public async Task Run_NextOutage_IsToldAgain()
    {
        for (var outage = 0; outage < 2; outage++)
        {
            await RunAsync("feed", new StoreUnavailableException("Gone."));
            await RunAsync("feed");
        }

        Assert.Equal([StoreOut, StoreBack, StoreOut, StoreBack], log.Events);
    }

    [Fact]
    public async Task Run_AnotherException_KeepsItsStack_AndIsToldOnceALoop()
    {
        var bug = new InvalidOperationException("A bug.");
        await RunAsync("feed", bug);
        await RunAsync("feed", bug);
        await RunAsync("window", bug);
        await RunAsync("feed");

        Assert.Equal([Failed, Failed, Recovered], log.Events);
        Assert.Equal([bug, bug, null], log.Exceptions);
    }

    public void Dispose() => services.Dispose();

    private Task<bool> RunAsync(string loop, Exception? failure = null) =>
        guard.RunAsync(loop, _ => failure is null ? Task.CompletedTask : Task.FromException(failure), CancellationToken.None);

    private sealed class StackLog : ILogger<LoopGuard>
    {
        public List<int> Events { get; } = [];

        public List<string> Texts { get; } = [];

        public List<Exception?> Exceptions { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Events.Add(eventId.Id);
            Texts.Add(formatter(state, exception));
            Exceptions.Add(exception);
        }
    }
}
