using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis;

namespace NoticeService.TestKit.Contracts;

/// <summary>The stores as the service registers them, on a running server, under a key prefix of their own.</summary>
public sealed class RedisStoreSet : StoreSet
{
    private readonly ServiceProvider services;

    /// <param name="connection">As in <c>Redis:Connection</c>.</param>
    /// <param name="settings">More of the section <c>Redis</c>, for example <c>CallTimeout</c>; a later one wins.</param>
    public RedisStoreSet(string connection, params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
        {
            values[$"{RedisOptions.Section}:{name}"] = value;
        }

        values["Redis:Connection"] = connection;
        values.TryAdd("Redis:KeyPrefix", Guid.NewGuid().ToString("N") + ":");
        // A build machine with two busy cores is no reason to fail.
        values.TryAdd("Redis:CallTimeout", "00:00:10");
        services = new ServiceCollection()
            .AddLogging()
            .AddRedisStores(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .BuildServiceProvider();
    }

    /// <summary>For tests that look behind the ports.</summary>
    public IServiceProvider Services => services;

    public override ICellStore Cells => services.GetRequiredService<ICellStore>();

    public override ILease Lease => services.GetRequiredService<ILease>();

    public override IEvaluationStore Evaluations => services.GetRequiredService<IEvaluationStore>();

    public override IVerdictArchive Verdicts => services.GetRequiredService<IVerdictArchive>();

    public override IEvidenceStore Evidence => services.GetRequiredService<IEvidenceStore>();

    public override INormStore Norms => services.GetRequiredService<INormStore>();

    public override IAdmissionStore Admission => services.GetRequiredService<IAdmissionStore>();

    public override IPopulationStore Populations => services.GetRequiredService<IPopulationStore>();

    public override IDisputeStore Disputes => services.GetRequiredService<IDisputeStore>();

    public override IAuditLog Audit => services.GetRequiredService<IAuditLog>();

    public override ILedger Ledger => services.GetRequiredService<ILedger>();

    public override ILedgerRepair Repair => services.GetRequiredService<ILedgerRepair>();

    public override ISealStore Seals => services.GetRequiredService<ISealStore>();

    public override ILedgerRetention Retention => services.GetRequiredService<ILedgerRetention>();

    public override IOutcomeStore Outcomes => services.GetRequiredService<IOutcomeStore>();

    /// <summary>The server's clock cannot be moved, and its passing has no signal.</summary>
    public override Task PassAsync(TimeSpan time) => Task.Delay(time + TimeSpan.FromMilliseconds(20));

    public override ValueTask DisposeAsync() => services.DisposeAsync();
}
