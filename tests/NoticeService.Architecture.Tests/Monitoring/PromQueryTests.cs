namespace NoticeService.Architecture.Tests.Monitoring;

public sealed class PromQueryTests
{
    [Theory]
    [InlineData("sum(notice_leader)", "notice_leader", "", "")]
    [InlineData("sum by (a, b) (rate(x_total{c=\"d|e\",f!=\"\"}[5m])) / sum(y) > 0.05e3 or vector(0)", "x_total,y", "a,b,c,f", "d,e")]
    [InlineData("x unless x offset 15m", "x", "", "")]
    [InlineData("rate(x[$__rate_interval])", "x", "", "")]
    public void Read_Expression_FindsWhatItRestsOn(string expression, string metrics, string labels, string values)
    {
        var query = PromQuery.Read(expression);
        Assert.Equal(Set(metrics), query.Metrics);
        Assert.Equal(Set(labels), query.Labels);
        Assert.Equal(Set(values), query.Values);
    }

    private static HashSet<string> Set(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
