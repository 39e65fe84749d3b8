using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;

namespace NoticeService.Operators;

/// <summary>
/// The page that a list request asks for, after AIP-158. A token is opaque, good for the request that it came from only, and says where to go on
/// by the last entry that was told: so what comes or goes meanwhile neither repeats nor hides another entry.
/// </summary>
internal readonly struct PageRequest
{
    private const int DefaultSize = 100;
    private const int MaxSize = 1_000;
    private const int MarkLength = 8;
    private const string SizeField = "page_size";
    private const string TokenField = "page_token";

    private readonly byte[] mark;

    private PageRequest(int size, string? after, byte[] mark)
    {
        Size = size;
        After = after;
        this.mark = mark;
    }

    /// <summary>1 to 1,000: 0 in the request is the default of 100, and more than the limit is cut to it.</summary>
    public int Size { get; }

    /// <summary>The position after which the page begins, as <see cref="Next"/> was given it; null is the beginning.</summary>
    public string? After { get; }

    /// <param name="request">Has the fields page_size and page_token; all of its other fields are what it asks for.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT for a negative size, and for a token that is not ours or of another request.</exception>
    public static PageRequest Of<T>(T request)
        where T : class, IMessage<T>
    {
        var fields = request.Descriptor;
        var size = (int)fields.FindFieldByName(SizeField).Accessor.GetValue(request);
        var token = (string)fields.FindFieldByName(TokenField).Accessor.GetValue(request);
        var mark = MarkOf(request);
        return size < 0 ? throw InvalidArgument.Of(SizeField, "must not be negative.") : new PageRequest(size == 0 ? DefaultSize : Math.Min(size, MaxSize), Open(token, mark), mark);
    }

    /// <summary>The token of the page that follows a position.</summary>
    /// <param name="position">Null when there is none.</param>
    public string Next(string? position) => position is null ? "" : Base64Url.EncodeToString([.. mark, .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>The page of a list that is at hand.</summary>
    /// <param name="items">In any order.</param>
    /// <param name="positionOf">What the items are sorted by, as text; each has its own.</param>
    /// <returns>The page, and the token of the next; empty on the last.</returns>
    public (IReadOnlyList<T> Page, string NextToken) Cut<T>(IEnumerable<T> items, Func<T, string> positionOf)
    {
        var after = After;
        var rest = items
            .Select(item => (Position: positionOf(item), Item: item))
            .Where(entry => after is null || string.CompareOrdinal(entry.Position, after) > 0)
            .OrderBy(entry => entry.Position, StringComparer.Ordinal)
            .Take(Size + 1)
            .ToList();
        var page = rest.Take(Size).ToList();
        return ([.. page.Select(entry => entry.Item)], Next(rest.Count > Size ? page[^1].Position : null));
    }

    private static byte[] MarkOf<T>(T request)
        where T : class, IMessage<T>
    {
        var query = request.Clone();
        query.Descriptor.FindFieldByName(SizeField).Accessor.Clear(query);
        query.Descriptor.FindFieldByName(TokenField).Accessor.Clear(query);
        return SHA256.HashData(query.ToByteArray())[..MarkLength];
    }

    private static string? Open(string token, byte[] mark)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var bytes = Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : [];
        return bytes.AsSpan().StartsWith(mark)
            ? Encoding.UTF8.GetString(bytes.AsSpan(MarkLength))
            : throw InvalidArgument.Of(TokenField, "is not one that this service gave for this request: all other fields but page_size must be as they were.");
    }
}
