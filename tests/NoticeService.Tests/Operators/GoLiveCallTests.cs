using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Protocol.V1;
using NoticeService.Tests.Access;

namespace NoticeService.Tests.Operators;

/// <summary>The go-live gate by the API, of a service that has keys and so enforces it.</summary>
public sealed class GoLiveCallTests : IAsyncLifetime
{
    private readonly KeyFolder folder = new();
    private readonly SigningKey key = SigningKey.Create();
    private readonly RunningService service = new();

    /// <summary>A calibration of 3,200 ISP-days without an alarm, of these settings.</summary>
    internal static Calibration Fits(string fingerprint) => new()
    {
        Version = 1,
        Fingerprint = fingerprint,
        FromMs = 1_400_000_000_000,
        ToMs = 1_410_000_000_000,
        IspDays = 3_200,
        FalseAlarms = 0,
        PerThousandIspDaysAtMost = Domain.Admission.Calibration.AtMost(0, 3_200),
        BudgetPerThousandIspDays = 1,
    };

    public async ValueTask InitializeAsync()
    {
        service.Set("Access:PlayerKeys", folder.Write("players.jwks", SigningKey.Create()));
        service.Set("Access:OperatorKeys", folder.Write("operators.jwks", key));
        await service.InitializeAsync();
    }

    [Fact]
    public async Task NewInstallation_IsInShadow_AndACalibration_AnOverride_AndARevocationTakeTheirTurns()
    {
        var golive = await UntilAsync(GoLiveState.New);
        Assert.Equal((false, 1, 16, null), (golive.Live, golive.BudgetPerThousandIspDays, golive.Fingerprint.Length, golive.Calibration));
        Assert.True(Assert.Single((await service.Operators.ListCohortsAsync(new ListCohortsRequest(), Ann)).Cohorts).Shadow);
        await MetricSaysAsync(0);

        var epoch = (await service.Operators.SubmitCalibrationAsync(new SubmitCalibrationRequest { Calibration = Fits(golive.Fingerprint) }, Ann)).Epoch;
        golive = await UntilAsync(GoLiveState.Calibrated);
        Assert.Equal((true, "ann", 3_200), (golive.Live, golive.Operator, golive.Calibration.IspDays));
        Assert.Contains("at most 0.94 per 1,000 ISP-days", golive.Because, StringComparison.Ordinal);
        Assert.False(Assert.Single((await service.Operators.ListCohortsAsync(new ListCohortsRequest(), Ann)).Cohorts).Shadow);
        await MetricSaysAsync(1);

        Assert.True((await service.Operators.RevokeGoLiveAsync(new RevokeGoLiveRequest { Reason = "a letter came" }, Ann)).Epoch > epoch);
        golive = await UntilAsync(GoLiveState.Revoked);
        Assert.Equal((false, "ann shut the gate: a letter came", null), (golive.Live, golive.Because, golive.Calibration));

        await service.Operators.OverrideGoLiveAsync(new OverrideGoLiveRequest { Reason = "a trial" }, Ann);
        Assert.True((await UntilAsync(GoLiveState.Overridden)).Live);

        using var http = new HttpClient();
        JsonElement shown;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do
        {
            shown = JsonDocument.Parse(await http.GetStringAsync(new Uri(service.Console, "/now.json"), limit.Token)).RootElement.GetProperty("goLive");
        }
        while (shown.GetProperty("state").GetString() != "overridden");
        Assert.Equal((true, "a trial"), (shown.GetProperty("isLive").GetBoolean(), shown.GetProperty("order").GetProperty("reason").GetString()));

        Assert.Equal(
            [
                "ann|calibrate|golive: 0 false alarms in 3,200 ISP-days, at most 0.94 per 1,000 ISP-days (upper 95 % limit)|OK",
                "ann|override|golive: a trial|OK",
                "ann|revoke|golive: a letter came|OK",
            ],
            await EntriesAsync());
    }

