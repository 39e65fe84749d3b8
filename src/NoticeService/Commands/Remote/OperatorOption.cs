using System.CommandLine;

namespace NoticeService.Commands.Remote;

/// <summary>Who gives an order, for a service without keys.</summary>
internal static class OperatorOption
{
    public static Option<string> Create() => new("--operator")
    {
        Description = "Who orders it; only where the service has no keys, else the token's subject stands.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Environment.UserName,
    };
}
