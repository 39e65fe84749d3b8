using System.Globalization;
using System.Text.Json;
using NoticeService.Access;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit.Contracts;
using NoticeService.Tests.Access;
using NoticeService.Tests.Operators;

namespace NoticeService.Tests.Hosting;

/// <summary><c>ctl</c> as a process of its own against a service that runs.</summary>
public sealed class RemoteCtlTests(StagedFeed feed) : IClassFixture<StagedFeed>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-remote-");

    private static readonly Verdict[] Verdicts =
    [
        StagedFeed.Of("v-open", VerdictState.Open, "alpha", onsetMs: 1_401_998_400_000),
        StagedFeed.Of("v-closed", VerdictState.Closed, "beta", Culprit.Interconnect, "one", 1_401_998_300_000),
    ];

    [Fact]
    public async Task Verdicts_AsATable_AndAsJson_AndOneOfThem()
    {
        await feed.PublishAsync(Verdicts);
        var table = await RunAsync(0, "verdicts");
        Assert.Matches(@"2014-06-05 20:00:00Z +open +isp +alpha +all +50 % +100 +v-open", table);
        Assert.True(table.IndexOf("v-open", StringComparison.Ordinal) < table.IndexOf("v-closed", StringComparison.Ordinal), table);

        var json = Json(await RunAsync(0, "verdicts", "--json", "--culprit", "interconnect"));
        Assert.False(json.GetProperty("more").GetBoolean());
        var item = Assert.Single(json.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("v-closed", "interconnect", "closed", "beta", 1_401_998_300_000, 0.5, 0),
            (item.GetProperty("verdict_id").GetString(), item.GetProperty("culprit").GetString(), item.GetProperty("state").GetString(), item.GetProperty("isp").GetString(), item.GetProperty("onset_ms").GetInt64(), item.GetProperty("drop").GetDouble(), item.GetProperty("metros").GetArrayLength()));

        Assert.Matches("reason +the reason of v-open", await RunAsync(0, "verdicts", "v-open"));
        Assert.Equal("v-open", Json(await RunAsync(0, "verdicts", "v-open", "--json")).GetProperty("verdict_id").GetString());
        Assert.DoesNotContain("v-closed", await RunAsync(0, "verdicts", "--from", "2014-06-05T19:59:30Z"), StringComparison.Ordinal);
        Assert.DoesNotContain("v-open", await RunAsync(0, "verdicts", "--to", "2014-06-05T22:00+02:00"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdict_ThatIsNotThere_IsExitCode6()
    {
        var (code, _, error) = await EndAsync("verdicts", "nowhere");
        Assert.Equal(6, code);
        Assert.StartsWith("notice-service: There is no such verdict", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispute_IsOpened_Listed_AndResolved()
    {
        await feed.PublishAsync([StagedFeed.Of("v-disputed", VerdictState.Open, "alpha")]);
        var opened = await RunAsync(0, "dispute", "open", "v-disputed", "--reason", "It is not so.", "--operator", "noc");
        Assert.Matches("^Dispute [0-9a-f]{32} of alpha about v-disputed: open. Pauses verdict:v-disputed until .*Z.", opened);

        var item = Assert.Single(Json(await RunAsync(0, "dispute", "list", "--verdict", "v-disputed", "--state", "open", "--json")).GetProperty("items").EnumerateArray());
        var id = item.GetProperty("dispute_id").GetString()!;
        Assert.Equal(("alpha", "open", "It is not so.", "noc"), (item.GetProperty("isp").GetString(), item.GetProperty("state").GetString(), item.GetProperty("statement").GetString(), item.GetProperty("opened_by").GetString()));

        Assert.Equal(2, (await EndAsync("dispute", "resolve", id, "--outcome", "open", "--reason", "x")).Code);
        var resolved = Json(await RunAsync(0, "dispute", "resolve", id, "--outcome", "rejected", "--reason", "We looked.", "--operator", "counsel", "--json"));
        Assert.Equal(("rejected", "counsel", "We looked."), (resolved.GetProperty("state").GetString(), resolved.GetProperty("resolved_by").GetString(), resolved.GetProperty("resolution").GetString()));
        Assert.Matches(@$"{id} .*rejected +alpha +v-disputed +no more +noc +It is not so\.", await RunAsync(0, "dispute", "list", "--verdict", "v-disputed"));
    }

    [Fact]
    public async Task GoLive_Status_Submit_Override_AndRevoke()
    {
        // Without keys the gate is open; the orders are kept all the same.
        var status = Json(await RunAsync(0, "golive", "status", "--json"));
        Assert.Equal(("off", true), (status.GetProperty("state").GetString(), status.GetProperty("live").GetBoolean()));
        var table = await RunAsync(0, "golive", "status");
        Assert.StartsWith("Live. The go-live gate is not enforced here.", table, StringComparison.Ordinal);
        Assert.Matches("budget per 1,000 ISP-days +1", table);

        var file = Path.Combine(folder.FullName, "calibration.json");
        await File.WriteAllTextAsync(file, CalibrationJson(status.GetProperty("fingerprint").GetString()!));
        var accepted = Json(await RunAsync(0, "golive", "submit", file, "--operator", "ann", "--json")).GetProperty("epoch").GetInt64();
        Assert.True(accepted > 0);
        table = await UntilAsync("false alarms +0");
        Assert.Matches(@"traffic +2014-05-13 16:53:20Z to 2014-09-06 10:40:00Z", table);
        Assert.Matches("per 1,000 ISP-days, at most +0.94", table);

        var (code, _, error) = await RefusedAsync(CalibrationJson("another"));
        Assert.Equal(2, code);
        Assert.Contains("The calibration is not accepted. It was made with other verdict settings (another)", error, StringComparison.Ordinal);
        (code, _, error) = await RefusedAsync("""{ "version": 1 }""");
        Assert.Equal(1, code);
        Assert.Contains("calibration.json: It is not the calibration.json of lab calibrate", error, StringComparison.Ordinal);
        Assert.Contains("'fingerprint'", error, StringComparison.Ordinal);
        Assert.Equal(1, (await EndAsync("golive", "submit", file + ".none")).Code);

        Assert.StartsWith("Ordered. Every pod that has epoch ", await RunAsync(0, "golive", "override", "--reason", "a trial", "--operator", "ann"), StringComparison.Ordinal);
        await UntilAsync("by +ann\\s+reason +a trial");
        Assert.True(Json(await RunAsync(0, "golive", "revoke", "--reason", "it is over", "--json")).GetProperty("epoch").GetInt64() > accepted);
        Assert.Equal(2, (await EndAsync("golive", "revoke")).Code);

        async Task<(int Code, string Output, string Error)> RefusedAsync(string json)
        {
            await File.WriteAllTextAsync(file, json);
            return await EndAsync("golive", "submit", file);
        }

        // The pod hears of it from the store.
        async Task<string> UntilAsync(string words)
        {
            string told;
            while (!System.Text.RegularExpressions.Regex.IsMatch(told = await RunAsync(0, "golive", "status"), words))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }

            return told;
        }
    }

    private static string CalibrationJson(string fingerprint) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        { "version": 1, "fingerprint": "{{fingerprint}}", "from_ms": 1400000000000, "to_ms": 1410000000000, "isp_days": 3200, "false_alarms": 0,
          "per_thousand_isp_days": 0, "per_thousand_isp_days_at_most": {{Domain.Admission.Calibration.AtMost(0, 3_200)}}, "budget_per_thousand_isp_days": 1, "is_within_budget": true }
        """);

    [Fact]
    public async Task WhatIf_AsATable_AndAsJson_AndWithoutAPolicy()
    {
        await StagedEvidence.AddAsync(feed.Service, Notices.Record(77, "whatif-1", "alpha", "elsewhere", 1_300_000_000_000) with { State = NoticeState.Displayed });
        var policy = Path.Combine(folder.FullName, "other.json");
        await File.WriteAllTextAsync(policy, RunningService.Configuration.Replace("\"percentage\": 100", "\"percentage\": 0", StringComparison.Ordinal));
        string[] asked = ["whatif", "--policy", policy, "--to", "2011-04-01"];
        var table = await RunAsync(0, [.. asked, "--differences", "5"]);
        Assert.StartsWith("1 notices compared.", table, StringComparison.Ordinal);
        Assert.Matches("told +not in cohort +1 +0", table);
        Assert.Matches("told +told, other cohort +0 +1", table);
        Assert.Matches("alpha +1 +0", table);
        Assert.Matches("2011-03-13 07:06:40Z +whatif-1 +interconnect +alpha +elsewhere +told +not in cohort", table);

        var json = Json(await RunAsync(0, [.. asked, "--json"]));
        Assert.Equal(
            (1, "not_in_cohort", 0),
            (json.GetProperty("notices").GetInt64(), json.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("notices").GetInt64() > 0).GetProperty("would_be").GetString(), json.GetProperty("differences").GetArrayLength()));

        var (code, _, error) = await EndAsync("whatif", "--policy", policy + ".none");
        Assert.Equal(1, code);
        Assert.Contains("--policy: '", error, StringComparison.Ordinal);
        Assert.Equal(2, (await EndAsync("whatif")).Code);
    }

    [Fact]
    public async Task Experiment_AsATable_AndAsJson_AndOfNoCohort()
    {
        var table = await RunAsync(0, "experiment", "everybody", "--to", "2011-01-01");
        Assert.StartsWith("It says nothing: no notice of this cohort was decided in this time", table, StringComparison.Ordinal);
        Assert.Matches("treatment +holdout", table);
        Assert.Matches("delivered +0 +0", table);
        Assert.Matches("outcome known +0 +0", table);

        var json = Json(await RunAsync(0, "experiment", "everybody", "--to", "2011-01-01", "--json"));
        Assert.Equal(
            ("everybody", "", JsonValueKind.Null, 2, 5),
            (json.GetProperty("cohort").GetString(), json.GetProperty("off_phase").GetString(), json.GetProperty("sample_ratio_p").ValueKind, json.GetProperty("arms").GetArrayLength(), json.GetProperty("phases").GetArrayLength()));
        Assert.Equal(6, (await EndAsync("experiment", "nobody")).Code);
        Assert.Equal(2, (await EndAsync("experiment")).Code);
    }

    [Fact]
    public async Task Limit_GoesOverPages_AndSaysWhenThereAreMore()
    {
        await feed.PublishAsync([.. Enumerable.Range(0, 1_205).Select(i => StagedFeed.Of($"v{i:D5}", VerdictState.Open, "alpha"))]);
        var all = Json(await RunAsync(0, "verdicts", "--json", "--state", "open", "--limit", "5000"));
        Assert.Equal(1_205, all.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("verdict_id").GetString()).Distinct().Count());
        Assert.False(all.GetProperty("more").GetBoolean());

        var part = Json(await RunAsync(0, "verdicts", "--json", "--state", "open", "--limit", "1100"));
        Assert.Equal(1_100, part.GetProperty("items").GetArrayLength());
        Assert.True(part.GetProperty("more").GetBoolean());
        var (_, table, error) = await EndAsync("verdicts", "--state", "open", "--limit", "2");
        Assert.Equal(2, table.Split('\n').Count(l => l.Contains(" v0", StringComparison.Ordinal)));
        Assert.Contains("There are more than these 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_TellsChangesAsLines_AndCtrlC_EndsItWith0()
    {
        await feed.PublishAsync([StagedFeed.Of("v-followed", VerdictState.Open, "alpha")]);
        using var follow = Start("verdicts", "--follow", "--json");
        Assert.Equal(("v-followed", "open"), await NextAsync());
        await feed.PublishAsync([StagedFeed.Of("v-followed", VerdictState.Closed, "alpha")]);
        Assert.Equal(("v-followed", "closed"), await NextAsync());
        follow.Interrupt();
        Assert.Equal((0, "", ""), await follow.EndAsync());

        Task<(string? Id, string? State)> NextAsync() => NextOfAsync(follow);
    }

    [Fact]
    public async Task Follow_TheServiceGoesAndComes_ConnectsAgain_AndTellsOnlyWhatIsNew()
    {
        var (kept, gone) = (StagedFeed.Of("v-kept", VerdictState.Open, "alpha"), StagedFeed.Of("v-gone", VerdictState.Open, "alpha", onsetMs: 2_000));
        var before = StagedFeed.Of("v-before", VerdictState.Closed, "alpha");
        await feed.PublishAsync([before, kept, gone]);
        using var follow = Start("verdicts", "--follow", "--json");
        Assert.Equal(("v-kept", "open"), await NextOfAsync(follow));
        Assert.Equal(("v-gone", "open"), await NextOfAsync(follow));
        var nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await feed.RestartAsync([before, kept, gone with { State = VerdictState.Retracted, ClosedMs = 3_000, RetractedMs = nowMs }]);
        Assert.Equal(("v-gone", "retracted"), await NextOfAsync(follow));
        await feed.PublishAsync([before, kept, StagedFeed.Of("v-later", VerdictState.Open, "alpha")]);
        Assert.Equal(("v-later", "open"), await NextOfAsync(follow));
        follow.Interrupt();
        var (code, output, error) = await follow.EndAsync();
        Assert.Equal((0, ""), (code, output));
        Assert.Matches("^(notice-service: .*Trying again[.]\nnotice-service: connected to http://.* again[.]\n)+$", error);
    }

    private static async Task<(string? Id, string? State)> NextOfAsync(CtlProcess follow)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = Json((await follow.Output.ReadLineAsync(limit.Token))!);
        return (line.GetProperty("verdict_id").GetString(), line.GetProperty("state").GetString());
    }

    [Fact]
    public async Task CellsAndCohorts_AreTold()
    {
        await feed.PublishAsync([], [StagedFeed.Cell("alpha"), StagedFeed.Cell("beta", status: CellStatus.Unknown)]);
        Assert.Matches(@"alpha +one +nyc +healthy +50 % +100 +90 +80 %", await RunAsync(0, "cells", "--isp", "alpha"));
        var cell = Assert.Single(Json(await RunAsync(0, "cells", "--status", "unknown", "--json")).GetProperty("items").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, cell.GetProperty("drop").ValueKind);
        Assert.Matches(@"everybody +yes +yes +100 % +0 +1,000 +0 %", await RunAsync(0, "cohorts", "--enabled"));
    }

    [Fact]
    public async Task SuspendThenResume_AreInForce_AndStandInTheAudit_WithTheNameOfTheOption()
    {
        var store = feed.Service.Get<IAdmissionStore>();
        var epoch = Json(await RunAsync(0, "suspend", "--isp", "alpha", "--reason", "a letter came", "--operator", "night desk", "--json")).GetProperty("epoch").GetInt64();
        Assert.Equal((epoch, "isp:alpha"), ((await store.ListSuspensionsAsync(CancellationToken.None)).Epoch, Assert.Single((await store.ListSuspensionsAsync(CancellationToken.None)).Suspensions).Scope));
        Assert.StartsWith("Resumed: isp:alpha. Every decision after epoch ", await RunAsync(0, "resume", "--isp", "alpha", "--reason", "settled", "--operator", "day desk"), StringComparison.Ordinal);
        Assert.Empty((await store.ListSuspensionsAsync(CancellationToken.None)).Suspensions);

        Assert.Matches(@"night desk +127\.0\.0\.1 +suspend +OK +isp:alpha: a letter came", await RunAsync(0, "audit", "--from", "1h"));
        var entry = Assert.Single(Json(await RunAsync(0, "audit", "--json", "--action", "resume", "--operator", "day desk")).GetProperty("items").EnumerateArray());
        Assert.Equal(("resume", "isp:alpha: settled", "OK"), (entry.GetProperty("action").GetString(), entry.GetProperty("detail").GetString(), entry.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Refusal_OfTheService_NamesTheField_AndIsExitCode2()
    {
        var (code, _, error) = await EndAsync("suspend", "--isp", "gamma", "--reason", "why");
        Assert.Equal((2, "notice-service: scope.isp: 'gamma' is not the id of an ISP in the configuration.\n"), (code, error));
    }

    [Fact]
    public async Task LedgerQuery_AndExport_GiveTheRecords_WhoseTextCannotMoveTheCursor()
    {
        var repair = feed.Service.Get<ILedgerRepair>();
        for (ulong i = 1; i <= 3; i++)
        {
            var record = Notices.Record(i, $"n{i}", cohort: "ctl") with { SessionId = $"s{i}\u001b[2J", State = NoticeState.Displayed, DecidedMs = 1_401_998_400_000 + (long)i };
            Assert.True(await repair.RestoreAsync(new JournalEntry(record, 0, 0), null, CancellationToken.None));
        }

        var table = await RunAsync(0, "ledger", "query", "--cohort", "ctl");
        Assert.Contains("s1\uFFFD[2J", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", table, StringComparison.Ordinal);
        var items = Json(await RunAsync(0, "ledger", "query", "--cohort", "ctl", "--limit", "2", "--json"));
        Assert.Equal(["n3", "n2"], items.GetProperty("items").EnumerateArray().Select(n => n.GetProperty("notice_id").GetString()));
        Assert.Equal("s3\u001b[2J", items.GetProperty("items")[0].GetProperty("session_id").GetString());

        Assert.Equal(4, (await RunAsync(0, "export", "--cohort", "ctl")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var path = Path.Combine(folder.FullName, "recipients.jsonl");
        await RunAsync(0, "export", "--cohort", "ctl", "--format", "jsonl", "--output", path);
        Assert.Equal(["n3", "n2", "n1"], (await File.ReadAllLinesAsync(path)).Select(l => Json(l).GetProperty("notice_id").GetString()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path + ".part"));
        Assert.Matches(@"export +STARTED +cohort:ctl: recipients as JSONL", await RunAsync(0, "audit"));
    }

    [Theory]
    [InlineData("verdicts --culprit nobody", "--culprit: 'nobody' is none of isp, path,")]
    [InlineData("verdicts --state maybe", "--state: 'maybe' is none of suspected,")]
    [InlineData("verdicts some --isp alpha", "--isp: must not be given with the ID of one verdict.")]
    [InlineData("verdicts --follow --state open", "--state: must not be given with --follow.")]
    [InlineData("verdicts --limit 0", "--limit: must be a whole number, 1 to 100000.")]
    [InlineData("cells --timeout soon", "--timeout: must be a whole number, 1 to 3600.")]
    [InlineData("cohorts --server localhost", "--server: 'localhost' is not an address")]
    [InlineData("suspend --reason why", "One of --all, --isp and --cohort must say what.")]
    [InlineData("suspend --all --isp alpha --reason why", "One of --all, --isp and --cohort must say what.")]
    [InlineData("resume --all", "--reason")]
    [InlineData("audit --from yesterday", "--from: 'yesterday' is not a time")]
    [InlineData("export --format xml", "--format: 'xml' is none of csv, jsonl.")]
    [InlineData("ledger query --user", "--user")]
    [InlineData("verdicts --bogus", "Unrecognized command or argument '--bogus'.")]
    [InlineData("experiment everybody --bogus", "Unrecognized command or argument '--bogus'.")]
    public async Task WrongUse_IsNamed_AndIsExitCode2(string arguments, string words)
    {
        using var command = new CtlProcess(arguments.Split(' '));
        var (code, output, error) = await command.EndAsync();
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (code, output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyThere_IsExitCode4()
    {
        using var command = new CtlProcess(["verdicts", "--server", "http://127.0.0.1:1"]);
        Assert.Equal((4, "", "notice-service: http://127.0.0.1:1/ cannot be reached: Connection refused\n"), await command.EndAsync());
    }

    [Fact]
    public async Task AServerThatNeverAnswers_IsExitCode4_AndAnInterruptedCommand_130()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}");
        using var patient = new CtlProcess(["cohorts", "--server", address]);
        using (await silent.AcceptTcpClientAsync())
        {
            patient.Interrupt();
            Assert.Equal((130, "", ""), await patient.EndAsync());
        }

        // So does a command that goes to the store itself.
        using var verify = new CtlProcess(["ledger", "verify", "--data", Path.Combine(folder.FullName, "data")], ("Redis__Connection", address["http://".Length..]));
        using (await silent.AcceptTcpClientAsync())
        {
            verify.Interrupt();
            Assert.Equal(130, (await verify.EndAsync()).Code);
        }

        using var hasty = new CtlProcess(["cohorts", "--server", address, "--timeout", "1"]);
        Assert.Equal((4, "", $"notice-service: {address}/ did not answer within 1 s.\n"), await hasty.EndAsync());
    }

    [Fact]
    public async Task Tokens_ComeFromOptionFileOrEnvironment_AndWithoutTheRightItIsExitCode5()
    {
        using var keys = new KeyFolder();
        var signer = SigningKey.Create();
        await using var service = new RunningService();
        await service.Set("Access:PlayerKeys", keys.Write("players", signer)).Set("Access:OperatorKeys", keys.Write("operators", signer)).InitializeAsync();
        string Token(string role) => signer.Sign("ann", [role], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var server = ("NOTICE_SERVER", service.Grpc.ToString());
        var file = keys.WriteText("viewer.token", Token("viewer") + "\n");

        await EndsAsync(5, "An operator's token is needed: the call has no authorization header", ["cohorts"], server);
        await EndsAsync(5, "This call needs the role operator or legal.", ["suspend", "--all", "--reason", "why"], server, ("NOTICE_TOKEN", Token("viewer")));
        await EndsAsync(5, "This call needs the role legal.", ["export", "--output", keys.PathOf("list.csv")], server, ("NOTICE_TOKEN_FILE", file));
        Assert.False(File.Exists(keys.PathOf("list.csv")) || File.Exists(keys.PathOf("list.csv.part")));
        await EndsAsync(0, "", ["cohorts", "--token", Token("viewer")], server);
        await EndsAsync(0, "", ["cohorts", "--token-file", file], server, ("NOTICE_TOKEN", "not.a.good.one"));
        await EndsAsync(0, "", ["cohorts"], server, ("NOTICE_TOKEN_FILE", file));
        await EndsAsync(1, "Could not find file", ["cohorts", "--token-file", keys.PathOf("nowhere")], server);
        await EndsAsync(1, "The token is not one", ["cohorts", "--token", "two words"], server);
        Assert.Matches(@"ann +viewer +127\.0\.0\.1 +export +PERMISSION_DENIED", await EndsAsync(0, "", ["audit", "--token-file", file], server));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<string> EndsAsync(int expected, string words, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var command = new CtlProcess(arguments, environment);
        var (code, output, error) = await command.EndAsync();
        Assert.True(code == expected, $"{string.Join(' ', arguments)}: {code} {output} {error}");
        Assert.Contains(words, error, StringComparison.Ordinal);
        return output;
    }

    private CtlProcess Start(params string[] arguments) => new([.. arguments, "--server", feed.Service.Grpc.ToString()]);

    private async Task<(int Code, string Output, string Error)> EndAsync(params string[] arguments)
    {
        using var command = Start(arguments);
        return await command.EndAsync();
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var (code, output, error) = await EndAsync(arguments);
        Assert.True(code == expected, $"{string.Join(' ', arguments)}: {code} {output} {error}");
        return output;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
