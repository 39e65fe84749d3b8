using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace NoticeService.Redis;

/// <summary>The relations between fields, and what only the client can parse.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        var mistakes = new List<string>();
        if (options.Connection.Length > 0)
        {
            try
            {
                if (ConfigurationOptions.Parse(options.Connection).EndPoints.Count == 0)
                {
                    mistakes.Add("Redis:Connection names no server: write host:port[,host:port][,setting=value].");
                }
            }
            catch (ArgumentException mistake)
            {
                mistakes.Add($"Redis:Connection cannot be read: {mistake.Message}");
            }
        }

        if (options.BreakerSampling < options.CallTimeout)
        {
            mistakes.Add("Redis:BreakerSampling is shorter than Redis:CallTimeout: timeouts would never open the breaker.");
        }

        if (options.ReplicasConfirming > 0 && options.ReplicaWait >= options.CallTimeout)
        {
            mistakes.Add("Redis:ReplicaWait is not shorter than Redis:CallTimeout: a slow replica would look like a dead server.");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
