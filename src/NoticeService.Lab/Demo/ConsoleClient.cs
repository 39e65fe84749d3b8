using System.Net;
using System.Text.Json;

namespace NoticeService.Lab.Demo;

/// <summary>Asks the service's console. Thread-safe.</summary>
internal sealed class ConsoleClient(string address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://{address}/"), Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Whether the service says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("healthz/ready", UriKind.Relative), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (IsPassing(error, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>What it says now; null when it did not answer.</summary>
    public async Task<NowView?> NowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return NowView.Parse(await http.GetStringAsync(new Uri("now.json", UriKind.Relative), cancellationToken));
        }
        catch (Exception error) when (error is JsonException || IsPassing(error, cancellationToken))
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    // Not there yet, or too slow this time: the caller asks again. A child that is gone is noticed by its exit.
    private static bool IsPassing(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
