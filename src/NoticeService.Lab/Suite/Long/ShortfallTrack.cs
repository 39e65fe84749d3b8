namespace NoticeService.Lab.Suite.Long;

/// <summary>One home's calm, window by window: which bin its shortfall was in.</summary>
/// <param name="NormLog2Kbps">Its norm.</param>
/// <param name="Bins">By window; <see cref="Silent"/> where it measured nothing.</param>
internal sealed record ShortfallTrack(double NormLog2Kbps, byte[] Bins)
{
    public const byte Silent = 255;

    public int Octave => (int)Math.Floor(NormLog2Kbps);
}
