using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Hosting.Tls;

/// <summary>The certificates of the listeners that have TLS.</summary>
internal sealed record ListenerCertificates(CertificateFiles? Console, CertificateFiles? Grpc, CertificateFiles? Public)
{
    public IEnumerable<CertificateFiles> All => new[] { Console, Grpc, Public }.OfType<CertificateFiles>();
}

/// <summary>Looks at the files of the certificates every second, so that one that is renewed is in force without a restart.</summary>
internal sealed class CertificateWatch(ListenerCertificates certificates, LoopGuard guard, TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (certificates.All.Any() && await timer.WaitForNextTickAsync(stoppingToken))
            {
                await guard.RunAsync("certificates", PollAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private Task PollAsync(CancellationToken cancellationToken)
    {
        foreach (var files in certificates.All)
        {
            files.Poll(logger);
        }

        return Task.CompletedTask;
    }
}
