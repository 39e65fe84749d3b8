using System.CommandLine;
using NoticeService.Commands.Remote;

namespace NoticeService.Commands;

/// <summary>What an operator does beside the service.</summary>
internal static class CtlCommand
{
    private const string About = """
        Asks and orders a running service; verifies the ledger; makes keys and tokens for trials and small installations.

        Exit codes: 0 done; 2 wrong use, with the option or the field that is wrong; 4 the service cannot be reached, or its store;
        5 without a good token, or without the right; 6 not found; 130 interrupted; 1 anything else. Of ledger verify: 3 not whole;
        of experiment: 3 its arms are not split as they should be.
        """;

    public static Command Create() => new("ctl", About)
    {
        VerdictsCommand.Create(),
        CellsCommand.Create(),
        CohortsCommand.Create(),
        SuspensionCommands.CreateSuspend(),
        SuspensionCommands.CreateResume(),
        LedgerCommand.Create(),
        EvidenceCommand.Create(),
        ExportCommand.Create(),
        DisputeCommand.Create(),
        GoLiveCommand.Create(),
        AuditCommand.Create(),
        WhatIfCommand.Create(),
        ExperimentCommand.Create(),
        KeysCommand.Create(),
        TokenCommand.Create(),
    };
}
