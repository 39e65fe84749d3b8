using Grpc.Core;
using NoticeService.Access;
using NoticeService.Operators;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using NoticeService.Tests.Access;

namespace NoticeService.Tests.Operators;

/// <summary>What stands in the audit log of calls with tokens, also of those that were refused.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private static readonly SuspendRequest Suspend = new() { Scope = new SuspensionScope { Isp = "alpha" }, Reason = "a letter came", Operator = "somebody else" };
    private static readonly ResumeRequest Resume = new() { Scope = Suspend.Scope, Reason = "settled" };
    private static readonly ExportRecipientsRequest Export = new() { Format = ExportFormat.Jsonl, Isp = "alpha" };

    private readonly KeyFolder folder = new();
    private readonly SigningKey key = SigningKey.Create();
    private readonly RunningService service = new();

    public async ValueTask InitializeAsync()
    {
        service.Set("Access:PlayerKeys", folder.Write("players.jwks", SigningKey.Create()));
        service.Set("Access:OperatorKeys", folder.Write("operators.jwks", key));
        await service.InitializeAsync();
    }

    [Fact]
    public async Task WhatIsDone_HasWhoWithWhichRoleFromWhereWhatAndTheOutcome()
    {
        await service.Operators.SuspendAsync(Suspend, Header("ann", "operator", "viewer"));
        await service.Operators.ResumeAsync(Resume, Header("counsel", "legal"));
        await ReadAsync(service.Operators.ExportRecipients(Export, Header("counsel", "legal")));
        Assert.Equal(
            [
                "ann|viewer operator|127.0.0.1|suspend|isp:alpha: a letter came|OK",
                "counsel|legal|127.0.0.1|export|isp:alpha: recipients as JSONL, records: 0|OK",
                "counsel|legal|127.0.0.1|export|isp:alpha: recipients as JSONL|STARTED",
                "counsel|legal|127.0.0.1|resume|isp:alpha: settled|OK",
            ],
            await EntriesAsync());
    }

    [Fact]
    public async Task WhatIsRefused_StandsThereWithWhy()
    {
        await FailsAsync(StatusCode.PermissionDenied, service.Operators.SuspendAsync(Suspend, Header("eve", "viewer")).ResponseAsync);
        await FailsAsync(StatusCode.PermissionDenied, service.Operators.ResumeAsync(Resume, Header("isp account", "isp")).ResponseAsync);
        await FailsAsync(StatusCode.PermissionDenied, ReadAsync(service.Operators.ExportRecipients(Export, Header("ann", "operator"))));
        await FailsAsync(StatusCode.InvalidArgument, service.Operators.SuspendAsync(new SuspendRequest { Scope = new SuspensionScope { Isp = "gamma" }, Reason = "why" }, Header("ann", "operator")).ResponseAsync);
        await FailsAsync(StatusCode.InvalidArgument, service.Operators.SuspendAsync(new SuspendRequest { Scope = Suspend.Scope }, Header("ann", "operator")).ResponseAsync);

        // Who showed no token may claim any name: none is written.
        await FailsAsync(StatusCode.Unauthenticated, service.Operators.SuspendAsync(Suspend).ResponseAsync);
        Assert.Equal(
            [
                "ann|operator|127.0.0.1|export|isp:alpha: recipients as JSONL|PERMISSION_DENIED",
                "ann|operator|127.0.0.1|suspend|isp:alpha: |INVALID_ARGUMENT",
                "ann|operator|127.0.0.1|suspend|isp:gamma: why|INVALID_ARGUMENT",
                "eve|viewer|127.0.0.1|suspend|isp:alpha: a letter came|PERMISSION_DENIED",
                "isp account|isp|127.0.0.1|resume|isp:alpha: settled|PERMISSION_DENIED",
                "||127.0.0.1|suspend|isp:alpha: a letter came|UNAUTHENTICATED",
            ],
            await EntriesAsync());
    }

    [Fact]
    public async Task FromWhere_IsWhatATrustedProxySays()
    {
        var header = Header("ann", "operator");
        header.Add("x-forwarded-for", RunningService.BetaAddress);
        await service.Operators.SuspendAsync(Suspend, header);
        Assert.Equal([$"ann|operator|{RunningService.BetaAddress}|suspend|isp:alpha: a letter came|OK"], await EntriesAsync());
    }

    [Fact]
    public async Task AFloodOfRefusedCalls_DoesNotFillTheLog_AndWhatIsDoneStillStandsThere()
    {
        var header = Header("eve", "viewer");
        for (var i = 0; i < (2 * RefusalBudget.PerMinute) + 10; i++)
        {
            await FailsAsync(StatusCode.PermissionDenied, service.Operators.SuspendAsync(Suspend, header).ResponseAsync);
        }

        await service.Operators.SuspendAsync(Suspend, Header("ann", "operator"));
        var entries = await EntriesAsync();

        // None stands for two, however fast they come.
        var calls = (await service.Get<Pipeline.Ports.IAuditLog>().ListAsync(0, long.MaxValue, 1_000, null, CancellationToken.None)).Select(o => o.Order.Call).ToList();
        Assert.DoesNotContain("", calls);
        Assert.Equal(calls.Count, calls.Distinct().Count());

        // A minute may have turned on the way.
        Assert.InRange(entries.Count(e => e.EndsWith("PERMISSION_DENIED", StringComparison.Ordinal)), RefusalBudget.PerMinute, 2 * RefusalBudget.PerMinute);
        Assert.Single(entries, e => e.EndsWith("|OK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnExportThatIsBrokenOff_StandsThereAsBegunAndAsCancelled()
    {
        var ledger = service.Get<Pipeline.Ports.ILedgerRepair>();
        await Parallel.ForAsync(0UL, 3_000UL, async (i, cancellationToken) =>
        {
            // Longer than what the connection takes unread.
            var record = Notices.Record(i, $"n{i}", "alpha") with { Text = new string('x', 400) };
            await ledger.RestoreAsync(new Pipeline.Journal.JournalEntry(record, 0, 0), null, cancellationToken);
        });

        using (var call = service.Operators.ExportRecipients(Export, Header("counsel", "legal")))
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        string[] entries;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((entries = await EntriesAsync()).Length < 2)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.StartsWith("counsel|legal|127.0.0.1|export|isp:alpha: recipients as JSONL, records: ", entries[0], StringComparison.Ordinal);
        Assert.EndsWith("|CANCELLED", entries[0], StringComparison.Ordinal);
        Assert.EndsWith("recipients as JSONL|STARTED", entries[1], StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    private async Task<string[]> EntriesAsync()
    {
        var entries = (await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest { PageSize = 1_000 }, Header("auditor", "viewer"))).Entries;
        return [.. entries.Select(e => $"{e.Operator}|{string.Join(' ', e.Roles)}|{e.From}|{e.Action}|{e.Detail}|{e.Outcome}").Order(StringComparer.Ordinal)];
    }

    private Metadata Header(string subject, params string[] roles) =>
        new() { { "authorization", $"Bearer {key.Sign(subject, roles, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))}" } };

    private static async Task ReadAsync(AsyncServerStreamingCall<ExportRecipientsResponse> call)
    {
        using (call)
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                // What it says is no matter here.
            }
        }
    }

    private static async Task FailsAsync(StatusCode expected, Task call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
}
