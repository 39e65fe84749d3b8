using System.CommandLine;
using System.Globalization;
using NoticeService.Access;

namespace NoticeService.Commands;

/// <summary><c>ctl token</c>: a token on standard output.</summary>
internal static class TokenCommand
{
    private static readonly string[] Roles = ["viewer", "operator", "legal", "isp"];

    public static Command Create()
    {
        var key = new Option<string>("--key") { Description = "The private key, from ctl keys.", HelpName = "FILE", Required = true };
        var subject = new Option<string>("--sub") { Description = "The user of a player's token, or the operator's name.", HelpName = "NAME", Required = true };
        var role = new Option<string[]>("--role") { Description = "viewer, operator, legal or isp; may be repeated; none for a player.", HelpName = "ROLE" };
        role.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Select(token => token.Value).Except(Roles))
            {
                result.AddError($"--role: '{wrong}' is not a role; there are {string.Join(", ", Roles)}.");
            }
        });
        var expires = new Option<string>("--expires") { Description = "How long it is good, such as 90s, 30m, 1h or 7d.", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
        expires.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && Duration(text) is null)
            {
                result.AddError($"--expires: '{text}' is not a time from 1s to 365d, such as 30m.");
            }
        });
        var issuer = new Option<string?>("--issuer") { Description = "As Access:Issuer demands it; default none.", HelpName = "NAME" };
        var audience = new Option<string?>("--audience") { Description = "As Access:Audience demands it; default none.", HelpName = "NAME" };
        var command = new Command("token", "Makes a token, signed with a key from ctl keys.") { key, subject, role, expires, issuer, audience };
        command.SetAction((arguments, _) => Mistakes.TellAsync(() =>
        {
            Console.WriteLine(Read(arguments.GetValue(key)!).Sign(
                arguments.GetValue(subject)!,
                arguments.GetValue(role) ?? [],
                TimeProvider.System.GetUtcNow(),
                Duration(arguments.GetValue(expires)!)!.Value,
                arguments.GetValue(issuer),
                arguments.GetValue(audience)));
            return Task.CompletedTask;
        }));
        return command;
    }

    private static SigningKey Read(string path)
    {
        try
        {
            return SigningKey.Parse(File.ReadAllText(path));
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"'{path}' {wrong.Message}", wrong);
        }
    }

    private static TimeSpan? Duration(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        long seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return count * seconds is >= 1 and <= 365 * 86_400L ? TimeSpan.FromSeconds(count * seconds) : null;
    }
}
