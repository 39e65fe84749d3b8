using System.CommandLine;

namespace NoticeService.Commands;

/// <summary>What an operator does beside the service.</summary>
internal static class CtlCommand
{
    public static Command Create() => new("ctl", "Verifies the ledger; makes keys and tokens for trials and small installations.")
    {
        KeysCommand.Create(),
        TokenCommand.Create(),
        LedgerCommand.Create(),
    };
}
