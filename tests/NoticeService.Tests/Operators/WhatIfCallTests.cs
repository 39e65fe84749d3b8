using Google.Protobuf;
using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.Tests.Operators;

/// <summary>What operators ask about another policy, on the wire and from the ledger of a store.</summary>
public sealed class WhatIfCallTests(WhatIfLedger ledger) : IClassFixture<WhatIfLedger>
{
    private const int Told = WhatIfLedger.Told;

    [Fact]
    public async Task AnotherCapAndFilter_TellWhoIsLeftOut_WithProgress()
    {
        // The one in force has a cap of 1,000: the ledger was written under an earlier one.
        var policy = RunningService.Configuration.Replace("\"hard_cap\": 1000", "\"hard_cap\": 20000, \"isps\": [\"alpha\"]", StringComparison.Ordinal);
        var parts = await AskAsync(new WhatIfRequest { Policy = ByteString.CopyFromUtf8(policy), MaxDifferences = 3 }, "operator");
        Assert.Equal(10_000, Assert.Single(parts, p => p.Progress is not null).Progress.Records);
        var report = parts[^1].Report;
        Assert.Equal((Told, 0), (report.Notices, report.Older));
        Assert.Equal(
            ["told told 5050 in force 1000", "told not_in_cohort 5050 in force 0", "told cap_reached 0 in force 9100"],
            report.Rows.Select(r => $"{r.Was} {r.WouldBe} {r.Notices} in force {r.InForce}"));
        Assert.Equal([("alpha", 5050, 5050), ("beta", 5050, 0)], report.Isps.Select(i => (i.Name, i.Told, i.WouldBeTold)));
        var differences = parts.Where(p => p.Difference is not null).Select(p => p.Difference).ToList();
        Assert.Equal(["w000001", "w000003", "w000005"], differences.Select(d => d.Notice.NoticeId));
        Assert.All(differences, d => Assert.Equal(("told", "not_in_cohort", "outcome", "", ""), (d.Was, d.WouldBe, d.Change, d.Notice.User, d.Notice.SessionId)));
    }

    [Fact]
    public async Task WhoeverIsDeniedAlone_IsForTheRoleLegalOnly()
    {
        var request = new WhatIfRequest { Policy = ByteString.CopyFromUtf8(RunningService.Configuration.Replace("\"enabled\"", "\"deny\": [\"user-7\"], \"enabled\"", StringComparison.Ordinal)), MaxDifferences = 1 };
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(request, "operator"));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("'everybody' has another list 'deny'", refused.Status.Detail, StringComparison.Ordinal);
        var parts = await AskAsync(request, "legal");
        Assert.Equal("w000007", parts.First(p => p.Difference is not null).Difference.Notice.NoticeId);
    }

    [Fact]
    public async Task WrongPolicy_IsRefusedWithItsLine_AndWrongFieldsByName()
    {
        var wrong = RunningService.Configuration.Replace("\"percentage\": 100", "\"percentage\": 101", StringComparison.Ordinal);
        Assert.Contains("policy:10: cohorts[0].percentage", await RefusalAsync(new WhatIfRequest { Policy = ByteString.CopyFromUtf8(wrong) }), StringComparison.Ordinal);
        Assert.StartsWith("policy: must be", await RefusalAsync(new WhatIfRequest()), StringComparison.Ordinal);
        var right = ByteString.CopyFromUtf8(RunningService.Configuration);
        Assert.StartsWith("max_differences:", await RefusalAsync(new WhatIfRequest { Policy = right, MaxDifferences = 100_001 }), StringComparison.Ordinal);
        Assert.StartsWith("from_ms:", await RefusalAsync(new WhatIfRequest { Policy = right, FromMs = 10, ToMs = 5 }), StringComparison.Ordinal);
    }

    // One that is not read to its end holds the turn; when its caller has gone, the next has it.
    [Fact]
    public async Task Second_WhileOneRuns_IsSentAway_AndLetInAfterwards()
    {
        var request = new WhatIfRequest { Policy = ByteString.CopyFromUtf8(RunningService.Configuration), MaxDifferences = 100_000 };
        using (var first = ledger.Service.Operators.WhatIf(request, ledger.Header("legal")))
        {
            Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));
            var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(request, "legal"));
            Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        }

        for (var tries = 0; ; tries++)
        {
            try
            {
                Assert.Equal(Told, (await AskAsync(request, "legal"))[^1].Report.Notices);
                break;
            }
            catch (RpcException busy) when (busy.StatusCode == StatusCode.ResourceExhausted && tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<string> RefusalAsync(WhatIfRequest request)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(request, "legal"));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        return refused.Status.Detail;
    }

    private async Task<List<WhatIfResponse>> AskAsync(WhatIfRequest request, string role)
    {
        var parts = new List<WhatIfResponse>();
        using var call = ledger.Service.Operators.WhatIf(request, ledger.Header(role));
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            parts.Add(call.ResponseStream.Current);
        }

        return parts;
    }
}
