using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.History;

/// <summary>A recording to begin from; null is none.</summary>
public sealed record CalmHistoryFile(string? Path);

/// <summary>
/// Gives a new installation norms and calm from a recording. A store that has an engine state keeps it: then the file is
/// left alone. Register it before the evaluation loop: the file is read before that begins.
/// </summary>
public sealed partial class CalmHistoryImport(
    CalmHistoryFile file,
    ConfigurationFile configuration,
    HouseholdKey key,
    VerdictSettings settings,
    EngineSeed seed,
    INormStore norms,
    IEvaluationStore evaluations,
    IPopulationStore populations,
    LoopGuard guard,
    ILogger<CalmHistoryImport> logger,
    TimeProvider time) : BackgroundService
{
    private const int Batch = 5_000;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private CalmHistory? history;

    /// <summary>Whether players may come: the norms are in the store, or there are none to bring.</summary>
    public bool Ready { get; private set; }

    /// <exception cref="IOException">The file is not readable: the service does not start.</exception>
    /// <exception cref="FormatException">The file is wrong: the message has the line.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (file.Path is { } path)
        {
            try
            {
                history = CalmHistory.Read(path, configuration.Current.Network, key, settings, cancellationToken);
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"{path}: {wrong.Message}", wrong);
            }

            seed.State = history.State;
            LogRead(logger, history.Rows, history.Dropped, history.Norms.Count, history.State.CalmOrigin);
        }

        Ready = history is null;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (history is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Retry, time);
        while (!await guard.RunAsync("history", SaveAsync, stoppingToken))
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        history = null;
        Ready = true;
    }

    // Written again after a failure: a norm written twice is the same norm.
    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (await evaluations.LoadStateAsync(cancellationToken) is { } saved && EvaluationJson.ReadState(saved.Span).Window > history!.State.Window)
        {
            LogKept(logger);
            return;
        }

        foreach (var chunk in history!.Norms.Chunk(Batch))
        {
            await norms.SaveAsync(chunk, cancellationToken);
            await populations.CountAsync(CohortDefinition.Everybody, [.. chunk.Select(n => n.Key)], cancellationToken);
        }

        // The recording is a picture of the traffic: a cohort without filters need not wait to be sized.
        await populations.CompleteAsync(CohortDefinition.Everybody, cancellationToken);
    }

    [LoggerMessage(1300, LogLevel.Information, "Read {Rows} rows of calm history ({Dropped} dropped): norms of {Households} households, from a {Origin}.")]
    private static partial void LogRead(ILogger logger, long rows, long dropped, int households, string? origin);

    [LoggerMessage(1301, LogLevel.Information, "The store has norms and calm of its own: the calm history is left alone.")]
    private static partial void LogKept(ILogger logger);
}
