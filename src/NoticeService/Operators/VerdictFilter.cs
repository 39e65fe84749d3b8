using NoticeService.Access;
using NoticeService.Domain.Verdicts;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Which verdicts a caller asks for, and may see; null is all.</summary>
internal sealed record VerdictFilter
{
    public string? Isp { get; private init; }

    public string? Path { get; private init; }

    public Culprit? Culprit { get; private init; }

    public VerdictState? State { get; private init; }

    /// <summary>Those that held at this time or later, ms.</summary>
    public long FromMs { get; private init; }

    /// <summary>Those that began before this, ms.</summary>
    public long ToMs { get; private init; } = long.MaxValue;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT naming the field; PERMISSION_DENIED for another's ISP.</exception>
    public static VerdictFilter Of(V1.ListVerdictsRequest request, OperatorCaller caller)
    {
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        var state = RequestFields.State(request.State);
        return new VerdictFilter
        {
            Isp = caller.ScopeOf(request.Isp),
            Path = RequestFields.Filter(request.Path),
            Culprit = RequestFields.Culprit(request.Culprit),
            State = !request.OpenOnly ? state : state is null ? VerdictState.Open : throw InvalidArgument.Of("state", "must not be given with open_only."),
            FromMs = fromMs,
            ToMs = toMs,
        };
    }

    /// <inheritdoc cref="Of(V1.ListVerdictsRequest, OperatorCaller)"/>
    public static VerdictFilter Of(V1.StreamVerdictsRequest request, OperatorCaller caller) => new()
    {
        Isp = caller.ScopeOf(request.Isp),
        Path = RequestFields.Filter(request.Path),
        Culprit = RequestFields.Culprit(request.Culprit),
    };

    /// <summary>All that the caller may see.</summary>
    public static VerdictFilter Of(OperatorCaller caller) => new() { Isp = caller.ScopeOf("") };

    /// <summary>Whether only what is not over can match: the feed has all of it.</summary>
    public bool IsOfNow => State is VerdictState.Suspected or VerdictState.Open;

    public bool Matches(Verdict verdict) =>
        (Isp is null || verdict.Isp == Isp)
        && (Path is null || verdict.Path == Path)
        && (Culprit is null || verdict.Culprit == Culprit)
        && (State is null || verdict.State == State)
        && (verdict.ClosedMs ?? long.MaxValue) >= FromMs
        && verdict.OnsetMs < ToMs;
}
