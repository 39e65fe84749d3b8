using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every admission store does.</summary>
public abstract class AdmissionStoreContract(IStoreBackend backend)
{
    [Fact]
    public async Task Decide_NothingAgainstIt_AdmitsAndWritesTheRecordReserved()
    {
        await using var stores = await backend.OpenAsync();
        var record = Notices.Record(1);
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(record), default)).Admitted);
        Assert.Equal(record, await stores.Ledger.FindAsync(record.NoticeId, default));
        Assert.Equal(1, await stores.Admission.EnrolledAsync(record.Cohort, default));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Decide_HoldoutOrShadow_IsRecordedWithheldAndEnrolledAsTheOthers(bool holdout, bool shadow)
    {
        await using var stores = await backend.OpenAsync();
        var record = Notices.Record(1) with { Holdout = holdout, Shadow = shadow };
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(record), default)).Admitted);
        Assert.Equal(NoticeState.Withheld, (await stores.Ledger.FindAsync(record.NoticeId, default))!.State);
        Assert.Equal(RefusalReason.Cooldown, (await stores.Admission.DecideAsync(Notices.Request(1, "other"), default)).Refusal);
        Assert.Equal(1, await stores.Admission.EnrolledAsync(record.Cohort, default));
        Assert.Equal(holdout ? 1 : 0, await stores.Admission.HeldOutAsync(record.Cohort, default));
        Assert.Equal(0, await stores.Admission.HeldOutAsync("another", default));
    }

    [Fact]
    public async Task Decide_SameNoticeAgain_GivesTheSameAnswerAndChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        var request = Notices.Request(1) with { HardCap = 1 };
        Assert.True((await stores.Admission.DecideAsync(request, default)).Admitted);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, 5, null, default);
        await stores.Admission.SuspendAsync(Orders.Suspend("all", "why", "who", 1), default);

        // Neither a suspension nor the end of its lease makes it another answer.
        Assert.True((await stores.Admission.DecideAsync(request with { LeaseEndsMicros = 0 }, default)).Admitted);
        await stores.Admission.ResumeAsync(Resume("all"), default);
        Assert.Equal(NoticeState.Sent, (await stores.Ledger.FindAsync("n1", default))!.State);
        Assert.Equal(1, await stores.Admission.EnrolledAsync("test", default));
    }

    [Fact]
    public async Task Decide_OnAnotherConnectionThanTheOneAskedAbout_IsNotDecided()
    {
        await using var stores = await backend.OpenAsync();

        // Connected, and so settled.
        Assert.Null(await stores.Ledger.FindAsync("n1", default));
        var connection = stores.Repair.Connection;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(Notices.Request(1) with { Connection = connection - 1 }, default));
        Assert.Null(await stores.Ledger.FindAsync("n1", default));
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1) with { Connection = connection }, default)).Admitted);
    }

    [Fact]
    public async Task Decide_AfterTheEndOfItsLease_IsRefused()
    {
        await using var stores = await backend.OpenAsync();
        var lease = await stores.Admission.LeaseAsync(Notices.Lease(1) with { Life = TimeSpan.FromMilliseconds(50) }, default);
        await stores.PassAsync(TimeSpan.FromMilliseconds(51));
        var late = Notices.Request(1) with { LeaseEndsMicros = lease.EndsMicros };
        Assert.Equal(RefusalReason.LeaseLapsed, (await stores.Admission.DecideAsync(late, default)).Refusal);
        Assert.Null(await stores.Ledger.FindAsync("n1", default));
        Assert.Equal(0, await stores.Admission.EnrolledAsync("test", default));

        var next = await stores.Admission.LeaseAsync(Notices.Lease(1), default);
        Assert.True((await stores.Admission.DecideAsync(late with { LeaseEndsMicros = next.EndsMicros }, default)).Admitted);
    }

    [Fact]
    public async Task Decide_EnrolledInAnotherCohort_IsRefusedWithWhereAndInWhichArm()
    {
        await using var stores = await backend.OpenAsync();
        var first = Notices.Request(Notices.Record(1, cohort: "first") with { Holdout = true }) with { OtherCohorts = ["second", "third"], Cooldown = TimeSpan.Zero };
        Assert.True((await stores.Admission.DecideAsync(first, default)).Admitted);

        var second = Notices.Request(Notices.Record(1, "n2", cohort: "second")) with { OtherCohorts = ["third", "first"], Cooldown = TimeSpan.Zero };
        Assert.Equal(
            new AdmissionDecision(RefusalReason.EnrolledElsewhere, TimeSpan.Zero, Enrolment: new("first", Holdout: true)),
            await stores.Admission.DecideAsync(second, default));
        Assert.Equal(0, await stores.Admission.EnrolledAsync("second", default));

        // Once the first is no cohort any more, he is free.
        Assert.True((await stores.Admission.DecideAsync(second with { OtherCohorts = ["third"] }, default)).Admitted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_EnrolledInTheOtherArm_IsRefusedWithTheArm_AndAdmittedInIt(bool holdout)
    {
        await using var stores = await backend.OpenAsync();
        Assert.True((await Ask("n1", holdout)).Admitted);
        Assert.Equal(
            new AdmissionDecision(RefusalReason.EnrolledElsewhere, TimeSpan.Zero, Enrolment: new("test", holdout)),
            await Ask("n2", !holdout));
        Assert.True((await Ask("n3", holdout)).Admitted);
        Assert.Equal(1, await stores.Admission.EnrolledAsync("test", default));

        Task<AdmissionDecision> Ask(string id, bool arm) => stores.Admission.DecideAsync(
            Notices.Request(Notices.Record(1, id) with { Holdout = arm }) with { Cooldown = TimeSpan.Zero }, default);
    }

    [Theory]
    [InlineData("all", true)]
    [InlineData("isp:verizon", true)]
    [InlineData("cohort:test", true)]
    [InlineData("isp:comcast", false)]
    [InlineData("cohort:verizon", false)]
    public async Task Decide_Suspended_IsRefusedWithinTheScope(string scope, bool refused)
    {
        await using var stores = await backend.OpenAsync();
        await stores.Admission.SuspendAsync(Orders.Suspend(scope, "letter", "legal", 1), default);
        var decision = await stores.Admission.DecideAsync(Notices.Request(1), default);
        Assert.Equal(refused ? RefusalReason.Suspended : RefusalReason.None, decision.Refusal);
        if (refused)
        {
            Assert.Null(await stores.Ledger.FindAsync("n1", default));
            Assert.Equal(0, await stores.Admission.EnrolledAsync("test", default));
            await stores.Admission.ResumeAsync(Resume(scope), default);
            Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
        }
    }

    [Fact]
    public async Task Suspend_AndResume_RaiseTheEpochWithEachChangeOnly()
    {
        await using var stores = await backend.OpenAsync();
        var first = await stores.Admission.SuspendAsync(Orders.Suspend("isp:a", "one", "x", 1), default);
        var second = await stores.Admission.SuspendAsync(Orders.Suspend("isp:a", "two \"quoted\"", "y", 2), default);
        await stores.Admission.SuspendAsync(Orders.Suspend("all", "three", "z", 3), default);
        Assert.True(second > first);
        Assert.Equal(
            [new Suspension("all", "three", "z", 3), new Suspension("isp:a", "two \"quoted\"", "y", 2)],
            (await stores.Admission.ListSuspensionsAsync(default)).Suspensions);
        var resumed = await stores.Admission.ResumeAsync(Resume("isp:a"), default);
        Assert.True(resumed > second);
        var (epoch, left, _) = await stores.Admission.ListSuspensionsAsync(default);
        Assert.Equal(resumed, epoch);
        Assert.Equal("all", Assert.Single(left).Scope);

        // Nothing to lift: still an order, by which an operator confirms what is in force.
        Assert.True(await stores.Admission.ResumeAsync(Resume("isp:a"), default) > resumed);
    }

    [Fact]
    public async Task GoLive_NothingOrdered_IsNull_AndTheLastOrderStands_UnderTheEpochOfTheSuspensions()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Null((await stores.Admission.ListSuspensionsAsync(default)).GoLive);
        var suspended = await stores.Admission.SuspendAsync(Orders.Suspend("all", "one", "x", 1), default);
        var opened = await stores.Admission.OrderGoLiveAsync(Orders.GoLive(OrderKind.Calibrate, Orders.Calibrated), Orders.Calibrated, default);
        var list = await stores.Admission.ListSuspensionsAsync(default);
        Assert.Equal((opened, Orders.Calibrated), (list.Epoch, list.GoLive));
        Assert.Equal("all", Assert.Single(list.Suspensions).Scope);
        Assert.True(opened > suspended);

        var shut = await stores.Admission.OrderGoLiveAsync(Orders.GoLive(OrderKind.Revoke, Orders.Revoked), Orders.Revoked, default);
        list = await stores.Admission.ListSuspensionsAsync(default);
        Assert.Equal((shut, Orders.Revoked), (list.Epoch, list.GoLive));
        Assert.True(shut > opened);
        Assert.Equal(
            [Orders.GoLive(OrderKind.Revoke, Orders.Revoked), Orders.GoLive(OrderKind.Calibrate, Orders.Calibrated)],
            (await stores.Audit.ListAsync(2, long.MaxValue, 10, null, default)).Select(o => o.Order));
    }

    [Fact]
    public async Task GoLive_OnAStoreThatForgot_IsPutBackWithTheSuspensions_AndTakenAwayWhereThereWasNone()
    {
        await using var before = await backend.OpenAsync();
        await before.Admission.OrderGoLiveAsync(Orders.GoLive(OrderKind.Calibrate, Orders.Calibrated), Orders.Calibrated, default);
        var known = await before.Admission.ListSuspensionsAsync(default);

        await using var after = await backend.OpenAsync();
        await after.Admission.RestoreSuspensionsAsync(known, default);
        var restored = await after.Admission.ListSuspensionsAsync(default);
        Assert.Equal((known.Epoch, Orders.Calibrated), (restored.Epoch, restored.GoLive));

        await after.Admission.RestoreSuspensionsAsync(known with { GoLive = null }, default);
        Assert.Equal(Orders.Calibrated, (await after.Admission.ListSuspensionsAsync(default)).GoLive);
        await after.Admission.RestoreSuspensionsAsync(known with { Epoch = known.Epoch + 1, GoLive = null }, default);
        Assert.Null((await after.Admission.ListSuspensionsAsync(default)).GoLive);
    }

    [Fact]
    public async Task Suspend_OnAStoreThatForgotAll_HasAnEpochAboveThoseBefore()
    {
        // A failover: pods remember epochs that the new primary never saw.
        await using var before = await backend.OpenAsync();
        var seen = 0L;
        for (var i = 0; i < 5; i++)
        {
            seen = await before.Admission.SuspendAsync(Orders.Suspend("all", "why", "who", i), default);
        }

        await using var after = await backend.OpenAsync();
        await before.PassAsync(TimeSpan.FromMilliseconds(5));
        await after.PassAsync(TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, (await after.Admission.ListSuspensionsAsync(default)).Epoch);
        Assert.True(await after.Admission.ResumeAsync(Resume("all"), default) > seen);
    }

    [Fact]
    public async Task RestoreSuspensions_OnAStoreThatForgot_PutsThemBack_AndChangesNothingOnOneThatKnowsMore()
    {
        await using var before = await backend.OpenAsync();
        await before.Admission.SuspendAsync(Orders.Suspend("isp:a", "one \"letter\"", "x", 1), default);
        await before.Admission.SuspendAsync(Orders.Suspend("all", "two", "y", 2), default);
        var known = await before.Admission.ListSuspensionsAsync(default);
        Assert.InRange(known.AtMs, known.Epoch - 1, long.MaxValue);

        // It has an older order, which was lifted since.
        await using var after = await backend.OpenAsync();
        await after.Admission.RestoreSuspensionsAsync(new SuspensionList(5, [new Suspension("isp:b", "old", "z", 1)]), default);
        await after.Admission.RestoreSuspensionsAsync(known, default);
        var restored = await after.Admission.ListSuspensionsAsync(default);
        Assert.Equal(known.Epoch, restored.Epoch);
        Assert.Equal(known.Suspensions, restored.Suspensions);
        Assert.Equal(RefusalReason.Suspended, (await after.Admission.DecideAsync(Notices.Request(1), default)).Refusal);

        await after.Admission.RestoreSuspensionsAsync(new SuspensionList(known.Epoch, []), default);
        await after.Admission.RestoreSuspensionsAsync(new SuspensionList(known.Epoch - 1, []), default);
        Assert.Equal(known.Suspensions, (await after.Admission.ListSuspensionsAsync(default)).Suspensions);
    }

    [Fact]
    public async Task Audit_HasEveryOrderNewestFirst_AndARepeatedOneOnce()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Empty(await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default));
        var suspension = Orders.Suspend("isp:a", "a \"letter\" came", "counsel", 1_401_998_400_001);
        var resumption = Orders.Resume("isp:a", "settled", "chief", 1_401_998_400_002);
        await stores.Admission.SuspendAsync(suspension, default);
        await stores.Admission.SuspendAsync(suspension, default);
        await stores.Admission.ResumeAsync(resumption, default);
        await stores.Admission.ResumeAsync(resumption, default);
        Assert.Equal(
            [
                new OperatorOrder(OrderKind.Resume, 1_401_998_400_002, "chief", "isp:a", "settled"),
                new OperatorOrder(OrderKind.Suspend, 1_401_998_400_001, "counsel", "isp:a", "a \"letter\" came"),
            ],
            (await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default)).Select(o => o.Order));
    }

    [Fact]
    public async Task Audit_KeepsRolesAddressAndOutcome_OfAnOrderOfItsOwnAndOfOneThatWasAdded()
    {
        await using var stores = await backend.OpenAsync();
        var asked = new OperatorOrder(OrderKind.Suspend, 1_401_998_400_001, "counsel", "isp:a", "a letter came", "operator legal", "192.0.2.7");
        var refused = new OperatorOrder(OrderKind.Export, 1_401_998_400_002, "", "all", "recipients as CSV", "viewer", "2001:db8::7", "PERMISSION_DENIED");
        await stores.Admission.SuspendAsync(asked, default);
        await stores.Audit.AddAsync(refused, default);
        await stores.Audit.AddAsync(refused, default);
        Assert.Equal([refused, asked], (await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default)).Select(o => o.Order));
    }

    [Fact]
    public async Task Audit_OfTwoCallsAlikeInOneMillisecond_HasBoth_AndOfOneCallRepeatedOne()
    {
        await using var stores = await backend.OpenAsync();
        var refused = new OperatorOrder(OrderKind.Suspend, 1_401_998_400_001, "eve", "isp:a", "a letter came", Outcome: "PERMISSION_DENIED", Call: "first");
        var suspended = new OperatorOrder(OrderKind.Suspend, 1_401_998_400_001, "ann", "isp:a", "a letter came", Call: "third");
        var resumed = suspended with { Kind = OrderKind.Resume, Call = "fifth" };
        await stores.Audit.AddAsync(refused, default);
        await stores.Audit.AddAsync(refused with { Call = "second" }, default);
        await stores.Audit.AddAsync(refused, default);
        foreach (var call in new[] { "third", "fourth", "third" })
        {
            await stores.Admission.SuspendAsync(suspended with { Call = call }, default);
        }

        foreach (var call in new[] { "fifth", "sixth", "fifth" })
        {
            await stores.Admission.ResumeAsync(resumed with { Call = call }, default);
        }

        Assert.Equal(
            ["fifth", "first", "fourth", "second", "sixth", "third"],
            (await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default)).Select(o => o.Order.Call).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Audit_Pages_GiveEachOnce_AlsoWithinAMillisecond_AndWhenANewOneComes()
    {
        await using var stores = await backend.OpenAsync();
        for (var i = 0; i < 9; i++)
        {
            // Three to a millisecond.
            await stores.Audit.AddAsync(new OperatorOrder(OrderKind.Export, 1_401_998_400_000 + (i / 3), "counsel", "all", $"order {i}"), default);
        }

        var seen = new List<string>();
        string? token = null;
        while (true)
        {
            var page = await stores.Audit.ListAsync(0, long.MaxValue, 2, token, default);
            seen.AddRange(page.Select(o => o.Order.Reason));
            if (page.Count < 2)
            {
                break;
            }

            token = page[^1].Token;
            await stores.Audit.AddAsync(new OperatorOrder(OrderKind.Export, 1_401_998_500_000 + seen.Count, "counsel", "all", "newer"), default);
        }

        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"order {i}"), seen.Order(StringComparer.Ordinal));
        Assert.Equal(seen.Select(r => int.Parse(r[^1..], System.Globalization.CultureInfo.InvariantCulture) / 3).OrderDescending(), seen.Select(r => int.Parse(r[^1..], System.Globalization.CultureInfo.InvariantCulture) / 3));
    }

    [Theory]
    [InlineData(1_401_998_400_001, 1_401_998_400_003, "2 1")]
    [InlineData(0, 1_401_998_400_001, "0")]
    [InlineData(1_401_998_400_003, long.MaxValue, "3")]
    [InlineData(1_401_998_400_004, long.MaxValue, "")]
    public async Task Audit_OfATime_HasItsBeginningAndNotItsEnd(long fromMs, long toMs, string expected)
    {
        await using var stores = await backend.OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await stores.Audit.AddAsync(new OperatorOrder(OrderKind.Export, 1_401_998_400_000 + i, "counsel", "all", $"{i}"), default);
        }

        Assert.Equal(expected, string.Join(' ', (await stores.Audit.ListAsync(fromMs, toMs, 10, null, default)).Select(o => o.Order.Reason)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("x:0123456789abcdef")]
    [InlineData("1:0123456789abcdeg0")]
    public async Task Audit_ATokenThatIsNotOurs_IsToldApart(string token)
    {
        await using var stores = await backend.OpenAsync();
        await Assert.ThrowsAsync<FormatException>(() => stores.Audit.ListAsync(0, long.MaxValue, 10, token, default));
    }

    [Fact]
    public async Task Decide_WithinTheCooldown_IsRefusedAcrossCohortsAndAfterItAdmitted()
    {
        await using var stores = await backend.OpenAsync();
        var cooldown = TimeSpan.FromMilliseconds(400);
        await stores.Admission.DecideAsync(Notices.Request(1) with { Cooldown = cooldown }, default);
        var other = Notices.Request(Notices.Record(1, "second", cohort: "another"));
        var refused = await stores.Admission.DecideAsync(other, default);
        Assert.Equal(RefusalReason.Cooldown, refused.Refusal);
        // The cooldown asked for now decides: 24 hours from the first notice.
        Assert.InRange(refused.RetryAfter, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Equal(0, await stores.Admission.EnrolledAsync("another", default));
        await stores.PassAsync(cooldown);
        Assert.True((await stores.Admission.DecideAsync(other with { Cooldown = cooldown }, default)).Admitted);
    }

    [Fact]
    public async Task Decide_CapReached_RefusesNewUsersAndKeepsTheEnrolled()
    {
        await using var stores = await backend.OpenAsync();
        for (ulong household = 1; household <= 3; household++)
        {
            Assert.True((await Capped(household)).Admitted);
        }

        Assert.Equal(RefusalReason.CapReached, (await Capped(4)).Refusal);
        Assert.True((await Capped(2, "again")).Admitted);
        Assert.Equal(3, await stores.Admission.EnrolledAsync("test", default));

        Task<AdmissionDecision> Capped(ulong household, string? id = null) => stores.Admission.DecideAsync(
            Notices.Request(household, id) with { HardCap = 3, Cooldown = TimeSpan.Zero }, default);
    }

    [Fact]
    public async Task Lease_MoreThanThereIsRoomFor_GivesThatMany_AndTheWaitForOneMore()
    {
        // SPECS section 5: burst 15, 30 per minute; the 17th at the same instant waits 2 s. Slowed by 1,000, so that the instant holds.
        await using var stores = await backend.OpenAsync();
        var terms = Notices.Exactly(30.0 / 60 / 1_000, 15);
        Assert.Equal(10, (await stores.Admission.LeaseAsync(Notices.Lease(10, terms), default)).Count);
        var rest = await stores.Admission.LeaseAsync(Notices.Lease(10, terms), default);
        Assert.Equal((6, RefusalReason.IspPacing), (rest.Count, rest.Refusal));
        Assert.InRange(rest.RetryAfter, TimeSpan.FromSeconds(1_900), TimeSpan.FromSeconds(2_000));
        var none = await stores.Admission.LeaseAsync(Notices.Lease(1, terms), default);
        Assert.Equal((0, RefusalReason.IspPacing), (none.Count, none.Refusal));

        // Another ISP's rate is another.
        Assert.Equal(1, (await stores.Admission.LeaseAsync(Notices.Lease(1, terms, isp: "comcast"), default)).Count);
    }

    [Fact]
    public async Task Lease_AfterTheWait_GivesOne()
    {
        await using var stores = await backend.OpenAsync();
        var terms = Notices.Exactly(2, 0);
        Assert.Equal(1, (await stores.Admission.LeaseAsync(Notices.Lease(1, globalTerms: terms), default)).Count);
        var refused = await stores.Admission.LeaseAsync(Notices.Lease(1, globalTerms: terms), default);
        Assert.Equal((0, RefusalReason.GlobalPacing), (refused.Count, refused.Refusal));
        await stores.PassAsync(refused.RetryAfter);
        Assert.Equal(1, (await stores.Admission.LeaseAsync(Notices.Lease(1, globalTerms: terms), default)).Count);
    }

    [Fact]
    public async Task Lease_RefusedByTheGlobalRate_TakesNothingOfTheIsps()
    {
        await using var stores = await backend.OpenAsync();
        var global = Notices.Exactly(2, 0);
        Assert.Equal(1, (await stores.Admission.LeaseAsync(Notices.Lease(1, globalTerms: global, isp: "a"), default)).Count);
        var second = Notices.Lease(1, Notices.Exactly(0.001, 0), global, "b");
        var refused = await stores.Admission.LeaseAsync(second, default);
        Assert.Equal(RefusalReason.GlobalPacing, refused.Refusal);
        await stores.PassAsync(refused.RetryAfter);
        Assert.Equal(1, (await stores.Admission.LeaseAsync(second, default)).Count);
    }

    [Fact]
    public async Task Lease_ManyRacing_NeverGetMoreThanThereIsRoomFor()
    {
        await using var stores = await backend.OpenAsync();
        var terms = Notices.Exactly(0.001, 99);
        var leases = await Task.WhenAll(Enumerable.Range(1, 64).Select(i => Task.Run(() => stores.Admission.LeaseAsync(Notices.Lease(1 + (i % 7), terms), default))));
        Assert.Equal(100, leases.Sum(l => l.Count));
    }

    private static OperatorOrder Resume(string scope) => Orders.Resume(scope, "settled", "who", 2);

    [Fact]
    public async Task Decide_ManyRacing_NeverPassTheCapAndTellNobodyTwice()
    {
        const int cap = 50;
        await using var stores = await backend.OpenAsync();
        var decisions = await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(pod => Enumerable.Range(1, 100).Select(user => Task.Run(async () =>
        {
            var record = Notices.Record((ulong)user, $"pod {pod} user {user}");
            var decision = await stores.Admission.DecideAsync(Notices.Request(record) with { HardCap = cap }, default);
            return (User: user, decision.Refusal);
        }))));
        var told = decisions.Where(d => d.Refusal == RefusalReason.None).Select(d => d.User).ToList();
        Assert.Equal(cap, told.Count);
        Assert.Equal(cap, told.Distinct().Count());
        Assert.Equal(cap, await stores.Admission.EnrolledAsync("test", default));
        Assert.Equal(cap, (await stores.Ledger.ListAsync(null, 0, long.MaxValue, 1_000, null, default)).Records.Count);
        Assert.All(decisions, d => Assert.Contains(d.Refusal, new[] { RefusalReason.None, RefusalReason.Cooldown, RefusalReason.CapReached }));
    }
}
