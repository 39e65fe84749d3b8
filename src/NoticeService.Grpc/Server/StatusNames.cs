using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Status codes as the gRPC specification spells them, and as sent.</summary>
internal static class StatusNames
{
    private static readonly string[] s_names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    private static readonly string[] s_digits = [.. Enumerable.Range(0, s_names.Length).Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public static string Of(StatusCode code) => (uint)code < (uint)s_names.Length ? s_names[(int)code] : s_names[(int)StatusCode.Unknown];

    public static string Digits(StatusCode code) => (uint)code < (uint)s_digits.Length
        ? s_digits[(int)code]
        : ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
