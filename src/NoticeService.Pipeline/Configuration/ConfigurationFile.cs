using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Networks;

namespace NoticeService.Pipeline.Configuration;

/// <summary>
/// The configuration in force. Looks at the file every second by its content, not by file events, which a Kubernetes
/// ConfigMap (a link that is swapped) does not give. A wrong file changes nothing but <see cref="LastError"/>. Properties are
/// thread-safe.
/// </summary>
public sealed class ConfigurationFile : BackgroundService, INetworkSource
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly string path;
    private readonly ConfigurationLoader loader;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ConfigurationMetrics metrics;
    private readonly SemaphoreSlim polling = new(1, 1);
    private ImmutableList<Action<NoticeConfiguration>> subscribers = [];
    private volatile NoticeConfiguration current;
    private volatile ConfigurationException? lastError;
    private string seen;

    /// <summary>Loads the file at once.</summary>
    /// <exception cref="ConfigurationException">Missing or wrong: without a good configuration there is no service.</exception>
    public ConfigurationFile(string path, ConfigurationLoader loader, TimeProvider time, ILogger<ConfigurationFile> logger, IMeterFactory meters)
    {
        this.path = Path.GetFullPath(path);
        this.loader = loader;
        this.time = time;
        this.logger = logger;
        metrics = new ConfigurationMetrics(meters);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(this.path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationLoader.NotReadable(path, error);
        }

        current = loader.Load(this.path, bytes);
        seen = Fingerprint(bytes);
        LogApplied();
    }

    /// <summary>The last good configuration.</summary>
    public NoticeConfiguration Current => current;

    NetworkTable INetworkSource.Current => current.Network;

    /// <summary>Why the file as it stands now is not in force; null when it is.</summary>
    public ConfigurationException? LastError => lastError;

    /// <summary>Calls back after each change, on the polling loop, so briefly. One that throws is logged and does not hinder the others.</summary>
    /// <returns>Dispose to hear no more.</returns>
    public IDisposable OnChange(Action<NoticeConfiguration> subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ImmutableInterlocked.Update(ref subscribers, static (list, s) => list.Add(s), subscriber);
        return new Subscription(this, subscriber);
    }

    /// <summary>Looks at the file once, as the loop does every <see cref="PollInterval"/>.</summary>
    public async Task<ReloadOutcome> PollOnceAsync(CancellationToken cancellationToken = default)
    {
        await polling.WaitAsync(cancellationToken);
        try
        {
            return await PollOnce_NeedsTurnAsync(cancellationToken);
        }
        finally
        {
            polling.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        polling.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PollOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task<ReloadOutcome> PollOnce_NeedsTurnAsync(CancellationToken cancellationToken)
    {
        var seenAt = time.GetTimestamp();
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // By its message, so that a file that stays away is told once.
            return IsNews($"unreadable: {error.Message}") ? Reject(ConfigurationLoader.NotReadable(path, error)) : ReloadOutcome.Unchanged;
        }

        if (!IsNews(Fingerprint(bytes)))
        {
            return ReloadOutcome.Unchanged;
        }

        try
        {
            current = loader.Load(path, bytes);
        }
        catch (ConfigurationException wrong)
        {
            return Reject(wrong);
        }

        metrics.InForceAfter(time.GetElapsedTime(seenAt));

        // Once more: the new configuration may name other tables.
        seen = Fingerprint(bytes);
        return Apply();
    }

    private bool IsNews(string fingerprint)
    {
        if (fingerprint == seen)
        {
            return false;
        }

        seen = fingerprint;
        return true;
    }

    private string Fingerprint(byte[] bytes) =>
        string.Join('|', [Convert.ToHexString(SHA256.HashData(bytes)), .. current.DataFiles.Select(AsnSources.Stamp)]);

    private ReloadOutcome Apply()
    {
        lastError = null;
        metrics.Reloaded(ReloadOutcome.Applied);
        LogApplied();
        foreach (var subscriber in subscribers)
        {
            try
            {
                subscriber(current);
            }
            catch (Exception exception)
            {
                ConfigurationLog.SubscriberFailed(logger, exception);
            }
        }

        return ReloadOutcome.Applied;
    }

    private ReloadOutcome Reject(ConfigurationException wrong)
    {
        lastError = wrong;
        metrics.Reloaded(ReloadOutcome.Rejected);
        ConfigurationLog.Rejected(logger, path, wrong.Message);
        return ReloadOutcome.Rejected;
    }

    private void LogApplied() => ConfigurationLog.Applied(
        logger, path, current.Network.Isps.Count, current.Network.Paths.Count, current.Network.Servers.Count, current.Cohorts.Count, current.Suspensions.Count);

    private sealed class Subscription(ConfigurationFile file, Action<NoticeConfiguration> subscriber) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref file.subscribers, static (list, s) => list.Remove(s), subscriber);
    }
}
