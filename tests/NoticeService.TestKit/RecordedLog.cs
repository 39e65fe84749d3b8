using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NoticeService.TestKit;

/// <summary>Keeps every line that is logged, of all categories. Thread-safe.</summary>
public sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> lines = new();

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyCollection<Line> Lines => lines;

    /// <summary>The texts of one event.</summary>
    public IReadOnlyList<string> Of(int eventId) => [.. lines.Where(l => l.EventId == eventId).Select(l => l.Text)];

    /// <summary>A logger that writes here, for what takes one by hand.</summary>
    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => new Logger<object>(this);

    public void Dispose()
    {
    }

    /// <param name="EventId">Of the event.</param>
    /// <param name="Level">Of the event.</param>
    /// <param name="Text">As it would be printed.</param>
    public readonly record struct Line(int EventId, LogLevel Level, string Text);

    private sealed class Logger<T>(RecordedLog log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.lines.Enqueue(new Line(eventId.Id, logLevel, formatter(state, exception)));
    }
}
