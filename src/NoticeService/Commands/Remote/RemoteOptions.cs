using System.CommandLine;

namespace NoticeService.Commands.Remote;

/// <summary>Which service a command asks, and as whom. The options win over the environment.</summary>
internal sealed class RemoteOptions
{
    private const string DefaultServer = "http://127.0.0.1:5081";
    private const string ServerVariable = "NOTICE_SERVER";
    private const string TokenVariable = "NOTICE_TOKEN";
    private const string TokenFileVariable = "NOTICE_TOKEN_FILE";
    private const string AuthorityVariable = "NOTICE_CA";

    private readonly Option<string> server = new("--server")
    {
        Description = $"The service's gRPC address [{ServerVariable}].",
        HelpName = "URL",
        DefaultValueFactory = _ => Variable(ServerVariable) ?? DefaultServer,
    };

    private readonly Option<string?> token = new("--token") { Description = $"An operator's token; other users of this machine can see it here, so rather [{TokenVariable}] or:", HelpName = "TOKEN" };

    private readonly Option<string?> tokenFile = new("--token-file") { Description = $"File with the token [{TokenFileVariable}].", HelpName = "FILE" };

    private readonly Option<string?> authority = new("--ca") { Description = $"PEM file with the authority of the service's certificate; default: those of the system [{AuthorityVariable}].", HelpName = "FILE" };

    private readonly Option<string?> certificate = new("--cert") { Description = "PEM file with a client certificate, for a service that asks for one.", HelpName = "FILE" };

    private readonly Option<string?> certificateKey = new("--cert-key") { Description = "PEM file with its private key; default: the one in --cert.", HelpName = "FILE" };

    private readonly Option<int> timeout;

    /// <param name="command">Gets the options.</param>
    /// <param name="seconds">That a call may take where nobody says otherwise.</param>
    public RemoteOptions(Command command, int seconds)
    {
        timeout = WholeNumber.Option("--timeout", "Seconds that a call may take; streams may last", "SECONDS", 1, 3_600, seconds);
        server.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                result.AddError($"--server: '{result.GetValueOrDefault<string>()}' is not an address such as {DefaultServer} or https://notice.example:5081.");
            }
        });
        foreach (var option in new Option[] { server, token, tokenFile, authority, certificate, certificateKey, timeout })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The service; nothing is sent yet.</summary>
    /// <exception cref="FormatException">A file does not hold what it should.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public RemoteService Open(ParseResult arguments) => new(
        new Uri(arguments.GetValue(server)!),
        ReadToken(arguments),
        RemoteCertificates.Read(arguments.GetValue(authority) ?? Variable(AuthorityVariable), arguments.GetValue(certificate), arguments.GetValue(certificateKey)),
        TimeSpan.FromSeconds(arguments.GetValue(timeout)));

    private string? ReadToken(ParseResult arguments)
    {
        // What stands on the command line is nearest, in either form.
        var file = arguments.GetValue(tokenFile);
        var text = arguments.GetValue(token) ?? (file is not null ? File.ReadAllText(file) : Variable(TokenVariable));
        file ??= Variable(TokenFileVariable);
        text ??= file is not null ? File.ReadAllText(file) : null;
        var read = text?.Trim();
        return read is null || (read.Length > 0 && read.All(c => c is > ' ' and <= '~')) ? read : throw new FormatException("The token is not one: it is empty, or has blanks or other letters that no token has.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
