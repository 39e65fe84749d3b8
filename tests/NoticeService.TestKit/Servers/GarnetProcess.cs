using System.Diagnostics;
using NoticeService.Redis.Embedded;

namespace NoticeService.TestKit.Servers;

/// <summary>Garnet with the options of the embedded store.</summary>
public sealed class GarnetProcess : ServerProcess
{
    protected override ProcessStartInfo StartInfo() =>
        GarnetCommand.Build(ChildGuard.None, GarnetLocator.FindServer(""), Port, Folder, memoryMegabytes: 256);
}