    [Fact]
    public async Task ACalibrationThatShowsNothing_IsRefusedWithWhy_AndStandsInTheAuditLog()
    {
        var golive = await UntilAsync(GoLiveState.New);
        var good = Fits(golive.Fingerprint);
        await RefusedAsync(StatusCode.InvalidArgument, "calibration: is missing", null);
        await RefusedAsync(StatusCode.InvalidArgument, "calibration.version: is 9", new Calibration(good) { Version = 9 });
        await RefusedAsync(StatusCode.InvalidArgument, "calibration.isp_days: must be above 0", new Calibration(good) { IspDays = 0 });
        await RefusedAsync(StatusCode.InvalidArgument, "calibration.per_thousand_isp_days_at_most: is 0.1, where 0.936 follows", new Calibration(good) { PerThousandIspDaysAtMost = 0.1 });
        await RefusedAsync(StatusCode.FailedPrecondition, "other verdict settings (another)", new Calibration(good) { Fingerprint = "another" });
        await RefusedAsync(StatusCode.FailedPrecondition, "too short to show anything", new Calibration(good) { ToMs = good.FromMs + 86_399_999 });
        await RefusedAsync(StatusCode.FailedPrecondition, "too few to show anything", new Calibration(good) { IspDays = 2_000, PerThousandIspDaysAtMost = Domain.Admission.Calibration.AtMost(0, 2_000) });
        await RefusedAsync(StatusCode.FailedPrecondition, "where the budget is 1.", new Calibration(good) { FalseAlarms = 2, PerThousandIspDaysAtMost = Domain.Admission.Calibration.AtMost(2, 3_200) });
        await RefusedAsync(StatusCode.InvalidArgument, "reason: must have", call: c => c.OverrideGoLiveAsync(new OverrideGoLiveRequest(), Ann));
        await RefusedAsync(StatusCode.PermissionDenied, "", call: c => c.OverrideGoLiveAsync(new OverrideGoLiveRequest { Reason = "why not" }, Header("eve", "viewer")));
        Assert.Equal(GoLiveState.New, (await service.Operators.GetGoLiveAsync(new GetGoLiveRequest(), Ann)).GoLive.State);

        var entries = await EntriesAsync();
        Assert.Equal(10, entries.Length);
        Assert.Equal(4, entries.Count(e => e.StartsWith("ann|calibrate|golive: ", StringComparison.Ordinal) && e.EndsWith("|FAILED_PRECONDITION", StringComparison.Ordinal)));
        Assert.Contains("ann|calibrate|golive: no calibration|INVALID_ARGUMENT", entries);
        Assert.Contains("eve|override|golive: why not|PERMISSION_DENIED", entries);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    private Metadata Ann => Header("ann", "operator");

    private Metadata Header(string subject, string role) =>
        new() { { "authorization", $"Bearer {key.Sign(subject, [role], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))}" } };

    private Task RefusedAsync(StatusCode status, string words, Calibration? calibration) =>
        RefusedAsync(status, words, call: c => c.SubmitCalibrationAsync(new SubmitCalibrationRequest { Calibration = calibration }, Ann));

    private async Task RefusedAsync<T>(StatusCode status, string words, Func<OperatorService.OperatorServiceClient, AsyncUnaryCall<T>> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call(service.Operators));
        Assert.Equal(status, refusal.StatusCode);
        Assert.Contains(words, refusal.Status.Detail, StringComparison.Ordinal);
    }

    // The pod hears of it from the store.
    private async Task<GoLive> UntilAsync(GoLiveState state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        GoLive golive;
        while ((golive = (await service.Operators.GetGoLiveAsync(new GetGoLiveRequest(), Ann)).GoLive).State != state)
        {
            await Task.Delay(20, limit.Token);
        }

        return golive;
    }

    // The page may be the one that was just answered: it is not collected anew for each.
    private async Task MetricSaysAsync(int live)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Regex.IsMatch(await http.GetStringAsync(new Uri(service.Console, "/metrics"), limit.Token), $@"notice_golive_live\{{[^}}]*\}} {live}\n"))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<string[]> EntriesAsync()
    {
        var entries = (await service.Operators.ListAuditEntriesAsync(new ListAuditEntriesRequest(), Header("auditor", "viewer"))).Entries;
        return [.. entries.Select(e => $"{e.Operator}|{e.Action}|{e.Detail}|{e.Outcome}").Order(StringComparer.Ordinal)];
    }
}
