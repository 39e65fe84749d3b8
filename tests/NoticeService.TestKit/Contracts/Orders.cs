using NoticeService.Pipeline.Ports;

namespace NoticeService.TestKit.Contracts;

/// <summary>Orders as operators give them.</summary>
public static class Orders
{
    public static OperatorOrder Suspend(string scope, string reason, string by, long atMs) => new(OrderKind.Suspend, atMs, by, scope, reason);

    public static OperatorOrder Resume(string scope, string reason, string by, long atMs) => new(OrderKind.Resume, atMs, by, scope, reason);
}
