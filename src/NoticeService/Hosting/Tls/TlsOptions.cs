namespace NoticeService.Hosting.Tls;

/// <summary>TLS of the listeners. Section <c>Tls</c>.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>The gRPC port.</summary>
    public ListenerTlsOptions Grpc { get; set; } = new();

    /// <summary>The console's port.</summary>
    public ListenerTlsOptions Console { get; set; } = new();

    /// <summary>The viewers' port.</summary>
    public ListenerTlsOptions Public { get; set; } = new();
}

/// <summary>TLS of one listener. The files are read again when they change.</summary>
public sealed class ListenerTlsOptions
{
    /// <summary>PEM file with the certificate, and what leads from it to its authority. Default empty: no TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file with the private key. Default empty: it is in the file of the certificate.</summary>
    public string Key { get; set; } = "";

    /// <summary>PEM file with authorities: only clients that show a certificate of one of them get in. Default empty: none is asked for.</summary>
    public string ClientAuthorities { get; set; } = "";
}
