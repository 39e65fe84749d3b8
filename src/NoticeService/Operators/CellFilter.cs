using NoticeService.Access;
using NoticeService.Domain.Verdicts;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Which cells a caller asks for, and may see; null is all.</summary>
internal sealed record CellFilter(string? Isp, string? Path, string? Metro, CellStatus? Status)
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT naming the field; PERMISSION_DENIED for another's ISP.</exception>
    public static CellFilter Of(V1.ListCellsRequest request, OperatorCaller caller) => new(
        caller.ScopeOf(request.Isp), RequestFields.Filter(request.Path), RequestFields.Filter(request.Metro), RequestFields.Status(request.Status));

    public bool Matches(CellState cell) =>
        (Isp is null || cell.Cell.Isp == Isp)
        && (Path is null || cell.Cell.Path == Path)
        && (Metro is null || cell.Cell.Metro == Metro)
        && (Status is null || cell.Status == Status);

    /// <summary>Sorts by name. The names are ids without a zero byte.</summary>
    public static string PositionOf(CellState cell) => $"{cell.Cell.Isp}\0{cell.Cell.Path}\0{cell.Cell.Metro}";
}
