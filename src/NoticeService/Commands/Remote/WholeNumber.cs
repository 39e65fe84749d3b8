using System.CommandLine;
using System.Globalization;

namespace NoticeService.Commands.Remote;

/// <summary>An option that takes a whole number in a range.</summary>
internal static class WholeNumber
{
    public static Option<int> Option(string name, string description, string helpName, int least, int most, int usual)
    {
        var option = new Option<int>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {least} to {most}."),
            HelpName = helpName,
            DefaultValueFactory = _ => usual,
            // The parser's own names a type of the runtime.
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: must be a whole number, {least} to {most}."));
                return usual;
            },
        };
        return option;
    }
}
