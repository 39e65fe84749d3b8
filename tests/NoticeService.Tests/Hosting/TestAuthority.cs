using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoticeService.Tests.Hosting;

/// <summary>An authority of a test's own, whose certificates lie in a folder.</summary>
internal sealed class TestAuthority
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddHours(-1);

    private readonly DirectoryInfo folder;
    private readonly X509Certificate2 root;

    /// <param name="folder">Gets NAME.pem, the authority's own certificate.</param>
    public TestAuthority(DirectoryInfo folder, string name)
    {
        this.folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(From, From.AddDays(2));
        Path = Write(name, root.ExportCertificatePem());
    }

    /// <summary>PEM file of the authority itself.</summary>
    public string Path { get; }

    /// <summary>For a server on this machine.</summary>
    public (string Certificate, string Key) ForServer(string name) => Issue(name, "1.3.6.1.5.5.7.3.1");

    /// <summary>For a client.</summary>
    public (string Certificate, string Key) ForClient(string name) => Issue(name, "1.3.6.1.5.5.7.3.2");

    private (string Certificate, string Key) Issue(string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, From, From.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (Write(name, certificate.ExportCertificatePem()), Write($"{name}-key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string pem)
    {
        var path = System.IO.Path.Combine(folder.FullName, $"{name}.pem");
        File.WriteAllText(path, pem + "\n");
        return path;
    }
}
