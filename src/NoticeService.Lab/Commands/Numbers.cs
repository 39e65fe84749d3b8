using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace NoticeService.Lab.Commands;

/// <summary>Options that take a number within bounds; what is none, or is outside, is told with the bounds.</summary>
internal static class Numbers
{
    public static Option<T> Option<T>(string name, string description, T otherwise, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "NUMBER",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Parse(result, name, least, most),
        };

    /// <summary>A seed: any whole number.</summary>
    public static Option<ulong> Seed(string description, ulong otherwise = 1) => Option("--seed", description, otherwise, ulong.MinValue, ulong.MaxValue);

    private static T Parse<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, INumber<T>
    {
        var text = result.Tokens.Single().Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {text}; it must be {(least is int or ulong ? "a whole number " : "")}from {least} to {most}."));
        return default;
    }
}
