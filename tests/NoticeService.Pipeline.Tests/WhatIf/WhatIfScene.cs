using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Tests.Configuration;
using NoticeService.Pipeline.WhatIf;

namespace NoticeService.Pipeline.Tests.WhatIf;

/// <summary>A ledger, a policy in force, and the question.</summary>
public abstract class WhatIfScene : IDisposable
{
    private protected const long Begin = 1_401_998_400_000;
    private protected const long HourMs = 3_600_000;

    private readonly TestFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private protected ManualTimeProvider Clock { get; } = new(Begin);

    private protected InMemoryLedger Ledger { get; } = new();

    private protected CohortSizes Sizes { get; } = new();

    private protected InMemoryPopulationStore Populations { get; }

    private protected static HouseholdKey Key { get; } = new(new byte[16]);

    protected WhatIfScene() => Populations = new InMemoryPopulationStore(Clock);

    private protected List<WhatIfDifference> Differences { get; } = [];

    public void Dispose()
    {
        folder.Dispose();
        services.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A policy of two cohorts at most, with rates that nobody reaches unless they are given.</summary>
    private protected static string Policy(string cohorts, string pacing = "{ }", string more = "") => $$"""
        {
          "network": {
            "isps": [
              { "id": "verizon", "name": "Verizon", "prefixes": ["198.51.100.0/24"] },
              { "id": "comcast", "name": "Comcast", "prefixes": ["203.0.113.0/24"] }],
            "paths": [{ "id": "cogent", "name": "Cogent", "kind": "transit" }],
            "servers": [{ "name": "cache1", "path": "cogent", "metro": "nyc" }]
          },
          "cohorts": [{{cohorts}}],
          "pacing": {{pacing}}{{more}}
        }
        """;

    private protected static string Cohort(string name = "test", string rest = "\"percentage\": 100", int cap = 100_000) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "name": "{{name}}", "enabled": true, {{rest}}, "hard_cap": {{cap}} }""");

    private protected async Task<WhatIfReport> AskAsync(string inForce, string other, long fromMs = 0, long toMs = long.MaxValue)
    {
        using var file = new ConfigurationFile(
            folder.Write("notices.json", inForce), new ConfigurationLoader(), Clock, NullLogger<ConfigurationFile>.Instance, services.GetRequiredService<IMeterFactory>());
        var run = new WhatIfRun(Ledger, new ReplayPolicies(Populations, Sizes, Key), file);
        Differences.Clear();
        return await run.RunAsync(
            new ConfigurationLoader().LoadPolicy("other.json", System.Text.Encoding.UTF8.GetBytes(other)),
            fromMs,
            toMs,
            difference =>
            {
                Differences.Add(difference);
                return Task.CompletedTask;
            },
            (_, _) => Task.CompletedTask,
            CancellationToken.None);
    }

    /// <summary>A household by its user id, as the policy's lists name it.</summary>
    private protected static HouseholdId User(int number) => Key.Pseudonym($"user-{number}");

    private protected LedgerRecord Told(int user, long decidedMs = Begin, string isp = "verizon", string cohort = "test")
    {
        var name = isp == "verizon" ? "Verizon" : "Comcast";
        var record = TestKit.Contracts.Notices.Record((ulong)user, string.Create(CultureInfo.InvariantCulture, $"{decidedMs:D15}-{user}"), isp, cohort, decidedMs) with
        {
            Household = User(user),
            State = NoticeState.Displayed,
            Text = $"The path we have chosen to reach {name}'s network is crowded right now.",
        };
        Ledger.Put(record);
        return record;
    }

    private protected static string Of(WhatIfReport report) => string.Join("; ", report.Rows.Where(r => r.Notices > 0).Select(r => string.Create(
        CultureInfo.InvariantCulture, $"{r.Was} {(r.Change is WhatIfChange.OtherCohort or WhatIfChange.OtherText ? r.Change : r.WouldBe)} {r.Notices}")));
}
