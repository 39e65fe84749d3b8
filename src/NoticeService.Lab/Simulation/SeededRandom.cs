namespace NoticeService.Lab.Simulation;

/// <summary>
/// Repeatable randomness (SplitMix64): a stream is named by a seed and any numbers, so that a household is the same in
/// every run whatever else happened before it was made. Not thread-safe; not for secrets.
/// </summary>
internal struct SeededRandom
{
    private ulong state;

    public SeededRandom(ulong seed, ulong a = 0, ulong b = 0, ulong c = 0) =>
        state = Mix(Mix(Mix(Mix(seed) ^ a) ^ b) ^ c);

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Finish(state);
    }

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 inclusive to a bound exclusive.</summary>
    public int NextInt(int bound) => (int)(NextDouble() * bound);

    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Exponentially distributed with a mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>An index, with a chance in proportion to its weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var at = NextDouble() * sum;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private static ulong Mix(ulong z) => Finish(z + 0x9E3779B97F4A7C15);

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
