using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace NoticeService.Redis.Tests;

/// <summary>A wrong setting is refused at the start, in words.</summary>
public sealed class RedisOptionsTests
{
    [Theory]
    [InlineData("CallTimeout", "00:00:00.009", "CallTimeout")]
    [InlineData("CallTimeout", "00:01:00.001", "CallTimeout")]
    [InlineData("MaxInFlight", "0", "MaxInFlight")]
    [InlineData("Retries", "6", "Retries")]
    [InlineData("BreakerMinimumCalls", "1", "BreakerMinimumCalls")]
    [InlineData("KeyPrefix", "a{b}", "KeyPrefix")]
    [InlineData("Connection", "ssl=maybe", "Connection")]
    [InlineData("Connection", "abortConnect=false", "names no server")]
    [InlineData("BreakerSampling", "00:00:00.500", "BreakerSampling")]
    public void Options_OutOfRange_AreRefusedByName(string name, string value, string expected)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(name, value));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CallTimeout", "00:00:00.010")]
    [InlineData("CallTimeout", "00:00:10")]
    [InlineData("MaxInFlight", "1")]
    [InlineData("Retries", "5")]
    [InlineData("Connection", "a:6379,b:6380,password=x,ssl=true")]
    [InlineData("Connection", "")]
    public void Options_WithinRange_AreTaken(string name, string value) => Assert.NotNull(Read(name, value));

    private static RedisOptions Read(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:" + name, value)]).Build();
        using var services = new ServiceCollection().AddLogging().AddRedisStores(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<RedisOptions>>().Value;
    }
}
