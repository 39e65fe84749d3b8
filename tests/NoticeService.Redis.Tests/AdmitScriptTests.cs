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
    public async Task Admit_SpecifiedVector_WaitsTwoSecondsAtTheSeventeenth()
    {
        await using var script = await HeldAsync();
        var rate = new PacingRate(0.5, 15);
        for (ulong household = 1; household <= 16; household++)
        {
            Assert.True((await script.DecideAsync(Notices.Request(household) with { IspPacing = rate }, Start)).Admitted);
        }

        var seventeenth = Notices.Request(17) with { IspPacing = rate };
        Assert.Equal(new(RefusalReason.IspPacing, TimeSpan.FromSeconds(2)), await script.DecideAsync(seventeenth, Start));
        var justBefore = Start + TimeSpan.FromSeconds(2) - TimeSpan.FromMicroseconds(1);
        Assert.Equal(new(RefusalReason.IspPacing, TimeSpan.FromMicroseconds(1)), await script.DecideAsync(seventeenth, justBefore));
        Assert.True((await script.DecideAsync(seventeenth, Start + TimeSpan.FromSeconds(2))).Admitted);
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
                var suspension = new Suspension(random.Next(2) == 0 ? "isp:b" : "cohort:y", "why", "who", i);
                await oracle.SuspendAsync(suspension, default);
                await script.Stores.Admission.SuspendAsync(suspension, default);
            }
            else if (random.Next(10) == 0)
            {
                foreach (var scope in new[] { "isp:b", "cohort:y" })
                {
                    await oracle.ResumeAsync(new Resumption(scope, "why", "who", i), default);
                    await script.Stores.Admission.ResumeAsync(new Resumption(scope, "why", "who", i), default);
                }
            }

            var request = RandomRequest(random);
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

    private static AdmissionRequest RandomRequest(Random random)
    {
        var record = Notices.Record(
            (ulong)random.Next(60),
            $"n{random.Next(2_000)}",
            random.Next(2) == 0 ? "a" : "b",
            random.Next(2) == 0 ? "x" : "y",
            1_000 + random.Next(100));
        return Notices.Request(record) with
        {
            Cooldown = TimeSpan.FromSeconds(120),
            HardCap = 15,
            IspPacing = new PacingRate(0.2, 1),
            GlobalPacing = new PacingRate(0.3, 1),
        };
    }

    private async Task<HeldScript> HeldAsync() => new((RedisStoreSet)await backend.OpenAsync());

    /// <summary>The script as shipped, but for the two lines that read the clock.</summary>
    private sealed class HeldScript(RedisStoreSet stores) : IAsyncDisposable
    {
        private const string ReadsClock = "redis.call('TIME')";

        private readonly RedisScript script = Hold();

        public RedisStoreSet Stores => stores;

        public RedisKeys Keys => stores.Services.GetRequiredService<RedisKeys>();

        public HeldDatabase Database => new(Gateway);

        private RedisGateway Gateway => stores.Services.GetRequiredService<RedisGateway>();

        public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, DateTimeOffset now)
        {
            var micros = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            RedisValue[] clock =
            [
                (micros / 1_000_000).ToString(CultureInfo.InvariantCulture),
                (micros % 1_000_000).ToString(CultureInfo.InvariantCulture),
            ];
            var store = (RedisAdmissionStore)stores.Admission;
            var reply = (RedisValue[])(await Gateway.RunAsync(
                script, store.KeysOf(request.Record), [.. RedisAdmissionStore.ArgumentsOf(request), .. clock], default))!;
            return RedisAdmissionStore.Decision(reply[0].ToString(), (long)reply[1], reply.Length > 2 ? (long)reply[2] : 0);
        }

        public ValueTask DisposeAsync() => stores.DisposeAsync();

        private static RedisScript Hold()
        {
            Assert.Contains(ReadsClock, RedisScript.Admit.Text, StringComparison.Ordinal);
            return new RedisScript(
                "admit-held", Repeatable: false, RedisScript.Admit.Text.Replace(ReadsClock, "{ARGV[13], ARGV[14]}", StringComparison.Ordinal));
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
        var rate = new PacingRate(0.5, 15);
        var state = default(Gcra).After(0, rate);
        Assert.Equal(15, state.Remaining(0, rate));
        Assert.Equal(2_000_000, state.ResetMicros(0));
        for (var call = 2; call <= 16; call++)
        {
            Assert.Equal(0, state.WaitMicros(0, rate));
            state = state.After(0, rate);
        }

        Assert.Equal(2_000_000, state.WaitMicros(0, rate));
        Assert.Equal(0, state.Remaining(0, rate));
    }
}
