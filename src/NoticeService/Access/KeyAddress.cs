using Microsoft.Extensions.Options;

namespace NoticeService.Access;

/// <summary>
/// The keys that an issuer publishes (a JWKS address), asked for again and again: so the issuer's rotation needs no restart, and its outage
/// changes nothing. Thread-safe.
/// </summary>
internal sealed partial class KeyAddress : KeySource, IDisposable
{
    // An issuer publishes a key before it signs with it; one that does not is asked sooner, and no caller can have it asked more often.
    private static readonly TimeSpan MissedPause = TimeSpan.FromSeconds(10);

    // While there are none, nobody is served.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    // Sixteen keys with their certificates have a tenth of it.
    private const int MaxBytes = 256 * 1024;

    private readonly Uri address;
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly HttpClient http;
    private DateTimeOffset? asked;
    private volatile bool missed;

    /// <inheritdoc cref="KeySource(string, string, ILogger)"/>
    public KeyAddress(string option, Uri address, TimeSpan interval, TimeProvider time, ILogger logger)
        : base(option, address.ToString(), logger)
    {
        this.address = address;
        this.interval = interval;
        this.time = time;

        // Where it is sent elsewhere, somebody else gives the keys.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = RequestLimit,
            MaxResponseContentBufferSize = MaxBytes,
        };
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            LogPlain(logger, option, address);
        }
    }

    /// <returns>Null for what is not an http(s) address, as a file's path is not.</returns>
    public static Uri? Parse(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    public override void Missed() => missed = true;

    /// <summary>Asks the first time, until there are keys.</summary>
    /// <param name="limit">For how long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OptionsValidationException">There are none in that time: without good keys there is no service.</exception>
    public async Task BeginAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                asked = time.GetUtcNow();
                Begin(await http.GetStringAsync(address, cancellationToken));
                return;
            }
            catch (Exception wrong) when (IsFault(wrong, cancellationToken))
            {
                if (time.GetElapsedTime(begun) >= limit)
                {
                    throw new OptionsValidationException(AccessOptions.Section, typeof(AccessOptions), [$"{Told} cannot be used: {wrong.Message}"]);
                }

                await Task.Delay(FirstPause, time, cancellationToken);
            }
        }
    }

    /// <summary>Asks when it is time to.</summary>
    public override async Task PollAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - asked < (missed && MissedPause < interval ? MissedPause : interval))
        {
            return;
        }

        (asked, missed) = (now, false);
        try
        {
            Take(await http.GetStringAsync(address, cancellationToken));
        }
        catch (Exception wrong) when (IsFault(wrong, cancellationToken))
        {
            Lacks(wrong.Message);
        }
    }

    public void Dispose() => http.Dispose();

    private static bool IsFault(Exception wrong, CancellationToken cancellationToken) =>
        wrong is HttpRequestException or FormatException or InvalidOperationException || (wrong is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(5013, LogLevel.Warning, "{Option}: {Place} is asked without TLS: whoever is on the way can put in keys of his own.")]
    private static partial void LogPlain(ILogger logger, string option, Uri place);
}
