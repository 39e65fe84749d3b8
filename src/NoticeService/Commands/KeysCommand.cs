using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using NoticeService.Access;

namespace NoticeService.Commands;

/// <summary><c>ctl keys</c>: a fresh key pair; the public half is added to the set that the service reads, which is how keys are rotated.</summary>
internal static class KeysCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var secret = new Option<string>("--private") { Description = "Where the private key goes, readable by you only; must not be there yet.", HelpName = "FILE", Required = true };
        var shared = new Option<string>("--public") { Description = "JWKS file that the public key is added to; made when it is not there.", HelpName = "FILE", Required = true };
        var command = new Command("keys", "Makes a key pair (ES256).") { secret, shared };
        command.SetAction((arguments, _) => Mistakes.TellAsync(() =>
        {
            var key = SigningKey.Create();
            var set = Read(arguments.GetValue(shared)!);
            WritePrivate(arguments.GetValue(secret)!, key);
            set["keys"]!.AsArray().Add(key.ToPublicJson());
            Replace(arguments.GetValue(shared)!, set.ToJsonString(Indented) + "\n");
            Console.WriteLine($"key {key.Kid}");
            return Task.CompletedTask;
        }));
        return command;
    }

    private static JsonObject Read(string path)
    {
        if (!File.Exists(path))
        {
            return new JsonObject { ["keys"] = new JsonArray() };
        }

        var text = File.ReadAllText(path);
        try
        {
            KeySet.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"'{path}' cannot be added to: {wrong.Message}", wrong);
        }

        return JsonNode.Parse(text)!.AsObject();
    }

    private static void WritePrivate(string path, SigningKey key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(key.ToPrivateJson());
    }

    // The service may read at any moment: it sees the old set or the new one.
    private static void Replace(string path, string text)
    {
        var draft = path + ".new";
        File.WriteAllText(draft, text);
        File.Move(draft, path, overwrite: true);
    }
}
