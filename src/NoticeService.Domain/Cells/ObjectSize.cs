using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Cells;

/// <summary>
/// What a throughput measured on objects of one size would have been on objects of another. Each object costs a round trip or
/// more before its bytes flow at the line's rate, so a small one looks slow, the more so the faster its line: 1/t = 1/line +
/// overhead/size. A title that is encoded low must not look like a network that lost half. Pure.
/// </summary>
public static class ObjectSize
{
    /// <summary>
    /// Time an object is taken to cost beyond its bytes, s. Players do not report it; taken long, so that what is put down to
    /// small objects is never less than it was: the error is then to see too little crowding, and not to accuse.
    /// </summary>
    public const double OverheadSeconds = SampleFilter.SteadyRoundTrips * SampleFilter.AssumedRoundTripMs / 1000.0;

    /// <summary>How much smaller than usual an object has to be before its size is allowed for, octaves: encoders vary by less.</summary>
    public const double UsualSpread = 0.5;

    /// <summary>The throughput, log2 kbit/s, on objects of another size; infinite when the overhead alone explains it.</summary>
    /// <param name="log2Kbps">As measured.</param>
    /// <param name="fromLog2Bytes">Size of the objects it was measured on.</param>
    /// <param name="toLog2Bytes">Size to restate it for.</param>
    public static double Restate(double log2Kbps, double fromLog2Bytes, double toLog2Bytes)
    {
        var secondsPerKbit = Math.Pow(2, -log2Kbps) + OverheadSeconds * (PerKbit(toLog2Bytes) - PerKbit(fromLog2Bytes));
        return secondsPerKbit > 0 ? -Math.Log2(secondsPerKbit) : double.PositiveInfinity;
    }

    private static double PerKbit(double log2Bytes) => 125 * Math.Pow(2, -log2Bytes);
}
