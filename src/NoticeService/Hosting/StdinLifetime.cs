using Microsoft.Extensions.Options;

namespace NoticeService.Hosting;

/// <summary>Stops the service when its standard input ends, if asked to: so that it never outlives the parent that started it.</summary>
internal sealed partial class StdinLifetime(IOptions<ServiceOptions> options, IHostApplicationLifetime lifetime, ILogger<StdinLifetime> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ExitWhenStdinCloses)
        {
            // A thread of its own: a read of standard input cannot be cancelled, and must not hold up the end.
            new Thread(Watch) { IsBackground = true, Name = "stdin" }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
            // Nothing is said to the service this way.
        }

        LogClosed(logger);
        lifetime.StopApplication();
    }

    [LoggerMessage(5000, LogLevel.Information, "Standard input closed: the service stops.")]
    private static partial void LogClosed(ILogger logger);
}
