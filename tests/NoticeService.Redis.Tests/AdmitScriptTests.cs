using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.Redis.Stores;
using NoticeService.TestKit.Contracts;
using StackExchange.Redis;

namespace NoticeService.Redis.Tests;

/// <summary>The admission script with its clock held, against exact figures and against the rules in C#. On both Luas.</summary>
public abstract class AdmitScriptTests(ServerBackend backend)
{
    private static readonly DateTimeOffset Start = new(2014, 6, 5, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Lease_SpecifiedVector_WaitsTwoSecondsAtTheSeventeenth()
    {
        await using var script = await HeldAsync();
        var one = Notices.Lease(1, Notices.Exactly(0.5, 15));
        var end = Micros(Start + TimeSpan.FromDays(1));
        for (var call = 1; call <= 16; call++)
        {
            Assert.Equal(new(1, end, RefusalReason.None, TimeSpan.Zero), await script.LeaseAsync(one, Start));
        }

        Assert.Equal(new(0, end, RefusalReason.IspPacing, TimeSpan.FromSeconds(2)), await script.LeaseAsync(one, Start));
        var justBefore = await script.LeaseAsync(one, Start + TimeSpan.FromSeconds(2) - TimeSpan.FromMicroseconds(1));
        Assert.Equal((0, TimeSpan.FromMicroseconds(1)), (justBefore.Count, justBefore.RetryAfter));
        Assert.Equal(1, (await script.LeaseAsync(one, Start + TimeSpan.FromSeconds(2))).Count);
    }

    [Fact]
    public async Task Admit_AtTheEndOfItsLease_AndAMicrosecondLater()
    {
        await using var script = await HeldAsync();
        var (last, late) = (Notices.Request(1) with { LeaseEndsMicros = Micros(Start) }, Notices.Request(2) with { LeaseEndsMicros = Micros(Start) - 1 });
        Assert.True((await script.DecideAsync(last, Start)).Admitted);
        Assert.Equal(RefusalReason.LeaseLapsed, (await script.DecideAsync(late, Start)).Refusal);
    }

    [Fact]
    public async Task Admit_Cooldown_EndsToTheMicrosecond()
    {
        await using var script = await HeldAsync();
        await script.DecideAsync(Notices.Request(1), Start);
        var again = Notices.Request(1, "again");
        var over = Start + again.Cooldown;
        Assert.Equal(
            new(RefusalReason.Cooldown, TimeSpan.FromMicroseconds(1)),
            await script.DecideAsync(again, over - TimeSpan.FromMicroseconds(1)));
        Assert.True((await script.DecideAsync(again, over)).Admitted);
    }

    [Fact]
    public async Task Admit_TornBeforeTheRecord_IsRepeatedToTheEnd()
    {
        // A kill can end a script anywhere: take the record away, and all that was written before it is there.
        await using var script = await HeldAsync();
        await script.DecideAsync(Notices.Request(1), Start);
        await script.Database.KeyDeleteAsync(script.Keys.LedgerRecord("n1"));
        Assert.Empty((await script.Stores.Ledger.ListAsync(null, 0, long.MaxValue, 10, null, default)).Records);

        Assert.True((await script.DecideAsync(Notices.Request(1), Start)).Admitted);
        Assert.Single((await script.Stores.Ledger.ListAsync(null, 0, long.MaxValue, 10, null, default)).Records);
        Assert.Equal(1, await script.Stores.Admission.EnrolledAsync("test", default));

        // Its line in the household's index was appended twice, and is told once.
        var household = Notices.Request(1).Record.Household;
        var lines = (await script.Database.StringGetAsync(script.Keys.LedgerIndexOfHousehold(household))).ToString();
        Assert.Equal(2, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Single(await ((RedisLedger)script.Stores.Ledger).ListAsync(household, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Admit_RandomRequests_AgreesWithTheRulesInMemory(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualClock(Start);
        var ledger = new InMemoryLedger();
        var oracle = new InMemoryAdmissionStore(ledger, clock);
        await using var script = await HeldAsync();
        var reasons = new HashSet<RefusalReason>();
        for (var i = 0; i < 400; i++)
        {
            clock.Advance(TimeSpan.FromMicroseconds(random.Next(2_000_000)));
            if (random.Next(40) == 0)
            {
                var suspension = Orders.Suspend(random.Next(2) == 0 ? "isp:b" : "cohort:y", "why", "who", i);
                await oracle.SuspendAsync(suspension, default);
                await script.Stores.Admission.SuspendAsync(suspension, default);
            }
            else if (random.Next(10) == 0)
            {
                foreach (var scope in new[] { "isp:b", "cohort:y" })
                {
                    await oracle.ResumeAsync(Orders.Resume(scope, "why", "who", i), default);
                    await script.Stores.Admission.ResumeAsync(Orders.Resume(scope, "why", "who", i), default);
                }
            }

            var request = RandomRequest(random, Micros(clock.GetUtcNow()));
            var expected = await oracle.DecideAsync(request, default);
            Assert.Equal(expected, await script.DecideAsync(request, clock.GetUtcNow()));
            reasons.Add(expected.Refusal);
        }

        // A run that never met a rule would prove nothing about it.
        Assert.Equal(6, reasons.Count);
        Assert.Equal(
            (await ledger.ListAsync(null, 0, long.MaxValue, 1_000, null, default)).Records,
            (await script.Stores.Ledger.ListAsync(null, 0, long.MaxValue, 1_000, null, default)).Records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Lease_RandomRequests_AgreesWithTheRulesInMemory(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualClock(Start);
        var oracle = new InMemoryAdmissionStore(new InMemoryLedger(), clock);
        await using var script = await HeldAsync();
        var outcomes = new HashSet<(RefusalReason, bool)>();
        for (var i = 0; i < 400; i++)
        {
            clock.Advance(TimeSpan.FromMicroseconds(random.Next(3_000_000)));
            var request = new LeaseRequest
            {
                Isp = random.Next(2) == 0 ? "a" : "b",
                Wanted = 1 + random.Next(5),
                IspTerms = LeaseTerms.Of(new PacingRate(0.9, 3), TimeSpan.FromMilliseconds(700)),
                GlobalTerms = LeaseTerms.Of(new PacingRate(1.3, 4), TimeSpan.FromMilliseconds(700)),
                Life = TimeSpan.FromMilliseconds(700),
            };
            var expected = await oracle.LeaseAsync(request, default);
            Assert.Equal(expected, await script.LeaseAsync(request, clock.GetUtcNow()));
            outcomes.Add((expected.Refusal, expected.Count > 0));
        }

        // All, some or none of what was wanted, by either rate.
        Assert.Equal(5, outcomes.Count);
    }

    private static AdmissionRequest RandomRequest(Random random, long nowMicros)
    {
        var (mine, other) = random.Next(2) == 0 ? ("x", "y") : ("y", "x");
        var record = Notices.Record(
            (ulong)random.Next(60),
            $"n{random.Next(2_000)}",
            random.Next(2) == 0 ? "a" : "b",
            mine,
            1_000 + random.Next(100));
        return Notices.Request(record with { Holdout = random.Next(3) == 0 }) with
        {
            Cooldown = TimeSpan.FromSeconds(120),
            HardCap = 15,
            OtherCohorts = [other],
            LeaseEndsMicros = nowMicros + 10 - random.Next(12),
        };
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<HeldScript> HeldAsync() => new((RedisStoreSet)await backend.OpenAsync());

    /// <summary>The scripts as shipped, but for the line that reads the clock.</summary>
    private sealed class HeldScript(RedisStoreSet stores) : IAsyncDisposable
    {
        private const string ReadsClock = "redis.call('TIME')";

        private readonly RedisScript admit = Hold(RedisScript.Admit);
        private readonly RedisScript lease = Hold(RedisScript.Lease);

        public RedisStoreSet Stores => stores;

        public RedisKeys Keys => stores.Services.GetRequiredService<RedisKeys>();

        public HeldDatabase Database => new(Gateway);

        private RedisGateway Gateway => stores.Services.GetRequiredService<RedisGateway>();

        private RedisAdmissionStore Admission => (RedisAdmissionStore)stores.Admission;

        public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, DateTimeOffset now) =>
            RedisAdmissionStore.Decision(await RunAsync(admit, Admission.KeysOf(request), RedisAdmissionStore.ArgumentsOf(request), now));

        public async Task<PacingLease> LeaseAsync(LeaseRequest request, DateTimeOffset now) =>
            RedisAdmissionStore.Lease(await RunAsync(lease, Admission.PacingKeysOf(request.Isp), RedisAdmissionStore.ArgumentsOf(request), now));

        public ValueTask DisposeAsync() => stores.DisposeAsync();

        // The time goes before all else, so that the scripts find the rest where they look for it.
        private async Task<RedisValue[]> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, DateTimeOffset now)
        {
            var micros = Micros(now);
            RedisValue[] clock = [(micros / 1_000_000).ToString(CultureInfo.InvariantCulture), (micros % 1_000_000).ToString(CultureInfo.InvariantCulture)];
            return (RedisValue[])(await Gateway.RunAsync(script, keys, [.. clock, .. arguments], default))!;
        }

        private static RedisScript Hold(RedisScript script)
        {
            Assert.Contains(ReadsClock, script.Text, StringComparison.Ordinal);
            return new RedisScript(
                script.Name + "-held",
                Repeatable: false,
                "local held = {table.remove(ARGV, 1), table.remove(ARGV, 1)}\n" + script.Text.Replace(ReadsClock, "held", StringComparison.Ordinal));
        }
    }

    private sealed class HeldDatabase(RedisGateway gateway)
    {
        public Task<bool> KeyDeleteAsync(RedisKey key) =>
            gateway.CallAsync(new RedisCall("DEL", Repeatable: true), db => db.KeyDeleteAsync(key), default);

        public Task<RedisValue> StringGetAsync(RedisKey key) =>
            gateway.CallAsync(new RedisCall("GET", Repeatable: true), db => db.StringGetAsync(key), default);
    }
}

public sealed class GarnetAdmitScriptTests(GarnetBackend backend) : AdmitScriptTests(backend);

public sealed class RedisServerAdmitScriptTests(RedisServerBackend backend) : AdmitScriptTests(backend);

public sealed class GcraTests
{
    [Fact]
    public void Gcra_SpecifiedVector_Holds()
    {
        // SPECS section 5: burst 15, 30 per 60 s; the first call leaves 15 and is reset after 2 s.
        var terms = Notices.Exactly(0.5, 15);
        var state = default(Gcra).After(0, terms);
        Assert.Equal(15, state.Remaining(0, terms));
        Assert.Equal(2_000_000, state.ResetMicros(0));
        for (var call = 2; call <= 16; call++)
        {
            Assert.Equal(0, state.WaitMicros(0, terms));
            state = state.After(0, terms);
        }

        Assert.Equal(2_000_000, state.WaitMicros(0, terms));
        Assert.Equal(0, state.Remaining(0, terms));
    }
}
