using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Redis.Tests.Faults;

/// <summary>A failover that loses what was acknowledged, while no journal has given anything back: nobody reconciles here.</summary>
public sealed class FailoverTests
{
    // With the primary alive the client's connections all stay: only the roles change.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Admission_PreparedWhenTheLedgerWasWhole_IsNeverDecidedByTheServerThatForgot(bool primaryDies)
    {
        await using var primary = new RedisServerProcess();
        await primary.StartAsync();
        await using var link = new TcpRelay(primary.Port);
        await using var replica = new RedisServerProcess(replicaOf: link.Endpoint);
        await replica.StartAsync();
        await using var stores = new RedisStoreSet($"{primary.Endpoint},{replica.Endpoint}", ("HeartbeatInterval", "00:00:00.100"));
        var condition = new LedgerCondition(stores.Repair);
        await Eventually.ConfirmedAsync(() => stores.Ledger.FindAsync("n1", default));
        condition.Found(stores.Repair.Connection);
        Assert.NotNull(condition.WholeOn);

        link.Stall();
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(2), default)).Admitted);
        var prepared = Notices.Request(1, "again") with { Connection = condition.WholeOn };

        if (primaryDies)
        {
            await primary.KillAsync();
        }

        await replica.SayAsync("REPLICAOF NO ONE");
        if (!primaryDies)
        {
            await primary.SayAsync($"REPLICAOF 127.0.0.1 {replica.Port}");
        }

        // The other household shows when the server that forgot is the one that decides.
        await Eventually.ConfirmedAsync(async () =>
        {
            Assert.False(await IsAdmittedAsync(stores, prepared), "It was admitted within the cooldown.");
            if (!await IsAdmittedAsync(stores, Notices.Request(2, "other")))
            {
                throw new StoreUnavailableException("The one that remembers still answers.");
            }
        });
        Assert.Null(condition.WholeOn);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(prepared, default));

        // Nothing else was in its way.
        Assert.True((await stores.Admission.DecideAsync(prepared with { Connection = null }, default)).Admitted);
    }

    private static async Task<bool> IsAdmittedAsync(StoreSet stores, AdmissionRequest request)
    {
        try
        {
            return (await stores.Admission.DecideAsync(request, default)).Admitted;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
