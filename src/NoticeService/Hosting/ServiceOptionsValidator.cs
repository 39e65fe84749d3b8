using System.Net;
using Microsoft.Extensions.Options;
using NoticeService.Access;

namespace NoticeService.Hosting;

/// <summary>What attributes cannot say.</summary>
/// <param name="access">With keys, the service may be reached from other machines.</param>
internal sealed class ServiceOptionsValidator(AccessOptions access) : IValidateOptions<ServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceOptions options)
    {
        var mistakes = new List<string>();
        CheckAddress(nameof(options.Console), options.Console);
        CheckAddress(nameof(options.Grpc), options.Grpc);
        if (options.Public.Length > 0)
        {
            CheckAddress(nameof(options.Public), options.Public);
        }

        if (options.PublicUrl.Length > 0 && !(Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }))
        {
            mistakes.Add($"--public-url ({ServiceOptions.Section}:{nameof(options.PublicUrl)}): '{options.PublicUrl}' is not an http or https address without query, such as https://notices.example.org.");
        }
        else if (options.PublicUrl.Length > 0 && options.Public.Length == 0)
        {
            mistakes.Add($"--public-url ({ServiceOptions.Section}:{nameof(options.PublicUrl)}): there is no page to link to without --public ({ServiceOptions.Section}:{nameof(options.Public)}).");
        }

        mistakes.AddRange(options.TrustedProxies
            .Where(p => !IPNetwork.TryParse(p, out _))
            .Select(p => $"NoticeService:TrustedProxies: '{p}' is not a network such as 10.0.0.0/8."));
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);

        void CheckAddress(string option, string text)
        {
            if (!IPEndPoint.TryParse(text, out var endpoint))
            {
                mistakes.Add($"{Told(option)}: '{text}' is not an IP address and port, such as 127.0.0.1:5080.");
            }
            else if (!access.HasKeys && !IPAddress.IsLoopback(endpoint.Address))
            {
                mistakes.Add($"{Told(option)}: {text} can be reached from other machines, and {Lack()} to tell callers apart: give --player-keys and --operator-keys (Access:PlayerKeys, Access:OperatorKeys), or listen on loopback (127.0.0.1 or [::1]).");
            }
        }
    }

    // It may have come by either way: --grpc or the setting.
    private static string Told(string option) => $"--{option.ToLowerInvariant()} ({ServiceOptions.Section}:{option})";

    // Keys for one kind of caller leave the calls of the other kind open.
    private string Lack() => (access.PlayerKeys.Length, access.OperatorKeys.Length) switch
    {
        (> 0, 0) => "--operator-keys is not given",
        (0, > 0) => "--player-keys is not given",
        _ => "no keys are configured",
    };
}
