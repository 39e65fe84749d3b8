using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoticeService.Commands.Remote;

/// <summary>Whom a client trusts, and what it shows.</summary>
/// <param name="Authorities">Empty: those of the system.</param>
/// <param name="Own">Null: none.</param>
internal sealed record RemoteCertificates(X509Certificate2Collection Authorities, X509Certificate2? Own)
{
    /// <exception cref="FormatException">A file holds no certificate, or no key.</exception>
    public static RemoteCertificates Read(string? authority, string? certificate, string? key)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            if (authority is not null)
            {
                authorities.ImportFromPemFile(authority);
                if (authorities.Count == 0)
                {
                    throw new FormatException($"'{authority}' holds no certificate in PEM.");
                }
            }

            return new(authorities, certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate, key));
        }
        catch (CryptographicException wrong)
        {
            throw new FormatException($"'{certificate ?? authority}' cannot be used: {wrong.Message}", wrong);
        }
    }

    public void Apply(SslClientAuthenticationOptions options)
    {
        if (Authorities.Count > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

        if (Own is not null)
        {
            options.ClientCertificates = [Own];
        }
    }
}
