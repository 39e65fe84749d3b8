namespace NoticeService.Domain.Statistics;

/// <summary>The special functions that the tests of this folder need: about 14 digits.</summary>
public static class SpecialFunctions
{
    private const int MaxTerms = 100_000;
    private const double Tiny = 1e-300;
    private const double Precise = 1e-15;

    // B(2k) / (2k (2k - 1)): Stirling's series. From 10 on its tenth term is below 1e-17.
    private static readonly double[] Stirling =
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>ln of the gamma function.</summary>
    /// <param name="x">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public static double LnGamma(double x)
    {
        if (!(x > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "Must be above 0.");
        }

        // Gamma(x) = Gamma(x + n) / (x (x + 1) ... (x + n - 1)): up to where the series holds.
        var product = 1.0;
        for (; x < 10; x++)
        {
            product *= x;
        }

        var square = x * x;
        double sum = 0, power = x;
        foreach (var coefficient in Stirling)
        {
            sum += coefficient / power;
            power *= square;
        }

        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + sum - Math.Log(product);
    }

    /// <summary>ln of the beta function.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public static double LnBeta(double a, double b) => LnGamma(a) + LnGamma(b) - LnGamma(a + b);

    /// <summary>I_x(a, b): the chance that a Beta(a, b) variable is at most x.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="x">0 to 1; clamped.</param>
    public static double RegularisedBeta(double a, double b, double x)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - LnBeta(a, b));

        // The continued fraction converges fast on this side of the mean; the other side is its mirror image.
        return x < (a + 1) / (a + b + 2)
            ? front * BetaFraction(a, b, x) / a
            : 1 - front * BetaFraction(b, a, 1 - x) / b;
    }

    /// <summary>Q(a, x): for whole a, the chance that a Poisson variable of mean x is below a.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="x">0 or more.</param>
    public static double RegularisedGammaQ(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var front = Math.Exp(a * Math.Log(x) - x - LnGamma(a));
        return x < a + 1 ? 1 - front * GammaSeries(a, x) : front * GammaFraction(a, x);
    }

    /// <summary>Riemann's zeta function, by Euler and Maclaurin.</summary>
    /// <param name="s">Above 1.</param>
    public static double Zeta(double s)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(s, 1);
        const int n = 20;
        double sum = 0;
        for (var k = 1; k < n; k++)
        {
            sum += Math.Pow(k, -s);
        }

        var tail = Math.Pow(n, -s);
        return sum
            + n * tail / (s - 1)
            + tail / 2
            + s * tail / (12 * n)
            - s * (s + 1) * (s + 2) * tail / (720 * Math.Pow(n, 3))
            + s * (s + 1) * (s + 2) * (s + 3) * (s + 4) * tail / (30_240 * Math.Pow(n, 5));
    }

    // Both fractions by the modified method of Lentz (Thompson and Barnett 1986).
    private static double BetaFraction(double a, double b, double x)
    {
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), h = d;
        for (var m = 1; m < MaxTerms; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            h *= d * c;
            if (Math.Abs(d * c - 1) < Precise)
            {
                break;
            }
        }

        return h;
    }

    private static double GammaSeries(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (var n = 1; n < MaxTerms && term > sum * Precise; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    private static double GammaFraction(double a, double x)
    {
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / NotZero(b), h = d;
        for (var i = 1; i < MaxTerms; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero(an * d + b);
            c = NotZero(b + an / c);
            h *= d * c;
            if (Math.Abs(d * c - 1) < Precise)
            {
                break;
            }
        }

        return h;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
