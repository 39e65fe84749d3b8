using System.CommandLine;

namespace NoticeService.Commands.Remote;

/// <summary>The protos' enums as words, in options and in what is printed: <c>CULPRIT_ISP</c> is "isp".</summary>
internal static class EnumWords
{
    private const string Unsaid = "unspecified";

    /// <summary>Empty for what is not said. The generated names are single words.</summary>
    public static string Of(object value) => value.ToString()!.ToLowerInvariant() is var word && word == Unsaid ? "" : word;

    /// <summary>An option that takes one of the words.</summary>
    public static Option<string?> Option<T>(string name, string description)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(v => Of(v)).Where(w => w.Length > 0).ToArray();
        var option = new Option<string?>(name) { Description = $"{description}: {string.Join(", ", words)}.", HelpName = name.TrimStart('-').ToUpperInvariant() };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } word && !words.Contains(word))
            {
                result.AddError($"{name}: '{word}' is none of {string.Join(", ", words)}.");
            }
        });
        return option;
    }

    /// <param name="word">One of the words, or null for what is not said.</param>
    public static T Parse<T>(string? word)
        where T : struct, Enum => word is null ? default : Enum.Parse<T>(word, ignoreCase: true);
}
