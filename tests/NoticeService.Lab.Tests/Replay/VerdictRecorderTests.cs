using System.Text.Json;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;

namespace NoticeService.Lab.Tests.Replay;

public sealed class VerdictRecorderTests
{
    private static readonly Verdict Open = new()
    {
        Id = "v", Culprit = Culprit.Interconnect, State = VerdictState.Open, Isp = "verizon", Path = "cogent", Metros = ["nyc"],
        OnsetMs = 100_000, OpenedMs = 150_000, Confidence = 0.999, Drop = 0.4, Sessions = 100, Households = 100, Reason = "",
    };

    private static readonly Verdict Closed = Open with { State = VerdictState.Closed, ClosedMs = 200_000 };

    private readonly VerdictRecorder verdicts = new();

    [Fact]
    public void Observe_OpenThenClosed_IsRecordedOnceAndStands()
    {
        Observe(Open, Open, Closed, Closed);
        var recorded = Assert.Single(verdicts.All);
        Assert.Equal((200_000, null), (recorded.ClosedMs, recorded.RetractedMs));
        Assert.Single(verdicts.Since(0));
        Assert.False(Line().TryGetProperty("retracted_ms", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_Retracted_SaysWhenAndWhy_AndExplainsNothingAnyMore(bool closesFirst)
    {
        var retracted = Closed with { State = VerdictState.Retracted, RetractedMs = 230_000, Retraction = "It was the transit." };
        Observe(closesFirst ? [Open, Closed, retracted, retracted] : [Open, retracted, retracted]);
        Assert.Equal((200_000, 230_000, "It was the transit."), Assert.Single(verdicts.All) is var v ? (v.ClosedMs, v.RetractedMs, v.Retraction) : default);
        Assert.Empty(verdicts.Since(0));
        Assert.Equal((230_000, "It was the transit."), (Line().GetProperty("retracted_ms").GetInt64(), Line().GetProperty("retraction").GetString()));
    }

    private JsonElement Line() => JsonDocument.Parse(ReplayOutput.Line(Assert.Single(verdicts.All))).RootElement;

    private void Observe(params Verdict[] course)
    {
        foreach (var verdict in course)
        {
            verdicts.Observe(VerdictFeed.Empty with { Window = default(Window), Verdicts = [verdict] });
        }
    }
}
