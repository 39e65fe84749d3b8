using System.CommandLine.Parsing;
using System.Globalization;

namespace NoticeService.Lab.Commands;

/// <summary>Checks that several commands share.</summary>
internal static class OptionRules
{
    public static void Range<T>(OptionResult result, T value, T least, T most, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {least} to {most}."));
        }
    }
}
