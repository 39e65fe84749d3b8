using Microsoft.Extensions.Options;

namespace NoticeService.Pipeline.Sessions;

/// <summary>The relations between fields.</summary>
public sealed class SessionOptionsValidator : IValidateOptions<SessionOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.WatchIdle.TotalMilliseconds < 2.0 * options.ReportIntervalMs
            ? ValidateOptionsResult.Fail("Sessions:WatchIdle is shorter than two report intervals (Sessions:ReportIntervalMs): players that report on time would be sent away.")
            : ValidateOptionsResult.Success;
    }
}
