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
        mistakes.AddRange(options.TrustedProxies
            .Where(p => !IPNetwork.TryParse(p, out _))
            .Select(p => $"NoticeService:TrustedProxies: '{p}' is not a network such as 10.0.0.0/8."));
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);

        void CheckAddress(string option, string text)
        {
            if (!IPEndPoint.TryParse(text, out var endpoint))
            {
                mistakes.Add($"NoticeService:{option}: '{text}' is not an IP address and port, such as 127.0.0.1:5080.");
            }
            else if (!access.HasKeys && !IPAddress.IsLoopback(endpoint.Address))
            {
                mistakes.Add($"NoticeService:{option}: {text} can be reached from other machines, and {Lack()} configured to tell callers apart: set Access:PlayerKeys and Access:OperatorKeys, or listen on loopback (127.0.0.1 or [::1]).");
            }
        }
    }

    // Keys for one kind of caller leave the calls of the other kind open.
    private string Lack() => (access.PlayerKeys.Length, access.OperatorKeys.Length) switch
    {
        (> 0, 0) => "Access:OperatorKeys is not",
        (0, > 0) => "Access:PlayerKeys is not",
        _ => "no keys are",
    };
}
