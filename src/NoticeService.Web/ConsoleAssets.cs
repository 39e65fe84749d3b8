using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace NoticeService.Web;

/// <summary>The style sheet, the script and the icon, out of the assembly; their address holds their hash, so that they may be kept for ever.</summary>
public sealed class ConsoleAssets
{
    private const string Prefix = "Assets/";

    private readonly FrozenDictionary<string, Asset> _byAddress;
    private readonly FrozenDictionary<string, string> _addresses;

    internal ConsoleAssets()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        var assets = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Load(assembly.GetManifestResourceStream(name)!, name[Prefix.Length..]))
            .ToList();
        _byAddress = assets.ToFrozenDictionary(asset => asset.HashedName, StringComparer.Ordinal);
        _addresses = assets.ToFrozenDictionary(asset => asset.Name, asset => $"/assets/{asset.HashedName}", StringComparer.Ordinal);
    }

    /// <summary>Where a file of the Assets folder is served.</summary>
    public string AddressOf(string name) => _addresses[name];

    internal IResult Serve(string name, HttpResponse response)
    {
        if (!_byAddress.TryGetValue(name, out var asset))
        {
            return Results.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(asset.Bytes, asset.ContentType, entityTag: asset.Tag);
    }

    private static Asset Load(Stream stream, string name)
    {
        using (stream)
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
            var dot = name.LastIndexOf('.');
            return new Asset(name, $"{name[..dot]}.{hash}{name[dot..]}", bytes, TypeOf(name[dot..]), new EntityTagHeaderValue($"\"{hash}\""));
        }
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"No content type is known for {extension}"),
    };

    private sealed record Asset(string Name, string HashedName, byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
