namespace NoticeService.Domain.Statistics;

/// <summary>Finds where a function changes its sign, and where one that falls and then rises is least.</summary>
internal static class Root
{
    // A double has 53 bits: more halvings change nothing.
    private const int Halvings = 60;

    /// <summary>Halves an interval at whose left end a condition holds, and at whose right end it does not.</summary>
    public static double Between(double holds, double fails, Func<double, bool> condition)
    {
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (holds + fails) / 2;
            if (condition(middle))
            {
                holds = middle;
            }
            else
            {
                fails = middle;
            }
        }

        return (holds + fails) / 2;
    }

    /// <summary>Where a function that falls and then rises is least, by golden sections.</summary>
    public static double Minimum(double low, double high, Func<double, double> function)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < 2 * Halvings; i++)
        {
            var (left, right) = (high - golden * (high - low), low + golden * (high - low));
            if (function(left) < function(right))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return (low + high) / 2;
    }
}
