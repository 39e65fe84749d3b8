using System.Text.Json;
using NoticeService.TestKit;

namespace NoticeService.EndToEnd.Tests.Story;

/// <summary>The main job: real traces over real gRPC, a real store, and the right sentence to the right viewers.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task InterconnectionIsCrowded_ItIsNamed_ItsViewersAreTold_AndNobodyElseIsBlamed()
    {
        using var demo = new DemoProcess("--duration", "70s");
        var service = await demo.ServiceIdAsync();
        await demo.SaysAsync("NOTICE to");
        await NoticesFollowFromTheirEvidenceAsync(demo);
        Assert.Equal(0, await demo.ExitAsync());
        var verdicts = demo.Output.Split('\n').Where(line => line.Contains("VERDICT OPENS", StringComparison.Ordinal)).ToList();
        Assert.Contains("the interconnection of Verizon with Cogent", Assert.Single(verdicts), StringComparison.Ordinal);

        // It is crowded in both metros, and the terminal shows a few of the notices: which, is chance.
        Assert.Matches("NOTICE to verizon/cogent/(nyc|chi): \"The path we have chosen to reach Verizon's network is crowded right now.\"", demo.Output);
        Assert.DoesNotContain("The Verizon network is crowded", demo.Output, StringComparison.Ordinal);
        Assert.Contains("0 of crowding where none was", demo.Output, StringComparison.Ordinal);
        AssertOnlyPatienceRanOut(demo.Output.Split('\n').Single(line => line.StartsWith("Errors: ", StringComparison.Ordinal)));
        Assert.All(demo.Output.Split('\n').Where(line => line.Contains(" s  ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 120));
        await DemoProcess.GoneAsync(service);
    }

    [Fact]
    public async Task DemoIsKilled_ServiceAndStoreEndWithIt()
    {
        RequiredTool.Require(Directory.Exists("/proc/self"), "/proc is not there: whether a process is gone cannot be seen.");
        using var demo = new DemoProcess("--players", "50", "--script", "calm");
        var service = await demo.ServiceIdAsync();
        var store = await demo.StoreIdAsync();
        demo.Kill();
        await DemoProcess.GoneAsync(service);
        await DemoProcess.GoneAsync(store);
    }

    // As an ISP's lawyer would: the record, the frozen pack, and a program that asks nobody.
    private static async Task NoticesFollowFromTheirEvidenceAsync(DemoProcess demo)
    {
        var query = await demo.CtlAsync("ledger", "query", "--culprit", "interconnect", "--limit", "1", "--json");
        Assert.True(query.ExitCode == 0, query.Output);
        var notice = JsonDocument.Parse(query.StandardOutput).RootElement.GetProperty("items")[0].GetProperty("notice_id").GetString()!;
        var evidence = await demo.CtlAsync("evidence", notice, "--output", "pack.json");
        Assert.True(evidence.ExitCode == 0, evidence.Output);
        var verified = await demo.LabAsync("verify-evidence", "pack.json");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.StartsWith("interconnect.verizon.cogent.", verified.StandardOutput, StringComparison.Ordinal);
    }

    // A player's own deadline may pass on a busy machine, and it tries again; no other error may come.
    private static void AssertOnlyPatienceRanOut(string errors) =>
        Assert.Matches("^Errors: (none|DeadlineExceeded [0-9,]+)$", errors);
}
