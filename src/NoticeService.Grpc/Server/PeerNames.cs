using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Who calls, as the connection knows it.</summary>
internal static class PeerNames
{
    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    private static readonly AuthContext s_anonymous = new(null, []);

    /// <summary><c>ipv4:address:port</c>, <c>ipv6:[address]:port</c>, or <c>unknown</c>.</summary>
    public static string Of(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]:{connection.RemotePort}",
        var address => $"ipv4:{address}:{connection.RemotePort}",
    };

    public static AuthContext Identity(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return s_anonymous;
        }

        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        Add(properties, CommonName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (var name in extension.EnumerateDnsNames())
            {
                Add(properties, AlternativeName, name);
            }
        }

        return new AuthContext(properties.ContainsKey(AlternativeName) ? AlternativeName : CommonName, properties);
    }

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string name, string value)
    {
        if (!properties.TryGetValue(name, out var values))
        {
            properties[name] = values = [];
        }

        values.Add(AuthProperty.Create(name, Encoding.UTF8.GetBytes(value)));
    }
}
