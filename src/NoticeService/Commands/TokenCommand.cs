using System.CommandLine;
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
        var isp = new Option<string?>("--isp") { Description = "The ISP's id in the configuration, for the role isp.", HelpName = "ID" };
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
        var command = new Command("token", "Makes a token, signed with a key from ctl keys.") { key, subject, role, isp, expires, issuer, audience };
        command.Validators.Add(result =>
        {
            if (result.GetValue(isp) is null && (result.GetValue(role) ?? []).Contains("isp"))
            {
                result.AddError("--isp: must name the ISP when --role is isp: such an account is bound to one.");
            }
        });
        command.SetAction((arguments, _) => Mistakes.TellAsync(() =>
        {
            Console.WriteLine(Read(arguments.GetValue(key)!).Sign(
                arguments.GetValue(subject)!,
                arguments.GetValue(role) ?? [],
                TimeProvider.System.GetUtcNow(),
                Duration(arguments.GetValue(expires)!)!.Value,
                arguments.GetValue(issuer),
                arguments.GetValue(audience),
                arguments.GetValue(isp)));
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

    private static TimeSpan? Duration(string text) => Spans.Parse(text) is { } span && span <= TimeSpan.FromDays(365) ? span : null;
}
