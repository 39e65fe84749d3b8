using Grpc.Core;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>What a suspension covers, as the store names it.</summary>
internal static class ScopeMapping
{
    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field: a scope that covers nothing would be taken for silence.</exception>
    public static string ToScope(SuspensionScope? scope, NoticeConfiguration configuration) => scope?.ScopeCase switch
    {
        SuspensionScope.ScopeOneofCase.All when scope.All => "all",
        SuspensionScope.ScopeOneofCase.All => throw InvalidArgument.Of("scope.all", "must be true when given."),
        SuspensionScope.ScopeOneofCase.Isp when configuration.Network.FindIsp(scope.Isp) is not null => $"isp:{scope.Isp}",
        SuspensionScope.ScopeOneofCase.Isp => throw InvalidArgument.Of("scope.isp", $"'{scope.Isp}' is not the id of an ISP in the configuration."),
        SuspensionScope.ScopeOneofCase.Cohort when configuration.Cohorts.Any(c => c.Name == scope.Cohort) => $"cohort:{scope.Cohort}",
        SuspensionScope.ScopeOneofCase.Cohort => throw InvalidArgument.Of("scope.cohort", $"'{scope.Cohort}' is not a cohort in the configuration."),
        _ => throw InvalidArgument.Of("scope", "must be all, isp or cohort."),
    };

    /// <summary>The scope of a suspension that is in force, whatever the configuration says; null when there is none such.</summary>
    public static string? ToStoredScope(SuspensionScope? scope, IReadOnlyList<Suspension> stored)
    {
        var name = Name(scope);
        return stored.Any(s => s.Scope == name) ? name : null;
    }

    /// <summary>The scope as it was asked for, whether or not there is such a one; null when it covers nothing.</summary>
    public static string? Name(SuspensionScope? scope) => scope?.ScopeCase switch
    {
        SuspensionScope.ScopeOneofCase.All when scope.All => "all",
        SuspensionScope.ScopeOneofCase.Isp => $"isp:{scope.Isp}",
        SuspensionScope.ScopeOneofCase.Cohort => $"cohort:{scope.Cohort}",
        _ => null,
    };
}
