namespace NoticeService.Grpc.Tests.Interop;

/// <summary>grpc-js and grpcio against our server. What each scenario asserts stands in node/client.js and python/client.py.</summary>
public sealed class ForeignClientTests(ForeignClients clients) : IClassFixture<ForeignClients>
{
    private static readonly string[] Scenarios =
    [
        "unary", "server_streaming", "server_streaming_error_behind_messages", "client_streaming", "client_streaming_empty",
        "client_streaming_server_ends_early", "bidi_streaming", "metadata", "error_status_and_trailers", "exception_is_not_shown", "deadline",
        "cancellation", "gzip_request", "gzip_response", "message_at_the_limit", "message_above_the_limit",
        "message_above_the_limit_of_the_client", "unknown_method", "many_calls_at_once", "reflection_v1", "reflection_v1alpha",
        "health_check", "health_watch",
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var client in new[] { "node", "python" })
            {
                foreach (var scenario in Scenarios)
                {
                    all.Add(client, scenario);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ForeignClient_Scenario_Holds(string client, string scenario)
    {
        var outcomes = await clients.Of(client);
        Assert.True(outcomes.TryGetValue(scenario, out var error), $"{client} ran no such scenario.");
        Assert.True(error is null, error);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python")]
    public async Task ForeignClient_RanNoScenarioThatIsNotAsserted(string client) =>
        Assert.Equal(Scenarios.Order(StringComparer.Ordinal), (await clients.Of(client)).Keys.Order(StringComparer.Ordinal));
}
