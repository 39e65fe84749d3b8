using Microsoft.Extensions.Options;
using NoticeService.Access;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;
using NoticeService.Hosting;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.History;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Retention;
using NoticeService.Pipeline.Sealing;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.WhatIf;
using NoticeService.Pipeline.Windows;
using NoticeService.Redis;
using NoticeService.Redis.Embedded;
using SessionOptions = NoticeService.Pipeline.Sessions.SessionOptions;

namespace NoticeService.Composition;

/// <summary>The stages, in the order of the data.</summary>
internal static class PipelineExtensions
{
    public static void AddPipeline(this IServiceCollection services, IConfiguration configuration, ServiceOptions options)
    {
        services.AddSingleton<LoopGuard>();
        services.AddConfiguration(options);
        services.AddHouseholdKey(configuration);
        services.AddSessions(configuration);
        services.AddEvaluation(options);
        services.AddJournal(configuration);
        services.AddExperiments(configuration);
        services.AddAdmission(configuration);
    }

    private static void AddConfiguration(this IServiceCollection services, ServiceOptions options)
    {
        var path = options.Config.Length > 0 ? options.Config : Path.Combine(AppContext.BaseDirectory, "notices.json");
        services.AddSingleton(new ConfigurationLoader());
        services.AddHosted(p => ActivatorUtilities.CreateInstance<ConfigurationFile>(p, path));
        services.AddSingleton<INetworkSource>(p => p.GetRequiredService<ConfigurationFile>());
    }

    private static void AddHouseholdKey(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HouseholdKeyOptions>().Bind(configuration.GetSection(HouseholdKeyOptions.Section));
        services.AddSingleton(p => HouseholdKeySource.Load(
            p.GetRequiredService<IOptions<HouseholdKeyOptions>>().Value,
            p.GetRequiredService<IOptions<EmbeddedStoreOptions>>().Value,
            embedded: p.GetRequiredService<IOptions<RedisOptions>>().Value.Connection.Length == 0));
    }

    private static void AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection(SessionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SessionOptions>, SessionOptionsValidator>();
        services.AddOptions<PopulationOptions>().Bind(configuration.GetSection(PopulationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SessionMetrics>();
        services.AddRecording(configuration);
        services.AddSingleton(p => new HouseholdDirectory(p.GetRequiredService<INormStore>()));
        services.AddSingleton<FeedHolder>();
        services.AddSingleton<SessionDirectory>();
        services.AddHostedService<SessionCare>();
        services.AddHostedService<IdleSweep>();
    }

    private static void AddRecording(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>().Bind(configuration.GetSection(RecordingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RecordingMetrics>();
        services.AddHosted(p => new TelemetryRecorder(
            p.GetRequiredService<IOptions<RecordingOptions>>().Value,
            p.GetRequiredService<IOptions<SessionOptions>>().Value,
            p.GetRequiredService<HouseholdKey>(),
            p.GetRequiredService<RecordingMetrics>(),
            p.GetRequiredService<LoopGuard>(),
            p.GetRequiredService<ILogger<TelemetryRecorder>>(),
            p.GetRequiredService<TimeProvider>()));
    }

    private static void AddEvaluation(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(new PodName(options.Pod.Length > 0 ? options.Pod : $"{Environment.MachineName}-{Environment.ProcessId}"));
        services.AddSingleton(new ShardMap(options.Shards));
        services.AddSingleton(p => p.GetRequiredService<ConfigurationFile>().Current.Verdict);
        services.AddSingleton<EngineSeed>();
        services.AddSingleton<Leadership>();
        services.AddSingleton<EvaluationMetrics>();
        services.AddSingleton(new CalmHistoryFile(options.History.Length > 0 ? options.History : null));
        services.AddHosted<CalmHistoryImport>();
        services.AddHostedService<WindowLoop>();
        services.AddHostedService<EvaluationLoop>();
        services.AddHostedService<FeedLoop>();
        services.AddHostedService<VerdictArchiveLoop>();
    }

    private static void AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JournalOptions>()
            .Bind(configuration.GetSection(JournalOptions.Section))
            .PostConfigure<IOptions<EmbeddedStoreOptions>>((journal, store) =>
            {
                if (journal.JournalDirectory.Length == 0)
                {
                    journal.JournalDirectory = Path.Combine(store.Value.DataDirectory, "journal");
                }
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<JournalOptions>>().Value);
        services.AddSingleton<JournalMetrics>();
        services.AddHosted<NoticeJournal>();
        services.AddSingleton<LedgerCondition>();
        services.AddSingleton<ReconciliationMetrics>();
        services.AddSingleton<LedgerSearch>();
        services.AddSingleton<SealMetrics>();
        services.AddSingleton<SealCopies>();
        services.AddSingleton<DaySealer>();
        services.AddHealthChecks().AddCheck<JournalHealthCheck>(JournalHealthCheck.Name);
    }

    private static void AddExperiments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExperimentOptions>().Bind(configuration.GetSection(ExperimentOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FollowUpMetrics>();
        services.AddSingleton<FollowUps>();
        services.AddSingleton<ExperimentReader>();
        services.AddHostedService<FollowUpLoop>();
    }

    private static void AddAdmission(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGoLive(configuration);
        services.AddSingleton<GateMetrics>();
        services.AddSingleton<GatePolicySource>();
        services.AddSingleton<CohortSizes>();
        services.AddSingleton<ReplayPolicies>();
        services.AddSingleton<WhatIfRun>();
        services.AddSingleton<PopulationMetrics>();
        services.AddSingleton<GatePauses>();
        services.AddSingleton<RecentNotices>();
        services.AddSingleton<Receipts>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<SuspensionMetrics>();
        services.AddHosted<SuspensionBoard>();
        services.AddSingleton<DisputeMetrics>();
        services.AddSingleton<DisputeDesk>();
        services.AddHosted<DisputeBoard>();
        services.AddHosted<LedgerUpdates>();
        services.AddHostedService<LedgerReconciler>();
        services.AddHostedService<SealLoop>();
        services.AddSingleton<RetentionMetrics>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<PopulationLoop>();
        services.AddHostedService<AdmissionLoop>();
    }

    private static void AddGoLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GoLiveOptions>().Bind(configuration.GetSection(GoLiveOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GoLiveMetrics>();
        services.AddSingleton<GoLiveGate>();
        services.AddSingleton(p =>
        {
            var options = p.GetRequiredService<IOptions<GoLiveOptions>>().Value;
            return new GoLiveRule(
                options.IsEnforced(p.GetRequiredService<IOptions<AccessOptions>>().Value.HasKeys),
                VerdictFingerprint.Of(p.GetRequiredService<VerdictSettings>()),
                options.FalseAlarmsPerThousandIspDays);
        });
    }

    // A loop that others also ask.
    private static void AddHosted<T>(this IServiceCollection services, Func<IServiceProvider, T>? make = null)
        where T : class, IHostedService
    {
        if (make is null)
        {
            services.AddSingleton<T>();
        }
        else
        {
            services.AddSingleton(make);
        }

        services.AddHostedService(p => p.GetRequiredService<T>());
    }
}
