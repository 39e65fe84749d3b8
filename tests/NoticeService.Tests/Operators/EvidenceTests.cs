using System.Text;
using Grpc.Core;
using NoticeService.Pipeline.Evidence;
using NoticeService.Protocol.V1;
using NoticeService.TestKit.Contracts;
using Culprit = NoticeService.Domain.Verdicts.Culprit;

namespace NoticeService.Tests.Operators;

/// <summary>What an operator gets for one notice.</summary>
public sealed class EvidenceTests(RunningService service) : IClassFixture<RunningService>
{
    private const string VerdictId = "interconnect.verizon.cogent.20140605T200010Z";

    [Fact]
    public async Task GetEvidence_IsThePackThatWasThereWhenItWasDecided_AndStaysThat()
    {
        await StagedEvidence.AddAsync(service, Notices.Record(1, "e1", cohort: "evidence") with { DecidedMs = 5_000 });
        foreach (var (atMs, drop) in new[] { (4_000L, 0.4), (6_000L, 0.6), (4_000L, 0.9) })
        {
            await StagedEvidence.AddAsync(service, StagedEvidence.Pack(VerdictId, "verizon", atMs, drop));
        }

        var answer = await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "e1" });
        Assert.Equal(("e1", VerdictId, 0.4), (answer.Notice.NoticeId, answer.Verdict.VerdictId, answer.Verdict.Drop));
        var pack = EvidenceJson.Read(Encoding.UTF8.GetBytes(answer.PackJson));
        Assert.Equal((4_000, 0.4), (pack.AtMs, pack.Verdict.Drop));
    }

    [Fact]
    public async Task GetEvidence_OfAdviceAboutAHome_IsTheRecordAlone()
    {
        await StagedEvidence.AddAsync(service, Notices.Record(2, "e2", cohort: "evidence") with { VerdictId = "home.session 2", Culprit = Culprit.Home });
        var answer = await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = "e2" });
        Assert.Equal(("e2", "", null), (answer.Notice.NoticeId, answer.PackJson, answer.Verdict));
        Assert.Equal(2, answer.Notice.Figures.Windows.Count);
    }

    [Theory]
    [InlineData("nothing", StatusCode.NotFound, "There is no such notice.")]
    [InlineData("", StatusCode.InvalidArgument, "notice_id")]
    public async Task GetEvidence_OfNoNotice_SaysSo(string id, StatusCode status, string detail)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = id }));
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(detail, failure.Status.Detail, StringComparison.Ordinal);
    }
}
