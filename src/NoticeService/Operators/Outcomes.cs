using System.Text.Json;
using Grpc.Core;

namespace NoticeService.Operators;

/// <summary>How a call ended, as the audit log has it: the statuses as gRPC spells them.</summary>
internal static class Outcomes
{
    /// <summary>Something long has begun; another entry says how it ended.</summary>
    public const string Started = "STARTED";

    public static string Of(StatusCode code) => code == StatusCode.OK ? "OK" : JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}
