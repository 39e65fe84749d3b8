using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Commands;

/// <summary>What an operator can put right is told in words; what only we can, as an exception.</summary>
internal static class Mistakes
{
    /// <returns>The exit code.</returns>
    public static async Task<int> TellAsync(Func<Task> work)
    {
        try
        {
            await work();
            return ExitCodes.Done;
        }
        catch (Exception mistake) when (Tell(mistake) is { } lines)
        {
            foreach (var line in lines)
            {
                await Console.Error.WriteLineAsync($"notice-service: {line}");
            }

            return ExitCodes.Failed;
        }
    }

    private static IEnumerable<string>? Tell(Exception mistake) => mistake switch
    {
        OptionsValidationException options => options.Failures,
        ConfigurationException configuration => configuration.Mistakes.Select(m => m.ToString()),
        FormatException or IOException or UnauthorizedAccessException => [mistake.Message],
        AggregateException { InnerExceptions: [var only] } => Tell(only),
        _ => null,
    };
}
