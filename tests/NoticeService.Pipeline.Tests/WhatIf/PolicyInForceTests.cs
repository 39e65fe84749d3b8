using NoticeService.Domain.Admission;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.WhatIf;

namespace NoticeService.Pipeline.Tests.WhatIf;

/// <summary>The law of the replay: the policy under which a ledger was written changes nothing in it, and delays nobody.</summary>
public sealed class PolicyInForceTests : WhatIfScene
{
    private const int Users = 300;

    private static readonly string InForce = Policy(
        Cohort("first", "\"percentage\": 40, \"salt\": \"a\", \"holdout_share\": 0.2", cap: 60) + ", "
        + Cohort("second", "\"percentage\": 100, \"isps\": [\"comcast\"], \"shadow\": true") + ", "
        + Cohort("third", "\"percentage\": 100, \"salt\": \"c\"", cap: 80),
        pacing: "{ \"cooldown_hours\": 6, \"per_isp\": { \"per_second\": 5, \"burst\": 10 }, \"global\": { \"per_second\": 8, \"burst\": 12 } }");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PolicyInForce_ChangesNothing(int seed)
    {
        var refused = await LiveAsync(new Random(seed));
        var report = await AskAsync(InForce, InForce);

        // The ledger is worth asking about: each rule refused somebody, and each arm has some.
        Assert.Superset(new HashSet<RefusalReason> { RefusalReason.Cooldown, RefusalReason.CapReached, RefusalReason.IspPacing, RefusalReason.GlobalPacing }, refused);
        Assert.Superset(new HashSet<ReplayedOutcome> { ReplayedOutcome.Told, ReplayedOutcome.HeldOut, ReplayedOutcome.Shadowed }, report.Rows.Select(r => r.Was).ToHashSet());
        Assert.True(report.Notices > 500);
        Assert.Empty(Differences);
        Assert.All(report.Rows, r => Assert.Equal((WhatIfChange.None, r.Notices), (r.Change, r.InForce)));
        Assert.Equal(0, report.Waits.Late);
    }

    // Three days of the real gate, leases and store, each second some who suffer; as the loop does it, a look's time stands in all records of it.
    private async Task<HashSet<RefusalReason>> LiveAsync(Random random)
    {
        var policy = new GatePolicy(new ConfigurationLoader().LoadPolicy("in force", System.Text.Encoding.UTF8.GetBytes(InForce)), Key);
        var store = new InMemoryAdmissionStore(Ledger, Clock);
        var leases = new PacingLeases(store, Clock);
        var refused = new HashSet<RefusalReason>();
        for (var number = 0; Clock.GetUtcNow().ToUnixTimeMilliseconds() < Begin + (72 * HourMs); number++)
        {
            var lookMs = Clock.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = random.Next(40); i > 0; i--)
            {
                await AskOneAsync(random, policy, store, leases, lookMs, $"{number:D6}-{i}", refused);
            }

            // At most a second after the look the last is asked for; then the next look, or hours later another evening.
            Clock.Advance(1_000 - (Clock.GetUtcNow().ToUnixTimeMilliseconds() - lookMs) + (random.Next(30) == 0 ? random.Next(8) * HourMs : 0));
        }

        return refused;
    }

    private async Task AskOneAsync(Random random, GatePolicy policy, InMemoryAdmissionStore store, PacingLeases leases, long lookMs, string id, HashSet<RefusalReason> refused)
    {
        Clock.Advance(random.Next(20));
        var isp = random.Next(2) == 0 ? "verizon" : "comcast";
        var identity = new SessionIdentity(id, "tv-app 7.1", "en", true, isp, 0, SessionKind.Watch);
        var question = new GateQuestion(identity, User(random.Next(Users)), new SessionHealth(new CellKey(isp, "cogent", "nyc"), -1, false, 0), lookMs);
        var reason = Gate.Ask(question, new Speaker("v1", Culprit.Interconnect), policy, Sizes, null, null, id, out var request);
        if (reason != RefusalReason.None)
        {
            refused.Add(reason);
            return;
        }

        var leave = await leases.TakeAsync(isp, 1, policy.Pacing, CancellationToken.None);
        if (leave.Count == 0)
        {
            refused.Add(leave.Refusal);
            return;
        }

        var decision = await store.DecideAsync(request! with { LeaseEndsMicros = leave.Lease!.EndsMicros }, CancellationToken.None);
        if (decision.Enrolment is { } enrolment)
        {
            reason = Gate.Ask(question with { Enrolment = enrolment }, new Speaker("v1", Culprit.Interconnect), policy, Sizes, null, null, id, out request);
            decision = reason == RefusalReason.None
                ? await store.DecideAsync(request! with { LeaseEndsMicros = leave.Lease!.EndsMicros }, CancellationToken.None)
                : new AdmissionDecision(reason, TimeSpan.Zero);
        }

        refused.Add(decision.Refusal);
    }
}
