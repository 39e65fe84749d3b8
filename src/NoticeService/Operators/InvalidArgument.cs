using Grpc.Core;

namespace NoticeService.Operators;

/// <summary>What a caller can put right in the request.</summary>
internal static class InvalidArgument
{
    /// <summary>INVALID_ARGUMENT.</summary>
    /// <param name="field">As the protos name it.</param>
    /// <param name="what">A sentence of which the field is the subject.</param>
    public static RpcException Of(string field, string what) => new(new Status(StatusCode.InvalidArgument, $"{field}: {what}"));
}
