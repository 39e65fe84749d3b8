using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace NoticeService.Hosting.Tls;

/// <summary>
/// The certificate of one listener, and whose clients it lets in, from files that may be exchanged while the service runs: connections
/// begun later get what is new. Wrong files change nothing. Thread-safe.
/// </summary>
internal sealed partial class CertificateFiles
{
    // RFC 5280: TLS WWW client authentication.
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly string name;
    private readonly ListenerTlsOptions options;
    private volatile Material current;
    private string seen;

    private CertificateFiles(string name, ListenerTlsOptions options)
    {
        this.name = name;
        this.options = options;
        try
        {
            seen = ReadAll();
            current = Load();
        }
        catch (Exception wrong) when (IsMistake(wrong))
        {
            throw new OptionsValidationException(TlsOptions.Section, typeof(TlsOptions), [$"{name}: {wrong.Message}"]);
        }
    }

    /// <param name="listener">Name of the part of the options, for messages.</param>
    /// <param name="options">Of the listener.</param>
    /// <returns>Null without a certificate: no TLS.</returns>
    /// <exception cref="OptionsValidationException">A file is missing or wrong.</exception>
    public static CertificateFiles? Open(string listener, ListenerTlsOptions options)
    {
        var name = $"{TlsOptions.Section}:{listener}";
        if (options.Certificate.Length > 0)
        {
            return new CertificateFiles(name, options);
        }

        return options.Key.Length + options.ClientAuthorities.Length == 0
            ? null
            : throw new OptionsValidationException(TlsOptions.Section, typeof(TlsOptions), [$"{name}:Certificate must name a file when {name}:Key or {name}:ClientAuthorities does: without it there is no TLS."]);
    }

    /// <summary>For Kestrel, at each handshake.</summary>
    public TlsHandshakeCallbackOptions ForKestrel() => new() { OnConnection = _ => ValueTask.FromResult(Handshake(current)) };

    /// <summary>Looks at the files once.</summary>
    public void Poll(ILogger logger)
    {
        string text;
        try
        {
            text = ReadAll();
            if (text == seen)
            {
                return;
            }

            current = Load();
        }
        catch (Exception wrong) when (IsMistake(wrong))
        {
            // By its message, so that what stays wrong is told once. A pair of which only one half has been written yet comes right later.
            if (seen != wrong.Message)
            {
                seen = wrong.Message;
                LogRejected(logger, name, wrong.Message);
            }

            return;
        }

        seen = text;
        LogApplied(logger, name, current.Context.TargetCertificate.NotAfter);
    }

    private static SslServerAuthenticationOptions Handshake(Material material)
    {
        var handshake = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = material.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (material.ClientAuthorities is { } authorities)
        {
            handshake.ClientCertificateRequired = true;
            handshake.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                ApplicationPolicy = { ClientAuthentication },
            };
            handshake.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return handshake;
    }

    private Material Load()
    {
        var key = options.Key.Length > 0 ? options.Key : null;
        var certificate = Named(options.Certificate, () => X509Certificate2.CreateFromPemFile(options.Certificate, key));
        var chain = Named(options.Certificate, () => Import(options.Certificate));
        var authorities = options.ClientAuthorities.Length == 0 ? null : Named(options.ClientAuthorities, () => Import(options.ClientAuthorities));
        return new Material(SslStreamCertificateContext.Create(certificate, chain, offline: true), authorities);
    }

    private static X509Certificate2Collection Import(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new FormatException("holds no certificate in PEM.");
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException or FormatException)
        {
            throw new FormatException($"'{path}' cannot be used: {wrong.Message}", wrong);
        }
    }

    private string ReadAll() => string.Join('\0', new[] { options.Certificate, options.Key, options.ClientAuthorities }.Where(p => p.Length > 0).Select(File.ReadAllText));

    private static bool IsMistake(Exception wrong) => wrong is IOException or UnauthorizedAccessException or FormatException or CryptographicException;

    private sealed record Material(SslStreamCertificateContext Context, X509Certificate2Collection? ClientAuthorities);

    [LoggerMessage(5030, LogLevel.Error, "{Name}: the changed certificate is rejected, and the last good one stays in force: {Reason}")]
    private static partial void LogRejected(ILogger logger, string name, string reason);

    [LoggerMessage(5031, LogLevel.Information, "{Name}: a changed certificate is in force; it ends {NotAfter}.")]
    private static partial void LogApplied(ILogger logger, string name, DateTime notAfter);
}
