using System.CommandLine;

namespace NoticeService.Lab.Commands;

/// <summary>Options that take one of a few words; another word is told with the option, which the parser's own message leaves out.</summary>
internal static class Choices
{
    public static Option<T> AcceptOnly<T>(this Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Select(token => token.Value).Except(words))
            {
                result.AddError($"{option.Name} is {wrong}; it must be {string.Join(" or ", words)}.");
            }
        });
        return option;
    }
}
