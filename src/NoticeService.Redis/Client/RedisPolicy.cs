using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace NoticeService.Redis.Client;

/// <summary>The one policy of every call, outermost first: retry, breaker, timeout.</summary>
internal sealed class RedisPolicy
{
    /// <summary>Which call is running.</summary>
    public static readonly ResiliencePropertyKey<RedisCall> Call = new("redis.call");

    private readonly CircuitBreakerManualControl control = new();
    private readonly ILogger logger;

    public RedisPolicy(RedisOptions options, TimeProvider time, ILogger logger)
    {
        this.logger = logger;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static args => new(
                    args.Context.Properties.GetValue(Call, default).Repeatable
                    && !args.Context.CancellationToken.IsCancellationRequested
                    && RedisFaults.IsOutage(args.Outcome.Exception)),
            });
        }

        Pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumCalls,
                SamplingDuration = options.BreakerSampling,
                BreakDuration = options.BreakDuration,
                ManualControl = control,
                StateProvider = State,
                ShouldHandle = static args => new(
                    !args.Context.CancellationToken.IsCancellationRequested && RedisFaults.IsOutage(args.Outcome.Exception)),
                OnOpened = args =>
                {
                    logger.BreakerOpened(args.BreakDuration, RedisFaults.InWords(args.Outcome.Exception));
                    return default;
                },
                OnClosed = args =>
                {
                    if (!args.IsManual)
                    {
                        logger.BreakerClosed();
                    }

                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.CallTimeout })
            .Build();
    }

    public ResiliencePipeline Pipeline { get; }

    public CircuitBreakerStateProvider State { get; } = new();

    /// <summary>A new connection has answered: old failures say nothing about it.</summary>
    public async Task CloseBreakerAsync()
    {
        var wasOpen = State.CircuitState != CircuitState.Closed;
        await control.CloseAsync();
        if (wasOpen)
        {
            logger.BreakerClosed();
        }
    }
}
