using Measured = NoticeService.Domain.Samples.Sample;

namespace NoticeService.Lab.Fleet;

/// <summary>The part of a virtual player that talks to the service.</summary>
internal interface IPlayer
{
    /// <summary>Completes when it has said goodbye, or was told to stop.</summary>
    Task Completion { get; }

    /// <summary>Hands over a sample; never blocks.</summary>
    void Post(in Measured sample);

    /// <summary>The viewer stopped: says what is left, then completes.</summary>
    void End();
}
