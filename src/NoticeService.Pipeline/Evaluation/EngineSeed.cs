using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>Where a new installation begins: used when the store has no engine state, and ignored when it has.</summary>
public sealed class EngineSeed
{
    /// <summary>Null is nothing known.</summary>
    public EngineState? State { get; set; }
}
