using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Households;
using NoticeService.Redis.Embedded;

namespace NoticeService.Hosting;

/// <summary>The secret of the pseudonyms. Section <c>Households</c>.</summary>
public sealed class HouseholdKeyOptions
{
    public const string Section = "Households";

    /// <summary>File with the key, base64 of at least 16 bytes, as from a mounted secret. Default empty: see <see cref="HouseholdKeySource"/>.</summary>
    public string KeyFile { get; set; } = "";
}

/// <summary>
/// Reads the key from the configured file; without one, makes a random key once and keeps it, readable by the owner only,
/// in the data folder. Pods that share a store must share the key: so with a Redis of one's own the file must be configured.
/// </summary>
internal static class HouseholdKeySource
{
    private const string GeneratedName = "household.key";

    /// <exception cref="OptionsValidationException">The file is missing, or not a key.</exception>
    public static HouseholdKey Load(HouseholdKeyOptions options, EmbeddedStoreOptions store, bool embedded)
    {
        if (options.KeyFile.Length > 0)
        {
            return Read(options.KeyFile);
        }

        if (!embedded)
        {
            throw Wrong("must name a file when Redis:Connection is set: all pods of one store need the same key (make one with: openssl rand -base64 32).");
        }

        var path = Path.Combine(store.DataDirectory, GeneratedName);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(store.DataDirectory);
            Write(path);
        }

        return Read(path);
    }

    private static void Write(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n"));
        stream.Flush(flushToDisk: true);
    }

    private static HouseholdKey Read(string path)
    {
        try
        {
            return new HouseholdKey(Convert.FromBase64String(File.ReadAllText(path).Trim()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw Wrong($"'{path}' cannot be used: {error.Message}");
        }
    }

    private static OptionsValidationException Wrong(string what) =>
        new(HouseholdKeyOptions.Section, typeof(HouseholdKeyOptions), [$"Households:KeyFile {what}"]);
}
