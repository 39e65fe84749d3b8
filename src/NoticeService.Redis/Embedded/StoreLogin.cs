using System.Security.Cryptography;

namespace NoticeService.Redis.Embedded;

/// <summary>
/// The store's password: new at each of its starts, in a file that only this user may read. Any user of the machine can reach
/// loopback, and see a command line.
/// </summary>
internal static class StoreLogin
{
    private const int SecretBytes = 32;

    /// <summary>Writes a new password as a configuration that the server imports, in place of an older one.</summary>
    /// <returns>The password; letters and digits only.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static string Renew(string path)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        // A file that is there would keep the rights it has.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write($$"""{"AuthenticationMode":"Password","Password":"{{password}}"}""");
        return password;
    }
}
