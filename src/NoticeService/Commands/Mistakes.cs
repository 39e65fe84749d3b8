using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Embedded;

namespace NoticeService.Commands;

/// <summary>What an operator can put right is told in words; what only we can, as an exception.</summary>
internal static class Mistakes
{
    /// <returns>The exit code.</returns>
    public static Task<int> TellAsync(Func<Task> work) => TellAsync(async () =>
    {
        await work();
        return ExitCodes.Done;
    });

    /// <param name="work">Gives the exit code when nothing goes wrong.</param>
    /// <param name="interrupted">Told when somebody ends the command.</param>
    public static async Task<int> TellAsync(Func<Task<int>> work, CancellationToken interrupted = default)
    {
        try
        {
            return await work();
        }
        catch (Exception mistake) when (Tell(mistake) is { } lines)
        {
            foreach (var line in lines)
            {
                await Console.Error.WriteLineAsync($"notice-service: {line}");
            }

            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static IEnumerable<string>? Tell(Exception mistake) => mistake switch
    {
        OptionsValidationException options => options.Failures,
        ConfigurationException configuration => configuration.Mistakes.Select(m => m.ToString()),
        FormatException or IOException or UnauthorizedAccessException or StoreUnavailableException or EmbeddedStoreException => [mistake.Message],
        AggregateException { InnerExceptions: [var only] } => Tell(only),
        _ => null,
    };
}
