using System.Globalization;
using Grpc.Core;

namespace NoticeService.Operators;

/// <summary>Pages of a list that is at hand, after AIP-158: the token is where to go on.</summary>
internal static class Paging
{
    private const int DefaultSize = 100;
    private const int MaxSize = 1_000;

    /// <summary>0 is the default; more than the limit is cut to it.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT for a negative size.</exception>
    public static int SizeOf(int pageSize) => pageSize switch
    {
        < 0 => throw new RpcException(new Status(StatusCode.InvalidArgument, "page_size: must not be negative.")),
        0 => DefaultSize,
        _ => Math.Min(pageSize, MaxSize),
    };

    /// <returns>The page, and the token of the next; empty on the last.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT for a token that is not ours.</exception>
    public static (IEnumerable<T> Page, string NextToken) Cut<T>(IReadOnlyList<T> items, int pageSize, string pageToken)
    {
        var size = SizeOf(pageSize);
        var from = 0;
        if (pageToken.Length > 0 && (!int.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from > items.Count))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "page_token: is not one that this service gave."));
        }

        var next = from + size;
        return (items.Skip(from).Take(size), next < items.Count ? next.ToString(CultureInfo.InvariantCulture) : "");
    }
}
